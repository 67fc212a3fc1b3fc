using System.Security.Cryptography;

namespace AuditChain;

/// <summary>RFC 6962 section 2.1: the hash of one entry line, which is at once its link in the chain and its leaf in the tree.</summary>
public static class LeafHash
{
    /// <summary>SHA-256(0x00 ‖ line).</summary>
    /// <param name="line">An entry line as stored, without its newline.</param>
    public static Digest Of(ReadOnlySpan<byte> line)
    {
        Span<byte> hash = stackalloc byte[Digest.Size];
        if (line.Length < 1024)
        {
            Span<byte> input = stackalloc byte[1025];
            input[0] = 0;
            line.CopyTo(input[1..]);
            SHA256.HashData(input[..(line.Length + 1)], hash);
            return new Digest(hash);
        }
        using IncrementalHash incremental = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        incremental.AppendData([0]);
        incremental.AppendData(line);
        incremental.GetHashAndReset(hash);
        return new Digest(hash);
    }
}
