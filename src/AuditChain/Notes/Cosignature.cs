using System.Buffers.Binary;
using System.Globalization;

namespace AuditChain.Notes;

// A C2SP tlog-cosignature, type 0x04: a further signature line of a checkpoint's note.
//
//   — witness.example.com/w1 base64(key id (4) ‖ time (8, big endian, POSIX seconds) ‖ Ed25519 signature (64))
//
// The signature is over two lines and the text of the note:
//
//   cosignature/v1
//   time 1679315147
//   example.com/behind-the-sofa
//   20852163
//   CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=
//
// A witness states that, at that time, this was the largest consistent tree it had seen of that origin. It vouches for origin,
// size and root; extension lines are covered by the signature, and it says nothing about them.
//
// Not valid: another length than 76 bytes; a time of 0 or one that DateTimeOffset cannot hold (past the year 9999).

/// <summary>What a note says about one witness.</summary>
/// <param name="Key">The witness.</param>
/// <param name="Verification">Whether its lines, if any, are valid.</param>
/// <param name="Time">By the witness's clock, seconds resolution; the earliest of its valid lines. Null when none is valid.</param>
/// <param name="Signature">The line that <paramref name="Time"/> comes from.</param>
public sealed record Cosignature(WitnessKey Key, NoteVerification Verification, DateTimeOffset? Time, NoteSignature? Signature)
{
    private const int TimeSize = 8;

    /// <summary>Whether the note has lines of this witness that nothing here can check, because its type is not supported.</summary>
    public bool IsUnsupported => !Key.IsSupported && Signature is not null;

    /// <summary>Checks the cosignatures of one witness; signatures of others do not matter.</summary>
    /// <param name="note">A note whose text is a checkpoint.</param>
    /// <param name="key">A key that the verifier was handed.</param>
    /// <returns>Invalid as soon as one line with the key's name and id does not hold. For a type that is not supported: not signed.</returns>
    /// <exception cref="AuditException"><see cref="AuditError.AuditLibsodiumMissing"/>.</exception>
    public static Cosignature Check(SignedNote note, WitnessKey key)
    {
        ArgumentNullException.ThrowIfNull(note);
        ArgumentNullException.ThrowIfNull(key);
        Cosignature found = new(key, NoteVerification.NotSigned, null, null);
        foreach (NoteSignature line in note.Signatures.Where(key.IsNamedBy))
        {
            if (!key.IsSupported) return found with { Signature = line };
            if (!TryRead(line.Signature.Span, out ulong seconds)
                || !Ed25519.Verify(key.PublicKey, Message(note.Text, seconds), line.Signature.Span[TimeSize..])) return new Cosignature(key, NoteVerification.Invalid, null, line);
            DateTimeOffset time = DateTimeOffset.FromUnixTimeSeconds((long)seconds);
            if (found.Time is null || time < found.Time) found = new Cosignature(key, NoteVerification.Valid, time, line);
        }
        return found;
    }

    /// <summary>The bytes that a witness signs.</summary>
    /// <param name="text">The text of the note.</param>
    /// <param name="seconds">POSIX time.</param>
    internal static byte[] Message(string text, ulong seconds) =>
        NoteText.Utf8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"cosignature/v1\ntime {seconds}\n{text}"));

    private static bool TryRead(ReadOnlySpan<byte> bytes, out ulong seconds)
    {
        seconds = 0;
        if (bytes.Length != TimeSize + Ed25519.SignatureSize) return false;
        seconds = BinaryPrimitives.ReadUInt64BigEndian(bytes);
        return seconds > 0 && seconds <= (ulong)DateTimeOffset.MaxValue.ToUnixTimeSeconds();
    }
}
