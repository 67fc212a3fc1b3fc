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
