using System.Buffers.Binary;

namespace AuditChain.Storage.Blocks;

/// <summary>Builds the data of one member of a block, row by row. Allocates nothing once its buffers have grown; not thread-safe.</summary>
internal sealed class MemberBuilder(FoldBuffer folding)
{
    // Form 01: the numbers of values in the table; form 02: their hashes. 0 where the member is absent.
    private readonly ushort[] _rows = new ushort[BlockFormat.Rows];
    private readonly ValueTable _values = new();
    private readonly byte[] _before = new byte[BlockFormat.MaxValueBytes];
    private int _beforeLength = -1;
    private ushort _beforeRow;
    private bool _hashes;

    /// <summary>Forgets all rows.</summary>
    public void Clear()
    {
        _values.Clear();
        _beforeLength = -1;
        _hashes = false;
    }

    /// <summary>Notes that a row lacks the member.</summary>
    public void AddAbsent(int row) => _rows[row] = 0;

    /// <summary>Notes the value of a row.</summary>
    /// <param name="row">The next row.</param>
    /// <param name="raw">As it stands in the line, between its quotes.</param>
    public void Add(int row, ReadOnlySpan<byte> raw)
    {
        // Most values are the one before; that needs no folding.
        if (_beforeLength == raw.Length && raw.SequenceEqual(_before.AsSpan(0, _beforeLength)))
        {
            _rows[row] = _beforeRow;
            return;
        }
        ReadOnlySpan<byte> folded = folding.Fold(raw);
        uint crc = ValueHash.Crc32C(folded);
        int number = _hashes ? 0 : _values.NumberOf(folded, crc);
        if (number == 0 && !_hashes) TurnToHashes(row);
        _rows[row] = _beforeRow = _hashes ? ValueHash.FromCrc(crc) : (ushort)number;
        _beforeLength = raw.Length <= _before.Length ? raw.Length : -1;
        if (_beforeLength >= 0) raw.CopyTo(_before);
    }

    /// <summary>Writes the data of the complete block.</summary>
    /// <param name="destination">At least <see cref="BlockFormat.MaxBytes"/>.</param>
    /// <returns>The number of bytes written.</returns>
    public int Write(Span<byte> destination)
    {
        if (_hashes)
        {
            destination[0] = BlockFormat.Hashes;
            for (int row = 0; row < BlockFormat.Rows; row++)
                BinaryPrimitives.WriteUInt16LittleEndian(destination[(1 + (2 * row))..], _rows[row]);
            return BlockFormat.HashesBytes;
        }
        destination[0] = BlockFormat.Dictionary;
        destination[1] = (byte)_values.Count;
        Span<byte> order = stackalloc byte[BlockFormat.MaxValues];
        Span<byte> codeOf = stackalloc byte[BlockFormat.MaxValues + 1];
        _values.Sort(order);
        int at = 2;
        codeOf[0] = 0;
        for (int i = 0; i < _values.Count; i++)
        {
            ReadOnlySpan<byte> value = _values[order[i]];
            codeOf[order[i]] = (byte)(i + 1);
            destination[at++] = (byte)value.Length;
            value.CopyTo(destination[at..]);
            at += value.Length;
        }
        Span<byte> codes = stackalloc byte[BlockFormat.Rows];
        for (int row = 0; row < codes.Length; row++) codes[row] = codeOf[_rows[row]];
        int bits = BlockFormat.CodeBits(_values.Count);
        CodeStream.Pack(codes, bits, destination[at..]);
        return at + CodeStream.Length(bits);
    }

    /// <summary>There is a value too many, or one that is too long: the rows so far take the hashes of their values.</summary>
    private void TurnToHashes(int rows)
    {
        _hashes = true;
        foreach (ref ushort row in _rows.AsSpan(0, rows))
        {
            if (row != 0) row = ValueHash.FromCrc(_values.HashOf(row));
        }
    }
}
