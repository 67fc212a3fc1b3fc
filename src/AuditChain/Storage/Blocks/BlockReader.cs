using System.Buffers.Binary;

namespace AuditChain.Storage.Blocks;

/// <summary>
/// Reads the data of one member of a block, which may be anybody's: it is checked, and what it says is a hint where to look.
/// Reads from the caller's memory and allocates nothing.
/// </summary>
internal readonly ref struct BlockReader
{
    private readonly ReadOnlySpan<byte> _values;
    private readonly ReadOnlySpan<byte> _rows;

    private BlockReader(ReadOnlySpan<byte> values, ReadOnlySpan<byte> rows, int count, bool isDictionary)
    {
        _values = values;
        _rows = rows;
        Count = count;
        IsDictionary = isDictionary;
    }

    /// <summary>Form 01: the values themselves are here. Otherwise only their hashes are.</summary>
    public bool IsDictionary { get; }

    /// <summary>Number of different values in form 01; 0 in form 02.</summary>
    public int Count { get; }

    /// <summary>The values of form 01, folded, ascending; the n-th has the code n, from 1.</summary>
    public ValueEnumerator GetEnumerator() => new(_values, Count);

    /// <summary>Reads the data of a member, in time that does not depend on the rows.</summary>
    /// <returns>False when it is refused: the block is then read as if it had no index.</returns>
    public static bool TryParse(ReadOnlySpan<byte> data, out BlockReader reader)
    {
        reader = default;
        if (data.IsEmpty) return false;
        if (data[0] == BlockFormat.Hashes)
        {
            reader = new BlockReader([], data[1..], 0, isDictionary: false);
            return data.Length == BlockFormat.HashesBytes;
        }
        if (data[0] != BlockFormat.Dictionary || data.Length < 2 || data[1] > BlockFormat.MaxValues) return false;
        int count = data[1], at = 2;
        ReadOnlySpan<byte> before = default;
        for (int i = 0; i < count; i++)
        {
            if (at >= data.Length || at + 1 + data[at] > data.Length) return false;
            ReadOnlySpan<byte> value = data.Slice(at + 1, data[at]);
            if (i > 0 && value.SequenceCompareTo(before) <= 0) return false;
            before = value;
            at += 1 + value.Length;
        }
        reader = new BlockReader(data[2..at], data[at..], count, isDictionary: true);
        return data.Length - at == CodeStream.Length(BlockFormat.CodeBits(count));
    }

    /// <summary>Keeps those rows that may match a filter: exactly those that match in form 01, more of them in form 02.</summary>
    /// <param name="filter">A filter on the member whose data this is.</param>
    /// <param name="rows">The rows that matched so far.</param>
    /// <returns>False when the codes are refused; the rows are then undefined.</returns>
    public bool TrySelect(NameFilter filter, RowSet rows)
    {
        if (!IsDictionary)
        {
            if (filter.IsNames) RowMatch.KeepHashes(_rows, filter.Hashes, rows);
            else RowMatch.KeepPresent(_rows, rows);
            return true;
        }
        Span<byte> wanted = stackalloc byte[BlockFormat.MaxValues];
        int code = 0, count = 0;
        foreach (ReadOnlySpan<byte> value in this)
        {
            code++;
            if (filter.MatchesFolded(value)) wanted[count++] = (byte)code;
        }
        if (count == 0)
        {
            rows.Clear();
            return true;
        }
        Span<byte> codes = stackalloc byte[BlockFormat.Rows];
        if (!TryReadCodes(codes)) return false;
        RowMatch.KeepCodes(codes, wanted[..count], rows);
        return true;
    }

    /// <summary>The codes of form 01: 0 for an absent member, else the number of the value.</summary>
    /// <param name="codes">Takes 4,096.</param>
    /// <returns>False when one of them is over the count, so that the data is refused.</returns>
    public bool TryReadCodes(Span<byte> codes)
    {
        CodeStream.Unpack(_rows, BlockFormat.CodeBits(Count), codes);
        return !codes.ContainsAnyExceptInRange((byte)0, (byte)Count);
    }

    /// <summary>How many rows each value of form 01 has.</summary>
    /// <param name="counts">Takes <see cref="Count"/> + 1: the rows without the member, then those of each value.</param>
    /// <returns>False when the codes are refused.</returns>
    public bool TryCount(Span<int> counts)
    {
        Span<byte> codes = stackalloc byte[BlockFormat.Rows];
        if (!TryReadCodes(codes)) return false;
        counts[..(Count + 1)].Clear();
        foreach (byte code in codes) counts[code]++;
        return true;
    }

    /// <summary>The hash of each row in form 02, 0 where the member is absent.</summary>
    public ushort HashOf(int row) => BinaryPrimitives.ReadUInt16LittleEndian(_rows[(2 * row)..]);

    /// <summary>Walks over the values of form 01.</summary>
    public ref struct ValueEnumerator(ReadOnlySpan<byte> values, int count)
    {
        private ReadOnlySpan<byte> _rest = values;
        private int _left = count;

        /// <summary>The value, folded.</summary>
        public ReadOnlySpan<byte> Current { get; private set; }

        public bool MoveNext()
        {
            if (_left-- == 0) return false;
            Current = _rest.Slice(1, _rest[0]);
            _rest = _rest[(1 + Current.Length)..];
            return true;
        }
    }
}
