using System.Buffers.Binary;
using System.Text;

namespace AuditChain.Notes;

// A C2SP signed note (https://c2sp.org/signed-note, golang.org/x/mod/sumdb/note), UTF-8: a text that ends in a line feed, an
// empty line, and one line for each signature. A signature covers the text including its last line feed, not the empty line.
//
//   example.com/ops                                      the text; for an attestation the six lines of a Checkpoint
//   …
//   time 2026-11-20T09:00:00.0000000Z
//
//   — example.com/ops RjtHvTA1XlgEZHH9oGDQPgpSutkI4mrwfveyhStC5DudnQrjQnxCbsHBMBCYZ4/ZXb44iQgKK6ZbYhY2FCu9CVDfBQg=
//
// A signature line: em dash (U+2014), space, key name, space, base64(key id (4 bytes) ‖ signature (64 bytes for Ed25519)).
// A signature by a key that the verifier was not handed is ignored: it may be a witness's, or of a type yet to come.
//
// A parser refuses: more than 1,000,000 bytes or 100 signatures; lone surrogates and control characters below U+0020 other
// than line feeds, so also CRLF; no empty line, or no signature after the last one; no final line feed; a signature line of
// another form; a key name that is empty or has white space or '+'; base64 that is not canonical or has fewer than 5 bytes.

/// <summary>A text with signatures: the form in which a <see cref="Checkpoint"/> is kept and handed over. Immutable.</summary>
public sealed class SignedNote
{
    private const int MaxBytes = 1_000_000;
    private const int MaxSignatures = 100;
    private const int KeyIdSize = 4;
    private const string Dash = "— ";

    private readonly string _note;
    private Checkpoint? _checkpoint;

    private SignedNote(string note, string text, IReadOnlyList<NoteSignature> signatures) =>
        (_note, Text, Signatures) = (note, text, signatures);

    /// <summary>What is signed: up to and including the line feed before the empty line.</summary>
    public string Text { get; }

    /// <summary>The signature lines in their order, 1..100, of known and unknown keys.</summary>
    public IReadOnlyList<NoteSignature> Signatures { get; }

    /// <summary>Parses a note. No signature is checked, and the text need not be a checkpoint.</summary>
    /// <param name="note">The exact note, at most 1,000,000 bytes of UTF-8.</param>
    /// <exception cref="AuditException"><see cref="AuditError.AuditCheckpointInvalid"/>.</exception>
    public static SignedNote Parse(string note) =>
        TryParse(note, out SignedNote? parsed, out string? problem)
            ? parsed!
            : throw new AuditException(AuditError.AuditCheckpointInvalid, $"Not a signed note: {problem}.");

    /// <summary>As <see cref="Parse"/>, without an exception.</summary>
    /// <param name="note">The exact note, at most 1,000,000 bytes of UTF-8.</param>
    /// <param name="parsed">The note, when the result is true.</param>
    /// <param name="problem">What was expected and what came, when the result is false.</param>
    public static bool TryParse(string note, out SignedNote? parsed, out string? problem)
    {
        ArgumentNullException.ThrowIfNull(note);
        parsed = null;
        if (note.Length > MaxBytes || Encoding.UTF8.GetByteCount(note) > MaxBytes) problem = $"it has more than {MaxBytes} bytes";
        else problem = NoteText.Problem(note);
        if (problem is not null) return false;

        int split = note.LastIndexOf("\n\n", StringComparison.Ordinal);
        if (split < 0) problem = "expected an empty line between the text and the signatures, found none";
        else if (split + 2 == note.Length) problem = "expected a signature after the last empty line, found none";
        else if (!note.EndsWith('\n')) problem = "the last line does not end in a line feed";
        if (problem is not null) return false;

        string[] lines = note[(split + 2)..^1].Split('\n', MaxSignatures + 1);
        if (lines.Length > MaxSignatures) problem = $"it has more than {MaxSignatures} signatures";
        if (problem is not null) return false;

        var signatures = new NoteSignature[lines.Length];
        for (int i = 0; i < lines.Length; i++)
        {
            if (ReadSignature(lines[i]) is not { } signature)
            {
                problem = $"signature {i + 1}: expected '— NAME BASE64', found {NoteText.Quote(lines[i])}";
                return false;
            }

            signatures[i] = signature;
        }

        parsed = new SignedNote(note, note[..(split + 1)], signatures);
        return true;
    }

    /// <summary>Signs a checkpoint.</summary>
    /// <param name="checkpoint">What the signatures vouch for.</param>
    /// <param name="keys">1..100 keys; one signature line each, in this order.</param>
    /// <exception cref="ArgumentException">No key was given, or more than 100.</exception>
    /// <exception cref="AuditException"><see cref="AuditError.AuditLibsodiumMissing"/>.</exception>
    public static SignedNote Sign(Checkpoint checkpoint, params ReadOnlySpan<SigningKey> keys)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        return Sign(checkpoint.ToText(), keys);
    }

    /// <summary>Signs any text that ends in a line feed; what it means its first line must say.</summary>
    internal static SignedNote Sign(string text, params ReadOnlySpan<SigningKey> keys)
    {
        if (keys.Length is 0 or > MaxSignatures) throw new ArgumentException($"Expected 1 to {MaxSignatures} keys, found {keys.Length}.", nameof(keys));
        byte[] message = NoteText.Utf8.GetBytes(text);
        var note = new StringBuilder(text).Append('\n');
        foreach (SigningKey key in keys)
        {
            byte[] signature = new byte[KeyIdSize + Ed25519.SignatureSize];
            BinaryPrimitives.WriteUInt32BigEndian(signature, key.VerifierKey.KeyId);
            key.Sign(message).CopyTo(signature, KeyIdSize);
            note.Append(Dash).Append(key.Name).Append(' ').Append(Convert.ToBase64String(signature)).Append('\n');
        }

        return Parse(note.ToString());
    }

    /// <summary>Checks the signatures of one key; those of other keys do not matter.</summary>
    /// <param name="key">A key that the verifier was handed, not one that came with the note.</param>
    /// <exception cref="AuditException"><see cref="AuditError.AuditLibsodiumMissing"/>, when the note has a signature of this key.</exception>
    public NoteVerification Verify(VerifierKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        byte[] message = NoteText.Utf8.GetBytes(Text);
        var verdict = NoteVerification.NotSigned;
        foreach (NoteSignature signature in Signatures)
        {
            if (!key.IsNamedBy(signature.KeyName, signature.KeyId)) continue;
            if (!Ed25519.Verify(key.PublicKey, message, signature.Signature.Span)) return NoteVerification.Invalid;
            verdict = NoteVerification.Valid;
        }

        return verdict;
    }

    /// <summary>The text as a checkpoint. That it parses says nothing about the signatures.</summary>
    /// <exception cref="AuditException"><see cref="AuditError.AuditCheckpointInvalid"/>: names the line.</exception>
    public Checkpoint Checkpoint() => _checkpoint ??= Notes.Checkpoint.Parse(Text);

    /// <summary>As <see cref="Checkpoint()"/>, without an exception.</summary>
    /// <param name="checkpoint">The checkpoint, when the result is true.</param>
    /// <param name="problem">Which line is wrong, when the result is false.</param>
    public bool TryCheckpoint(out Checkpoint? checkpoint, out string? problem)
    {
        problem = null;
        checkpoint = _checkpoint;
        if (checkpoint is null && Notes.Checkpoint.TryParse(Text, out checkpoint, out problem)) _checkpoint = checkpoint;
        return checkpoint is not null;
    }

    /// <summary>The exact note, as it was parsed.</summary>
    public override string ToString() => _note;

    private static NoteSignature? ReadSignature(string line)
    {
        if (!line.StartsWith(Dash, StringComparison.Ordinal)) return null;
        int space = line.IndexOf(' ', Dash.Length);
        if (space < 0) return null;
        string name = line[Dash.Length..space];
        string base64 = line[(space + 1)..];
        byte[] bytes = new byte[base64.Length / 4 * 3];
        if (name.Length == 0 || name.Any(c => c == '+' || char.IsWhiteSpace(c))
            || !Convert.TryFromBase64String(base64, bytes, out int length) || length <= KeyIdSize
            || Convert.ToBase64String(bytes, 0, length) != base64) return null;
        return new NoteSignature(name, BinaryPrimitives.ReadUInt32BigEndian(bytes), bytes.AsMemory(KeyIdSize, length - KeyIdSize));
    }
}
