using System.Numerics;

namespace AuditChain.Merkle;

// The Merkle tree of RFC 6962 section 2.1 over leaf hashes. Leaf i is the entry with seq i+1.
//
//        r3          size 3: root = node(node(l0, l1), l2)
//       /  \
//     n01   l2       inclusion path of l0 in size 3, bottom up: l1, l2
//     / \
//   l0   l1

/// <summary>Hashes and proofs of the Merkle tree; pure functions.</summary>
public static class MerkleTree
{
    /// <summary>The root of no entries: SHA-256 of the empty string.</summary>
    public static Digest EmptyRoot { get; } = Digest.Of([]);

    /// <summary>SHA-256(0x01 ‖ left ‖ right).</summary>
    /// <param name="left">The hash of the left subtree.</param>
    /// <param name="right">The hash of the right subtree.</param>
    public static Digest Node(Digest left, Digest right)
    {
        Span<byte> children = stackalloc byte[2 * Digest.Size];
        left.Span.CopyTo(children);
        right.Span.CopyTo(children[Digest.Size..]);
        return Sha256.Of([1], children);
    }

    /// <summary>The root over leaf hashes.</summary>
    /// <param name="leaves">In order.</param>
    public static Digest Root(IEnumerable<Digest> leaves)
    {
        MerkleFrontier frontier = new();
        foreach (Digest leaf in leaves) frontier.Add(leaf);
        return frontier.Root();
    }

    /// <summary>Checks an inclusion proof as RFC 9162 section 2.1.3.2 does.</summary>
    /// <param name="leaf">The leaf hash of the entry.</param>
    /// <param name="index">Its position, from 0: seq - 1.</param>
    /// <param name="size">Number of entries of the tree.</param>
    /// <param name="path">Bottom up.</param>
    /// <param name="root">What it must lead to.</param>
    public static bool VerifyInclusion(Digest leaf, long index, long size, IReadOnlyList<Digest> path, Digest root)
    {
        if (index < 0 || index >= size) return false;
        long node = index, last = size - 1;
        Digest hash = leaf;
        foreach (Digest sibling in path)
        {
            if (last == 0) return false;
            if ((node & 1) == 1 || node == last)
            {
                hash = Node(sibling, hash);
                while ((node & 1) == 0 && node != 0)
                {
                    node >>= 1;
                    last >>= 1;
                }
            }
            else
            {
                hash = Node(hash, sibling);
            }
            node >>= 1;
            last >>= 1;
        }
        return last == 0 && hash == root;
    }

    /// <summary>Checks a consistency proof as RFC 9162 section 2.1.4.2 does.</summary>
    /// <param name="first">Number of entries of the smaller tree, at least 1.</param>
    /// <param name="second">Number of entries of the larger tree.</param>
    /// <param name="path">Bottom up; empty when both sizes are equal.</param>
    /// <param name="firstRoot">Root of the smaller tree.</param>
    /// <param name="secondRoot">Root of the larger tree.</param>
    public static bool VerifyConsistency(long first, long second, IReadOnlyList<Digest> path, Digest firstRoot, Digest secondRoot)
    {
        if (first < 1 || first > second) return false;
        if (first == second) return path.Count == 0 && firstRoot == secondRoot;
        // A smaller tree that is complete is itself the first node of the proof.
        int next = BitOperations.IsPow2(first) ? 0 : 1;
        if (path.Count < next + (next == 0 ? 1 : 0)) return false;
        Digest left = next == 0 ? firstRoot : path[0], right = left;
        long node = first - 1, last = second - 1;
        while ((node & 1) == 1)
        {
            node >>= 1;
            last >>= 1;
        }
        for (; next < path.Count; next++)
        {
            if (last == 0) return false;
            if ((node & 1) == 1 || node == last)
            {
                left = Node(path[next], left);
                right = Node(path[next], right);
                while ((node & 1) == 0 && node != 0)
                {
                    node >>= 1;
                    last >>= 1;
                }
            }
            else
            {
                right = Node(right, path[next]);
            }
            node >>= 1;
            last >>= 1;
        }
        return last == 0 && left == firstRoot && right == secondRoot;
    }

    /// <summary>The subtrees, as ranges of leaves, whose roots make up an inclusion path, bottom up.</summary>
    internal static List<(long Start, long End)> InclusionRanges(long index, long size)
    {
        List<(long Start, long End)> ranges = [];
        long start = 0, end = size;
        while (end - start > 1)
        {
            long middle = Split(start, end);
            ranges.Add(index < middle ? (middle, end) : (start, middle));
            (start, end) = index < middle ? (start, middle) : (middle, end);
        }
        ranges.Reverse();
        return ranges;
    }

    /// <summary>The subtrees, as ranges of leaves, whose roots make up a consistency proof, bottom up.</summary>
    internal static List<(long Start, long End)> ConsistencyRanges(long first, long size)
    {
        List<(long Start, long End)> ranges = [];
        long start = 0, end = size;
        while (first != end)
        {
            long middle = Split(start, end);
            ranges.Add(first <= middle ? (middle, end) : (start, middle));
            (start, end) = first <= middle ? (start, middle) : (middle, end);
        }
        if (start > 0) ranges.Add((start, end));
        ranges.Reverse();
        return ranges;
    }

    /// <summary>Where a range of leaves divides: after the largest power of two that is smaller than it.</summary>
    private static long Split(long start, long end) => start + (1L << BitOperations.Log2((ulong)(end - start - 1)));
}
