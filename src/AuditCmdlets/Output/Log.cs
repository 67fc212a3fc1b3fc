namespace AuditLog;

/// <summary>How a log stands.</summary>
public sealed class Log
{
    private readonly LogStatus _status;

    internal Log(LogStatus status) => (_status, Recording) = (status, RecordingTally.Find(status.Location) is { } tally ? new Recording(tally) : null);

    /// <summary>The full path of the file.</summary>
    public string Path => _status.Location;

    /// <summary>The log's name.</summary>
    public string Origin => _status.Origin;

    /// <summary>Number of entries.</summary>
    public long Count => _status.Count;

    /// <summary>Time of the first entry, local time; null when there is none.</summary>
    public DateTime? FirstTime => _status.FirstTime?.LocalDateTime;

    /// <summary>Time of the last entry, local time; null when there is none.</summary>
    public DateTime? LastTime => _status.LastTime?.LocalDateTime;

    /// <summary>Entries that the newest attestation covers; null when there is none.</summary>
    public long? AttestedCount => _status.AttestedCount;

    /// <summary>When the newest attestation was signed, local time.</summary>
    public DateTime? AttestedTime => _status.AttestedTime?.LocalDateTime;

    /// <summary>Entries after the newest attestation.</summary>
    public long UnattestedTail => _status.UnattestedTail;

    /// <summary>Bytes on the disk, the write-ahead log included.</summary>
    public long SizeOnDisk => _status.SizeOnDisk;

    /// <summary>When the log was created, local time.</summary>
    public DateTime Created => _status.Created.LocalDateTime;

    /// <summary>The log's identity: the header hash.</summary>
    public string LogId => _status.LogId.ToString();

    /// <summary>Leaf hash of the last entry, or the header hash.</summary>
    public string Head => _status.Head.ToString();

    /// <summary>What recorders of this process counted for it; null when there were none.</summary>
    public Recording? Recording { get; }

    /// <summary>The path.</summary>
    public override string ToString() => Path;
}
