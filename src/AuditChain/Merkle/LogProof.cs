namespace AuditChain.Merkle;

/// <summary>
/// Proofs from a log. They are put together from the nodes that it keeps (<see cref="TreeNode"/>) and from leaf hashes where it
/// keeps none: of one entry in ten million, about a thousand hashes are read.
/// </summary>
public static class LogProof
{
    /// <summary>The inclusion path of an entry, RFC 9162 section 2.1.3.</summary>
    /// <param name="tree">What reads the leaves.</param>
    /// <param name="seq">1 to <paramref name="size"/>.</param>
    /// <param name="size">Number of entries of the tree that the path is to lead to.</param>
    /// <param name="root">Its root.</param>
    /// <returns>The path, bottom up. Where the leaves contradict the root it is theirs, and leads elsewhere.</returns>
    /// <exception cref="AuditException">AuditLogDamaged: leaf hashes cannot be read.</exception>
    public static IReadOnlyList<Digest> Inclusion(ITreeReader tree, long seq, long size, Digest root)
    {
        IReadOnlyList<Digest> path = Path(tree, seq, size, keptNodes: true);
        Digest leaf = tree.ReadHashes(seq, seq).Single();
        // Kept nodes are believed only where they lead to the root.
        return MerkleTree.VerifyInclusion(leaf, seq - 1, size, path, root) ? path : Path(tree, seq, size, keptNodes: false);
    }

    /// <summary>The proof that a smaller tree is a prefix of a larger one, RFC 9162 section 2.1.4.</summary>
    /// <param name="tree">What reads the leaves.</param>
    /// <param name="first">Size of the smaller tree, 1 to <paramref name="size"/>.</param>
    /// <param name="size">Size of the larger tree.</param>
    /// <param name="root">The root of the larger tree.</param>
    /// <param name="firstRoot">The root that the leaves have at the smaller size.</param>
    /// <returns>The proof, bottom up; empty when both sizes are equal. Null where the leaves contradict <paramref name="root"/>.</returns>
    /// <exception cref="AuditException">AuditLogDamaged: leaf hashes cannot be read.</exception>
    public static IReadOnlyList<Digest>? Consistency(ITreeReader tree, long first, long size, Digest root, out Digest firstRoot)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(first, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(first, size);
        firstRoot = default;
        foreach (bool keptNodes in new[] { true, false })
        {
            bool believed = keptNodes;
            List<Digest> path = MerkleTree.ConsistencyRanges(first, size).ConvertAll(range => RootOf(tree, range, believed));
            firstRoot = RootOf(tree, (0, first), keptNodes);
            if (MerkleTree.VerifyConsistency(first, size, path, firstRoot, root)) return path;
        }
        return null;
    }

    /// <summary>The root over the first leaves.</summary>
    /// <param name="tree">What reads the leaves.</param>
    /// <param name="size">How many, from 0.</param>
    /// <param name="expected">The root that they should have: kept nodes are believed only where they lead to it.</param>
    /// <returns><paramref name="expected"/>, or the root that the leaves have.</returns>
    /// <exception cref="AuditException">AuditLogDamaged: leaf hashes cannot be read.</exception>
    public static Digest Root(ITreeReader tree, long size, Digest expected)
    {
        Digest root = RootOf(tree, (0, size), keptNodes: true);
        return root == expected ? root : RootOf(tree, (0, size), keptNodes: false);
    }

    private static List<Digest> Path(ITreeReader tree, long seq, long size, bool keptNodes) =>
        MerkleTree.InclusionRanges(seq - 1, size).ConvertAll(range => RootOf(tree, range, keptNodes));

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
            foreach (Digest leaf in tree.ReadHashes(range.Start + subtree.Size + 1, range.End)) subtree.Add(leaf);
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
