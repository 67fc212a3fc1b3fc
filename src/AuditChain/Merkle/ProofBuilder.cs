namespace AuditChain.Merkle;

/// <summary>Computes an inclusion or a consistency proof while the leaf hashes of the whole tree pass by once, in order.</summary>
public sealed class ProofBuilder
{
    private readonly List<(long Start, long End)> _ranges;
    private readonly RangeRoots _roots;
    private readonly long _size;

    private ProofBuilder(List<(long Start, long End)> ranges, long size)
    {
        _ranges = ranges;
        _roots = new RangeRoots(ranges);
        _size = size;
    }

    /// <summary>The inclusion path of an entry, RFC 9162 section 2.1.3.</summary>
    /// <param name="seq">1 to <paramref name="size"/>.</param>
    /// <param name="size">Number of entries of the tree.</param>
    public static ProofBuilder Inclusion(long seq, long size)
    {
        if (seq < 1 || seq > size) throw new ArgumentOutOfRangeException(nameof(seq), seq, $"An inclusion path exists for the entries 1 to {size}.");
        return new ProofBuilder(MerkleTree.InclusionRanges(seq - 1, size), size);
    }

    /// <summary>The proof that the tree of <paramref name="first"/> entries is a prefix of that of <paramref name="size"/>, RFC 9162 section 2.1.4.</summary>
    /// <param name="first">1 to <paramref name="size"/>.</param>
    /// <param name="size">Number of entries of the larger tree.</param>
    public static ProofBuilder Consistency(long first, long size)
    {
        if (first < 1 || first > size) throw new ArgumentOutOfRangeException(nameof(first), first, $"A consistency proof exists from 1 to {size} entries.");
        return new ProofBuilder(MerkleTree.ConsistencyRanges(first, size), size);
    }

    /// <summary>Takes the next leaf hash; the first is that of entry 1. Leaves past the size are ignored.</summary>
    /// <param name="leaf">The leaf hash.</param>
    public void Add(Digest leaf)
    {
        if (_roots.Count < _size) _roots.Add(leaf);
    }

    /// <summary>Whether all leaves were added.</summary>
    public bool IsComplete => _roots.Count == _size;

    /// <summary>The proof, bottom up; complete once all leaves were added.</summary>
    public IReadOnlyList<Digest> Path() => _roots.Count == _size ? [.. _ranges.Select(_roots.Of)]
        : throw new InvalidOperationException($"Only {_roots.Count} of {_size} leaves were added.");
}
