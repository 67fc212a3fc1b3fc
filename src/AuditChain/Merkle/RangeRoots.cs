namespace AuditChain.Merkle;

/// <summary>Computes the roots of some disjoint ranges of leaves while all leaves pass by once, in order; memory is one frontier.</summary>
internal sealed class RangeRoots
{
    private readonly (long Start, long End)[] _ranges;
    private readonly Dictionary<long, Digest> _roots = [];
    private MerkleFrontier _current = new();
    private int _range;
    private long _next;

    public RangeRoots(IEnumerable<(long Start, long End)> ranges) => _ranges = [.. ranges.OrderBy(r => r.Start)];

    public long Count => _next;

    /// <summary>Takes the next leaf hash, from leaf 0 on. Leaves outside all ranges are passed over.</summary>
    public void Add(Digest leaf)
    {
        long at = _next++;
        if (_range == _ranges.Length || at < _ranges[_range].Start) return;
        _current.Add(leaf);
        if (at != _ranges[_range].End - 1) return;
        _roots.Add(_ranges[_range++].Start, _current.Root());
        _current = new MerkleFrontier();
    }

    public Digest Of((long Start, long End) range) => _roots[range.Start];
}
