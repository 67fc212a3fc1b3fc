using System.Globalization;

namespace AuditLog;

/// <summary>A signed checkpoint. That it is shown says nothing about its signature: Test-AuditChain checks it.</summary>
public sealed class Attestation
{
    private readonly SignedNote _note;
    private readonly Checkpoint _checkpoint;

    internal Attestation(SignedNote note, string path)
    {
        _note = note;
        _checkpoint = note.Checkpoint();
        Path = path;
    }

    /// <summary>The file that holds it.</summary>
    public string Path { get; }

    /// <summary>Number of entries that it covers.</summary>
    public long Size => _checkpoint.Size;

    /// <summary>When it was signed, local time.</summary>
    public DateTime Time => _checkpoint.Time.LocalDateTime;

    /// <summary>The name of the key that signed it first.</summary>
    public string KeyName => _note.Signatures[0].KeyName;

    /// <summary>The short identifier of that key, eight hexadecimal digits.</summary>
    public string KeyId => _note.Signatures[0].KeyId.ToString("x8", CultureInfo.InvariantCulture);

    /// <summary>The log's name.</summary>
    public string Origin => _checkpoint.Origin;

    /// <summary>The log's identity: the header hash.</summary>
    public string LogId => _checkpoint.Log.ToString();

    /// <summary>Leaf hash of the last entry that it covers.</summary>
    public string Head => _checkpoint.Head.ToString();

    /// <summary>Merkle root of the entries that it covers.</summary>
    public string Root => _checkpoint.Root.ToString();

    /// <summary>The signed note: what to keep elsewhere.</summary>
    public string Note => _note.ToString();

    internal SignedNote Signed => _note;

    /// <summary>The signed note.</summary>
    public override string ToString() => Note;
}
