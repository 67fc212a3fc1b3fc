using System.Numerics;
using System.Security.Cryptography;

namespace AuditChain;

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
        Span<byte> input = stackalloc byte[1 + (2 * Digest.Size)], hash = stackalloc byte[Digest.Size];
        input[0] = 1;
        left.Span.CopyTo(input[1..]);
        right.Span.CopyTo(input[(1 + Digest.Size)..]);
        SHA256.HashData(input, hash);
        return new Digest(hash);
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

    /// <summary>The subtrees, as ranges of leaves from the left to the right, whose roots make up an inclusion path.</summary>
    internal static List<(long Start, long End)> InclusionRanges(long index, long size)
    {
        List<(long Start, long End)> ranges = [];
        long start = 0, end = size;
        while (end - start > 1)
        {
            long middle = start + (1L << BitOperations.Log2((ulong)(end - start - 1)));
            if (index < middle)
            {
                ranges.Add((middle, end));
                end = middle;
            }
            else
            {
                ranges.Add((start, middle));
                start = middle;
            }
        }
        return ranges;
    }
}
