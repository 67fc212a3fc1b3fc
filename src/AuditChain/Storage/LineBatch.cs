namespace AuditChain.Storage;

/// <summary>Some consecutive entry lines, and what was found out about each: the unit in which a chain is read and hashed, on all cores.</summary>
public class LineBatch
{
    private const int MaxLines = 2048;
    private const int MaxBytes = 512 * 1024;

    private readonly (int Start, int Length)[] _lines = new (int, int)[MaxLines];
    private readonly EntryFacts[] _facts = new EntryFacts[MaxLines];
    private readonly Digest[] _hashes = new Digest[MaxLines];
    private readonly string?[] _problems = new string?[MaxLines];
    private byte[] _bytes = new byte[MaxBytes + 4096];
    private int _used;

    /// <summary>Number of lines.</summary>
    public int Count { get; private set; }

    /// <summary>True when no further line should be added.</summary>
    public bool IsFull => Count == MaxLines || _used >= MaxBytes;

    /// <summary>Forgets the lines.</summary>
    public virtual void Clear()
    {
        Count = 0;
        _used = 0;
    }

    /// <summary>Copies a line in.</summary>
    /// <param name="line">Without its newline.</param>
    public void Add(ReadOnlySpan<byte> line)
    {
        // A zero byte before each line, so that the leaf hash is one call over one piece of memory.
        int needed = _used + 1 + line.Length;
        if (needed > _bytes.Length) Array.Resize(ref _bytes, needed);
        _bytes[_used] = 0;
        line.CopyTo(_bytes.AsSpan(_used + 1));
        _lines[Count++] = (_used + 1, line.Length);
        _used = needed;
    }

    internal ReadOnlySpan<byte> Line(int index) => _bytes.AsSpan(_lines[index].Start, _lines[index].Length);

    internal ref readonly EntryFacts Facts(int index) => ref _facts[index];

    internal Digest Hash(int index) => _hashes[index];

    /// <summary>Why the line is not an entry, or contradicts what is stored beside it; null when neither.</summary>
    internal string? Problem(int index) => _problems[index];

    /// <summary>Hashes and reads every line; in parallel where there are enough of them.</summary>
    internal void Examine() => InPieces(Examine);

    /// <summary>Hashes every line, and does no more.</summary>
    internal void ComputeHashes() => InPieces((from, to) =>
    {
        for (int i = from; i < to; i++) _hashes[i] = LeafHashOf(i);
    });

    /// <summary>All lines, each ended by a newline, as a bundle holds them. After this nothing but <see cref="Clear"/> makes sense.</summary>
    internal ReadOnlySpan<byte> ToText()
    {
        if (Count == 0) return [];
        for (int i = 1; i < Count; i++) _bytes[_lines[i].Start - 1] = (byte)'\n';
        if (_used == _bytes.Length) Array.Resize(ref _bytes, _used + 1);
        _bytes[_used] = (byte)'\n';
        return _bytes.AsSpan(1, _used);
    }

    /// <summary>Compares what a store keeps beside a line with the line; null when all agrees.</summary>
    internal virtual string? CheckStored(int index, ReadOnlySpan<byte> line, in EntryFacts facts, Digest hash) => null;

    /// <summary>Called in order for every line that fits the chain: compares what a store keeps of many lines together. Null when all agrees.</summary>
    internal virtual ChainFault? Pass(int index) => null;

    /// <summary>True when the store keeps nodes of the tree, so that all of it is to be compared.</summary>
    internal virtual bool KeepsNodes => false;

    /// <summary>A node of the tree that a store keeps beside the lines; null when it keeps none at this place.</summary>
    internal virtual TreeNode? StoredNode(int level, long index) => null;

    private void InPieces(Action<int, int> work)
    {
        const int piece = 256;
        int pieces = (Count + piece - 1) / piece;
        if (pieces <= 1 || Environment.ProcessorCount == 1) work(0, Count);
        else Parallel.For(0, pieces, i => work(i * piece, Math.Min(Count, (i + 1) * piece)));
    }

    private Digest LeafHashOf(int index) => Digest.Of(_bytes.AsSpan(_lines[index].Start - 1, _lines[index].Length + 1));

    private void Examine(int from, int to)
    {
        for (int i = from; i < to; i++)
        {
            _hashes[i] = LeafHashOf(i);
            ReadOnlySpan<byte> line = Line(i);
            _problems[i] = EntryFacts.TryRead(line, out _facts[i], out string? problem)
                ? CheckStored(i, line, _facts[i], _hashes[i])
                : problem;
        }
    }
}
