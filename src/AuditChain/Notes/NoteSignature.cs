namespace AuditChain.Notes;

/// <summary>One signature line of a <see cref="SignedNote"/>.</summary>
/// <param name="KeyName">Name of the key, without white space and <c>+</c>.</param>
/// <param name="KeyId">The four bytes before the signature, big endian; see <see cref="VerifierKey.ComputeKeyId"/>.</param>
/// <param name="Signature">The bytes after the key id: 64 for Ed25519, other lengths for types of keys that are not known here.</param>
public sealed record NoteSignature(string KeyName, uint KeyId, ReadOnlyMemory<byte> Signature);

/// <summary>What a note says about one key.</summary>
public enum NoteVerification
{
    /// <summary>No signature line has the key's name and id: nothing is known.</summary>
    NotSigned = 1,

    /// <summary>Every signature line with the key's name and id is valid.</summary>
    Valid,

    /// <summary>A signature line with the key's name and id is not valid: the text, or the line, was altered.</summary>
    Invalid,
}
