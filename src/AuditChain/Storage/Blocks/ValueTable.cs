namespace AuditChain.Storage.Blocks;

/// <summary>The different values of a member in a block, numbered from 1 as they come. Open addressing over their CRC-32C.</summary>
internal sealed class ValueTable
{
    private const int Slots = 256;

    private readonly byte[] _slots = new byte[Slots];
    private readonly byte[] _bytes = new byte[BlockFormat.MaxValues * BlockFormat.MaxValueBytes];
    private readonly int[] _starts = new int[BlockFormat.MaxValues + 1];
    private readonly uint[] _hashes = new uint[BlockFormat.MaxValues];

    /// <summary>Number of values.</summary>
    public int Count { get; private set; }

    /// <summary>Bytes of all values together.</summary>
    public int TotalBytes => _starts[Count];

    /// <summary>The folded bytes of a value.</summary>
    /// <param name="number">1 to <see cref="Count"/>.</param>
    public ReadOnlySpan<byte> this[int number] => _bytes.AsSpan(_starts[number - 1].._starts[number]);

    /// <summary>The CRC-32C of a value.</summary>
    /// <param name="number">1 to <see cref="Count"/>.</param>
    public uint HashOf(int number) => _hashes[number - 1];

    /// <summary>The number of a value, which is added when it is new; 0 when form 01 has no room for it.</summary>
    /// <param name="folded">The value.</param>
    /// <param name="crc">Its CRC-32C.</param>
    public int NumberOf(ReadOnlySpan<byte> folded, uint crc)
    {
        uint slot = crc % Slots;
        for (; _slots[slot] != 0; slot = (slot + 1) % Slots)
        {
            int number = _slots[slot];
            if (_hashes[number - 1] == crc && this[number].SequenceEqual(folded)) return number;
        }
        if (Count == BlockFormat.MaxValues || folded.Length > BlockFormat.MaxValueBytes) return 0;
        folded.CopyTo(_bytes.AsSpan(_starts[Count]));
        _hashes[Count++] = crc;
        _starts[Count] = _starts[Count - 1] + folded.Length;
        return _slots[slot] = (byte)Count;
    }

    /// <summary>Forgets the values.</summary>
    public void Clear()
    {
        _slots.AsSpan().Clear();
        Count = 0;
    }

    /// <summary>Writes the numbers in ascending order of their values.</summary>
    /// <param name="numbers">Takes <see cref="Count"/>.</param>
    public void Sort(Span<byte> numbers)
    {
        for (int i = 0; i < Count; i++) numbers[i] = (byte)(i + 1);
        numbers[..Count].Sort((a, b) => this[a].SequenceCompareTo(this[b]));
    }
}
