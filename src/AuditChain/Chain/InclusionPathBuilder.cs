namespace AuditChain;

/// <summary>Computes the inclusion path of one entry while the leaf hashes of the whole tree pass by once, in order.</summary>
public sealed class InclusionPathBuilder
{
    private readonly List<(long Start, long End)> _ranges;
    private readonly SortedList<long, Digest> _roots = [];
    private readonly long _index;
    private readonly long _size;
    private MerkleFrontier _current = new();
    private long _next;

    /// <summary>Prepares the path of the entry <paramref name="seq"/> in the tree of <paramref name="size"/> entries.</summary>
    /// <param name="seq">1 to <paramref name="size"/>.</param>
    /// <param name="size">Number of entries of the tree.</param>
    public InclusionPathBuilder(long seq, long size)
    {
        if (seq < 1 || seq > size) throw new ArgumentOutOfRangeException(nameof(seq), seq, $"An inclusion path exists for the entries 1 to {size}.");
        _index = seq - 1;
        _size = size;
        _ranges = MerkleTree.InclusionRanges(_index, size);
    }

    /// <summary>Takes the next leaf hash; the first is that of entry 1. Leaves past the size are ignored.</summary>
    /// <param name="leaf">The leaf hash.</param>
    public void Add(Digest leaf)
    {
        long at = _next++;
        if (at == _index || at >= _size) return;
        _current.Add(leaf);
        foreach ((long start, long end) in _ranges)
        {
            if (at != end - 1) continue;
            _roots.Add(start, _current.Root());
            _current = new MerkleFrontier();
        }
    }

    /// <summary>The path, bottom up; complete once all leaves were added.</summary>
    public IReadOnlyList<Digest> Path()
    {
        if (_next < _size) throw new InvalidOperationException($"Only {_next} of {_size} leaves were added.");
        List<Digest> path = [];
        for (int i = _ranges.Count - 1; i >= 0; i--) path.Add(_roots[_ranges[i].Start]);
        return path;
    }
}
