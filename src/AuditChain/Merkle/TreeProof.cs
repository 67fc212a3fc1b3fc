namespace AuditChain.Merkle;

/// <summary>Roots and proofs from whatever holds a tree (RFC 9162 section 2.1). Of ten million leaves with kept nodes about a thousand hashes are read.</summary>
public static class TreeProof
{
    /// <summary>The root over the first leaves.</summary>
    /// <param name="tree">Where they are.</param>
    /// <param name="size">How many, from 0.</param>
    /// <param name="keptNodes">Whether kept nodes are believed; the caller then compares the root with a signed one.</param>
    public static Digest Root(ITreeReader tree, long size, bool keptNodes = true)
    {
        ArgumentNullException.ThrowIfNull(tree);
        return size == 0 ? MerkleTree.EmptyRoot : RootOf(tree, (0, size), keptNodes);
    }

    /// <summary>The inclusion path of a leaf, bottom up.</summary>
    /// <param name="tree">Where the leaves are.</param>
    /// <param name="index">The leaf, from 0.</param>
    /// <param name="size">Size of the tree, more than <paramref name="index"/>.</param>
    /// <param name="keptNodes">Whether kept nodes are believed.</param>
    public static IReadOnlyList<Digest> Inclusion(ITreeReader tree, long index, long size, bool keptNodes = true)
    {
        ArgumentNullException.ThrowIfNull(tree);
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, size);
        return MerkleTree.InclusionRanges(index, size).ConvertAll(range => RootOf(tree, range, keptNodes));
    }

    /// <summary>The proof that the tree of <paramref name="first"/> leaves is a prefix of that of <paramref name="size"/>, bottom up; empty when both are equal.</summary>
    /// <param name="tree">Where the leaves are.</param>
    /// <param name="first">1 to <paramref name="size"/>.</param>
    /// <param name="size">Size of the larger tree.</param>
    /// <param name="keptNodes">Whether kept nodes are believed.</param>
    public static IReadOnlyList<Digest> Consistency(ITreeReader tree, long first, long size, bool keptNodes = true)
    {
        ArgumentNullException.ThrowIfNull(tree);
        ArgumentOutOfRangeException.ThrowIfLessThan(first, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(first, size);
        return MerkleTree.ConsistencyRanges(first, size).ConvertAll(range => RootOf(tree, range, keptNodes));
    }

    /// <summary>The root of a subtree, from the largest parts that are kept. Subtrees start at a multiple of their size, so parts that fit inside stand as in the whole tree.</summary>
    private static Digest RootOf(ITreeReader tree, (long Start, long End) range, bool keptNodes)
    {
        MerkleFrontier subtree = new();
        for (int level = keptNodes ? HighestIn(range) : 0; level > 0; level -= TreeNode.Step)
        {
            long at = range.Start + subtree.Size;
            foreach (Digest root in tree.ReadNodes(level, at >> level, (range.End - at) >> level)) subtree.Add(root, level);
        }
        if (subtree.Size < range.End - range.Start)
        {
            foreach (Digest leaf in tree.ReadLeaves(range.Start + subtree.Size + 1, range.End)) subtree.Add(leaf);
        }
        return subtree.Root();
    }

    private static int HighestIn((long Start, long End) range)
    {
        int level = 0;
        while ((range.End - range.Start) >> (level + TreeNode.Step) > 0) level += TreeNode.Step;
        return level;
    }
}
