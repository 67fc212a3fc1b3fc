using AuditChain.Anchoring.Submitting;

namespace AuditLog;

/// <summary>What became of one request for evidence.</summary>
public sealed class Evidence
{
    private readonly EvidenceResult _result;

    internal Evidence(EvidenceResult result, long size, string path) => (_result, Size, Path) = (result, size, path);

    /// <summary>cosignature, timestamp or rekor.</summary>
    public string Kind => _result.Kind;

    /// <summary>The witness, or the address that was asked.</summary>
    public string By => _result.By;

    /// <summary>Stored, Present, Pending, Refused or Forked.</summary>
    public string State => _result.State.ToString();

    /// <summary>By that one's clock; local time. Null where there is none.</summary>
    public DateTime? Time => _result.Time?.LocalDateTime;

    /// <summary>Number of entries of the attestation that it is for.</summary>
    public long Size { get; }

    /// <summary>In words.</summary>
    public string Message => _result.Message;

    /// <summary>The log.</summary>
    public string Path { get; }

    /// <summary>One line.</summary>
    public override string ToString() => $"{Kind} by {By}: {State}";
}

/// <summary>What an export of tiles did.</summary>
public sealed class TileExport
{
    internal TileExport(AuditChain.Anchoring.Tiles.TileExportResult result, string path, string destination) =>
        (Size, Written, Resumed, Path, DestinationPath) = (result.Size, result.Written, result.Resumed, path, destination);

    /// <summary>Number of entries that are there now.</summary>
    public long Size { get; }

    /// <summary>Files that were written; the others were there.</summary>
    public long Written { get; }

    /// <summary>Number of entries from which it went on; 0 when the whole log passed by.</summary>
    public long Resumed { get; }

    /// <summary>The log.</summary>
    public string Path { get; }

    /// <summary>The folder.</summary>
    public string DestinationPath { get; }
}
