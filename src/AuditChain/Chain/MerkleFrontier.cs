namespace AuditChain;

/// <summary>
/// The right edge of a growing tree: the roots of its complete subtrees, at most 63. Adding a leaf costs one node hash on
/// average, and memory does not grow with the log.
/// </summary>
public sealed class MerkleFrontier
{
    private readonly Digest[] _roots = new Digest[64];
    private int _count;

    /// <summary>Number of leaves.</summary>
    public long Size { get; private set; }

    /// <summary>Adds the next leaf hash.</summary>
    /// <param name="leaf">Leaf number <see cref="Size"/>.</param>
    public void Add(Digest leaf)
    {
        // One subtree stands on the edge for every set bit of the size: adding carries like a binary counter.
        for (long carry = Size; (carry & 1) == 1; carry >>= 1) leaf = MerkleTree.Node(_roots[--_count], leaf);
        _roots[_count++] = leaf;
        Size++;
    }

    /// <summary>The root of the tree as it stands.</summary>
    public Digest Root()
    {
        if (_count == 0) return MerkleTree.EmptyRoot;
        Digest root = _roots[_count - 1];
        for (int i = _count - 2; i >= 0; i--) root = MerkleTree.Node(_roots[i], root);
        return root;
    }
}
