using System.Text;

namespace AuditChain.Anchoring.Witnesses;

/// <summary>What an answer of a witness means.</summary>
public enum WitnessAnswerKind
{
    /// <summary>200, and a cosignature by the expected key that is valid for exactly this checkpoint.</summary>
    Cosigned = 1,

    /// <summary>409: the witness cosigned another size last, and says which.</summary>
    OtherSize,

    /// <summary>404: it does not know the log.</summary>
    UnknownLog,

    /// <summary>403: it knows the log, and no signature of the checkpoint is by a key that it trusts.</summary>
    UnknownKey,

    /// <summary>422: the consistency proof does not lead from what it cosigned to this checkpoint.</summary>
    ProofRefused,

    /// <summary>400: it does not understand the request.</summary>
    RequestRefused,

    /// <summary>429 or 5xx: not now.</summary>
    NotNow,

    /// <summary>An answer that the protocol does not have, or one whose words do not hold.</summary>
    NotUnderstood,
}

/// <summary>An answer to add-checkpoint, read and checked; a pure function of what came.</summary>
/// <param name="Kind">What it means.</param>
/// <param name="Line">The valid cosignature, a signature line without its line feed; null unless cosigned.</param>
/// <param name="Time">The time of the cosignature, by the witness's clock.</param>
/// <param name="Size">The size that the witness cosigned last, by its unsigned word; with <see cref="WitnessAnswerKind.OtherSize"/> alone.</param>
/// <param name="Message">In words: what came.</param>
public sealed record WitnessAnswer(WitnessAnswerKind Kind, string? Line, DateTimeOffset? Time, long? Size, string Message)
{
    /// <summary>The longest answer that is read: 16 signatures of post-quantum size, and to spare.</summary>
    public const int MaxBytes = 128 * 1024;

    /// <summary>The media type of a 409.</summary>
    public const string SizeMediaType = "text/x.tlog.size";

    /// <summary>Reads an answer.</summary>
    /// <param name="status">The status code.</param>
    /// <param name="mediaType">Its media type, without parameters.</param>
    /// <param name="body">Its body.</param>
    /// <param name="note">The checkpoint that was sent.</param>
    /// <param name="key">The witness's key: only what it signed is believed.</param>
    /// <exception cref="AuditException">AuditLibsodiumMissing.</exception>
    public static WitnessAnswer Read(int status, string mediaType, ReadOnlySpan<byte> body, SignedNote note, WitnessKey key)
    {
        ArgumentNullException.ThrowIfNull(mediaType);
        string text = Encoding.UTF8.GetString(body);
        return status switch
        {
            200 => ReadCosignature(text, note, key),
            400 => Of(WitnessAnswerKind.RequestRefused, $"It does not understand the request (400): {Words(text)}"),
            403 => Of(WitnessAnswerKind.UnknownKey, $"It trusts none of the keys that signed the checkpoint (403): {Words(text)}"),
            404 => Of(WitnessAnswerKind.UnknownLog, $"It does not know a log of this origin, or the address is not that of a witness (404): {Words(text)}"),
            409 => ReadSize(text, mediaType),
            422 => Of(WitnessAnswerKind.ProofRefused, $"It refuses the consistency proof (422): {Words(text)}"),
            429 or (>= 500 and <= 599) => Of(WitnessAnswerKind.NotNow, $"It cannot answer now ({status}): {Words(text)}"),
            _ => Of(WitnessAnswerKind.NotUnderstood, $"It answered {status}, which the protocol does not have."),
        };
    }

    private static WitnessAnswer ReadCosignature(string text, SignedNote note, WitnessKey key)
    {
        if (!SignedNote.TryParse($"{note.Text}\n{text}", out SignedNote? answered, out string? problem))
            return Of(WitnessAnswerKind.NotUnderstood, $"It answered 200, and not with signature lines: {problem}.");
        Cosignature cosignature = Cosignature.Check(answered!, key);
        return cosignature switch
        {
            { IsUnsupported: true } => Of(WitnessAnswerKind.NotUnderstood, "It cosigned with ML-DSA-44 (0x06), which is not supported. Name a key of the type 0x04."),
            { Verification: NoteVerification.Valid } => new WitnessAnswer(WitnessAnswerKind.Cosigned, SignatureLine.Text(cosignature.Signature!), cosignature.Time, null, $"It cosigned at {cosignature.Time:yyyy-MM-dd HH:mm:ss}Z."),
            { Verification: NoteVerification.Invalid } => Of(WitnessAnswerKind.NotUnderstood, "It answered 200, and its cosignature does not hold for this checkpoint."),
            _ => Of(WitnessAnswerKind.NotUnderstood, $"It answered 200, and none of its lines is by the key {key.Name} that was named for it."),
        };
    }

    private static WitnessAnswer ReadSize(string text, string mediaType)
    {
        bool isSize = text.EndsWith('\n') && CheckpointBody.TryReadSize(text.AsSpan(0, text.Length - 1), out _) && mediaType == SizeMediaType;
        if (!isSize) return Of(WitnessAnswerKind.NotUnderstood, $"It answered 409, and not with a size ({SizeMediaType}): {Words(text)}");
        CheckpointBody.TryReadSize(text.AsSpan(0, text.Length - 1), out long size);
        return new WitnessAnswer(WitnessAnswerKind.OtherSize, null, null, size, $"It says that it cosigned {size} entries last (409).");
    }

    private static WitnessAnswer Of(WitnessAnswerKind kind, string message) => new(kind, null, null, null, message);

    private static string Words(string text) => text.Trim() is { Length: > 0 } words ? NoteText.Quote(words) : "without a word.";
}
