namespace AuditChain.Merkle;

/// <summary>The smallest thing that a proof is made from: whatever can read leaf hashes, and perhaps keeps nodes.</summary>
public interface ITreeReader
{
    /// <summary>Streams leaf hashes, ascending.</summary>
    /// <param name="first">First sequence, from 1.</param>
    /// <param name="last">Last sequence; none are read when it is smaller than <paramref name="first"/>.</param>
    /// <exception cref="AuditException">AuditLogDamaged: one is missing or is none.</exception>
    IEnumerable<Digest> ReadHashes(long first, long last);

    /// <summary>Streams the roots of complete subtrees that are kept, ascending, up to the first that is not.</summary>
    /// <param name="level">Their height, as in <see cref="TreeNode"/>.</param>
    /// <param name="first">The number of the first, from 0.</param>
    /// <param name="count">How many.</param>
    IEnumerable<Digest> ReadNodes(int level, long first, long count);
}
