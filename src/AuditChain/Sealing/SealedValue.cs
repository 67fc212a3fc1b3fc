using System.Security.Cryptography;

namespace AuditChain.Sealing;

// A sealed value stands in `data` in place of the value itself:
//
//   {"$sealed":"ZXmeN1hOKhZ-ngbWSuZZtWemaPaUENMlCtc9Py0YEnQ"}
//
// commitment = SHA-256("auditlog/1 sealed\n" ‖ salt (16 bytes) ‖ canonical JSON of the value), base64url without padding.

/// <summary>The commitment that stands in a line in place of a value kept outside of it.</summary>
/// <param name="Commitment">What <see cref="Commit"/> computed.</param>
public sealed record SealedValue(Digest Commitment) : IWritesJson
{
    /// <summary>Length of a salt in bytes.</summary>
    public const int SaltSize = 16;

    /// <summary>Computes the commitment to a value.</summary>
    /// <param name="salt">16 random bytes.</param>
    /// <param name="canonicalValue">The value as canonical JSON.</param>
    public static Digest Commit(ReadOnlySpan<byte> salt, ReadOnlySpan<byte> canonicalValue)
    {
        if (salt.Length != SaltSize) throw new ArgumentException($"A salt has {SaltSize} bytes, not {salt.Length}.", nameof(salt));
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData("auditlog/1 sealed\n"u8);
        hash.AppendData(salt);
        hash.AppendData(canonicalValue);
        Span<byte> digest = stackalloc byte[Digest.Size];
        hash.GetHashAndReset(digest);
        return new Digest(digest);
    }

    void IWritesJson.Write(ValueWriter writer, LineBuffer buffer, int depth)
    {
        buffer.Write("{\"$sealed\":\""u8);
        buffer.Write(System.Text.Encoding.ASCII.GetBytes(Commitment.ToBase64Url()));
        buffer.Write("\"}"u8);
    }
}
