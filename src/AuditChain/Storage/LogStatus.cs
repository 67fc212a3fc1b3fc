namespace AuditChain.Storage;

/// <summary>How a log stands.</summary>
public sealed record LogStatus
{
    /// <summary>Where the log is: a full path, or an address without its secrets.</summary>
    public required string Location { get; init; }

    /// <summary>The log's name.</summary>
    public required string Origin { get; init; }

    /// <summary>The log's identity: the header hash.</summary>
    public required Digest LogId { get; init; }

    /// <summary>When the log was created.</summary>
    public DateTimeOffset Created { get; init; }

    /// <summary>Number of entries.</summary>
    public long Count { get; init; }

    /// <summary>Leaf hash of the last entry, or the header hash.</summary>
    public Digest Head { get; init; }

    /// <summary>Time of the first entry; null when there is none.</summary>
    public DateTimeOffset? FirstTime { get; init; }

    /// <summary>Time of the last entry; null when there is none.</summary>
    public DateTimeOffset? LastTime { get; init; }

    /// <summary>Bytes on the disk, the write-ahead log included.</summary>
    public long SizeOnDisk { get; init; }

    /// <summary>Entries that the newest attestation covers; null when there is none.</summary>
    public long? AttestedCount { get; init; }

    /// <summary>When the newest attestation was signed.</summary>
    public DateTimeOffset? AttestedTime { get; init; }

    /// <summary>Entries after the newest attestation.</summary>
    public long UnattestedTail => Count - (AttestedCount ?? 0);
}
