namespace AuditChain.Merkle;

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

    /// <summary>Told of each <see cref="TreeNode"/> that a leaf completes, the lowest first.</summary>
    internal Action<TreeNode>? Completed { get; set; }

    /// <summary>Adds the next leaf hash.</summary>
    /// <param name="leaf">Leaf number <see cref="Size"/>.</param>
    public void Add(Digest leaf)
    {
        int level = 0;
        // One subtree stands on the edge for every set bit of the size: adding carries like a binary counter.
        for (long carry = Size; (carry & 1) == 1; carry >>= 1)
        {
            leaf = MerkleTree.Node(_roots[--_count], leaf);
            if (++level % TreeNode.Step == 0) Completed?.Invoke(new TreeNode(level, Size >> level, leaf));
        }
        _roots[_count++] = leaf;
        Size++;
    }

    /// <summary>Adds a complete subtree.</summary>
    /// <param name="root">Its root.</param>
    /// <param name="level">Its height; <see cref="Size"/> is a multiple of 2^<paramref name="level"/>.</param>
    internal void Add(Digest root, int level)
    {
        for (long carry = Size >> level; (carry & 1) == 1; carry >>= 1) root = MerkleTree.Node(_roots[--_count], root);
        _roots[_count++] = root;
        Size += 1L << level;
    }

    /// <summary>The roots of the complete subtrees, the largest first, 32 bytes each: enough to go on from here later.</summary>
    public byte[] Edge()
    {
        byte[] edge = new byte[_count * Digest.Size];
        for (int i = 0; i < _count; i++) _roots[i].Span.CopyTo(edge.AsSpan(i * Digest.Size));
        return edge;
    }

    /// <summary>Goes on from an <see cref="Edge"/>. It proves itself: its root must be one that is trusted.</summary>
    /// <param name="size">Number of leaves.</param>
    /// <param name="edge">What <see cref="Edge"/> gave for them.</param>
    /// <param name="root">The trusted root of that size.</param>
    /// <returns>The frontier, or null when the edge does not lead to the root.</returns>
    public static MerkleFrontier? From(long size, ReadOnlySpan<byte> edge, Digest root)
    {
        int count = System.Numerics.BitOperations.PopCount((ulong)size);
        if (size < 0 || edge.Length != count * Digest.Size) return null;
        MerkleFrontier frontier = new() { Size = size, _count = count };
        for (int i = 0; i < count; i++) frontier._roots[i] = new Digest(edge.Slice(i * Digest.Size, Digest.Size));
        return frontier.Root() == root ? frontier : null;
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
