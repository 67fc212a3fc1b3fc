namespace AuditChain.Sqlite.Reading;

/// <summary>Some lines and their stored hashes, copied out of a snapshot.</summary>
internal sealed class LinePiece
{
    private const int MaxLines = 1024, MaxBytes = 512 * 1024;
    private readonly List<(int Start, int Length, Digest Hash)> _lines = new(MaxLines);
    private byte[] _bytes = new byte[MaxBytes];
    private int _used;

    public int Count => _lines.Count;

    /// <summary>True when no further line should be added.</summary>
    public bool IsFull => _lines.Count == MaxLines || _used >= MaxBytes;

    /// <summary>Why there are no more; null when nothing is wrong.</summary>
    public AuditException? Fault { get; set; }

    public ReadOnlySpan<byte> Line(int index) => _bytes.AsSpan(_lines[index].Start, _lines[index].Length);

    public Digest Hash(int index) => _lines[index].Hash;

    public void Clear()
    {
        _lines.Clear();
        _used = 0;
        Fault = null;
    }

    public void Add(ReadOnlySpan<byte> line, Digest hash)
    {
        if (_used + line.Length > _bytes.Length) Array.Resize(ref _bytes, _used + line.Length);
        line.CopyTo(_bytes.AsSpan(_used));
        _lines.Add((_used, line.Length, hash));
        _used += line.Length;
    }
}
