namespace AuditChain.Merkle;

// A log may keep, beside its entries, the roots of the complete subtrees of 256, 65,536, 16,777,216 … entries. They are what a
// proof in a long log is made of; without them it takes reading every leaf hash. They prove nothing by themselves: a path is
// compared with the signed root, and verification compares each node with the one that it computes from the lines.

/// <summary>The root of a complete subtree of the log's tree.</summary>
/// <param name="Level">Its height: 8, 16, 24 … It has 2^<paramref name="Level"/> leaves.</param>
/// <param name="Index">Its number among those of its height, from 0: its first leaf is entry <c>Index · 2^Level + 1</c>.</param>
/// <param name="Root">Its root.</param>
public readonly record struct TreeNode(int Level, long Index, Digest Root)
{
    /// <summary>The heights that are kept are multiples of this.</summary>
    public const int Step = 8;

    /// <summary>The last entry below it.</summary>
    public long LastSequence => (Index + 1) << Level;
}
