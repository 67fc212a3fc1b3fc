using System.Buffers.Binary;

namespace AuditChain.Notes;

// What others vouch for is the artifact of one signature of a note, byte for byte the note as if nobody else had signed it:
//
//   the signed text
//   (an empty line)
//   — NAME BASE64
//
// It covers the signature itself, so evidence for it proves that the signature existed before a key was stolen. Evidence is kept
// under the SHA-256 of these bytes.

/// <summary>One signature line of a note as text, and the artifact that it makes with the note's text.</summary>
public static class SignatureLine
{
    /// <summary>The line without its line feed: em dash, space, key name, space, base64.</summary>
    /// <param name="signature">A signature of a parsed note.</param>
    public static string Text(NoteSignature signature)
    {
        ArgumentNullException.ThrowIfNull(signature);
        byte[] bytes = new byte[sizeof(uint) + signature.Signature.Length];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, signature.KeyId);
        signature.Signature.CopyTo(bytes.AsMemory(sizeof(uint)));
        return $"— {signature.KeyName} {Convert.ToBase64String(bytes)}";
    }

    /// <summary>The artifact of one signature: UTF-8 of the signed text, an empty line and this one signature line.</summary>
    /// <param name="note">The note.</param>
    /// <param name="signature">One of its signatures, by an own key (0x01).</param>
    public static byte[] Artifact(SignedNote note, NoteSignature signature)
    {
        ArgumentNullException.ThrowIfNull(note);
        return NoteText.Utf8.GetBytes($"{note.Text}\n{Text(signature)}\n");
    }

    /// <summary>SHA-256 of <see cref="Artifact"/>: the name under which evidence for this signature is kept.</summary>
    /// <param name="note">The note.</param>
    /// <param name="signature">One of its signatures.</param>
    public static Digest ArtifactHash(SignedNote note, NoteSignature signature) => Digest.Of(Artifact(note, signature));
}
