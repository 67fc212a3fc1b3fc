namespace AuditChain.Hashing;

/// <summary>RFC 6962 section 2.1: the hash of one entry line, which is at once its link in the chain and its leaf in the tree.</summary>
public static class LeafHash
{
    /// <summary>SHA-256(0x00 ‖ line).</summary>
    /// <param name="line">An entry line as stored, without its newline.</param>
    public static Digest Of(ReadOnlySpan<byte> line) => Sha256.Of([0], line);
}
