namespace AuditChain.Notes;

/// <summary>The kinds of evidence, as store and bundles name them.</summary>
public static class EvidenceKinds
{
    /// <summary>A witness's line of the note (0x04): its UTF-8 without the line feed.</summary>
    public const string Cosignature = "cosignature";

    /// <summary>An RFC 3161 token: its DER.</summary>
    public const string Timestamp = "timestamp";

    /// <summary>A TransparencyLogEntry of Rekor v2: canonical JSON.</summary>
    public const string Rekor = "rekor";
}

/// <summary>What somebody else vouched for: kept beside the attestation, which never changes.</summary>
/// <param name="Note">SHA-256 of the artifact that it is about, <see cref="SignatureLine.ArtifactHash"/>.</param>
/// <param name="Kind">One of <see cref="EvidenceKinds"/>.</param>
/// <param name="Data">What was given, byte for byte.</param>
public sealed record EvidenceRecord(Digest Note, string Kind, ReadOnlyMemory<byte> Data)
{
    /// <summary>The longest data of a record.</summary>
    public const int MaxBytes = 512 * 1024;

    /// <summary>SHA-256 of <see cref="Data"/>: what an anchor entry names.</summary>
    public Digest Hash => Digest.Of(Data.Span);

    /// <summary>The cosignature of a witness.</summary>
    /// <param name="note">Artifact hash of an own signature of the note.</param>
    /// <param name="line">The signature line without its line feed.</param>
    public static EvidenceRecord Cosignature(Digest note, string line) => new(note, EvidenceKinds.Cosignature, NoteText.Utf8.GetBytes(line));
}
