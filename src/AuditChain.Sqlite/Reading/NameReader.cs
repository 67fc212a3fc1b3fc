using System.Text;

namespace AuditChain.Sqlite.Reading;

/// <summary>
/// Distinct values of a member, for completion: from the values that the block index lists, newest block first. The spelling is that of the newest
/// entry that has it. Blocks with too many values to list, or without an index, are read line by line, so many and no more.
/// </summary>
/// <param name="session">How the log is read.</param>
/// <param name="member">Which member.</param>
/// <param name="prefix">How they start, whatever the case.</param>
internal sealed class NameReader(ReadSession session, EntryMember member, string prefix)
{
    private const int PageBlocks = 256, MostScans = 32;
    private readonly byte[] _prefix = Folding.FoldToUtf8(prefix) ?? [];
    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);
    private readonly byte[] _seen = new byte[BlockFormat.MaxBytes];
    private int _seenLength, _scans;
    private bool _isEnough;

    /// <summary>Reads them.</summary>
    /// <param name="limit">At most so many, the first in their folded order.</param>
    public IReadOnlyList<string> Read(int limit)
    {
        long newest = session.Read(statements => statements.Newest is { } row && row.Step() ? row.Long(0) : 0);
        long block = Math.Min(BlockFormat.Blocks(newest), 1L << 40) - 1;
        ScanTail(newest, block);
        while (block >= 0 && !_isEnough)
        {
            long from = block, to = Math.Max(0, block - PageBlocks + 1);
            session.Read(statements =>
            {
                for (long at = from; at >= to && !_isEnough; at--) ReadBlock(statements, at);
                return 0;
            });
            block = to - 1;
        }
        return [.. _names.OrderBy(name => name.Key, StringComparer.Ordinal).Take(limit).Select(name => name.Value)];
    }

    private void ScanTail(long newest, long lastBlock)
    {
        long first = BlockFormat.FirstSequence(lastBlock + 1);
        if (first > newest) return;
        session.Read(statements =>
        {
            Scan(statements, first, newest);
            return 0;
        });
    }

    private void ReadBlock(ReadStatements statements, long block)
    {
        ReadOnlySpan<byte> data = BlockIndex.Read(statements, (int)member, block);
        if (BlockReader.TryParse(data, out BlockReader reader) && reader.IsDictionary)
        {
            ReadValues(statements, block, data, reader);
        }
        else if (_scans < MostScans)
        {
            _scans++;
            long first = BlockFormat.FirstSequence(block);
            Scan(statements, first, first + BlockFormat.Rows - 1);
        }
        else
        {
            // Without an index there is no end to it that anybody would wait for.
            _isEnough = data.IsEmpty;
        }
    }

    private void ReadValues(ReadStatements statements, long block, ReadOnlySpan<byte> data, in BlockReader reader)
    {
        int values = 2;
        foreach (ReadOnlySpan<byte> value in reader) values += 1 + value.Length;
        // Most blocks list what their neighbour lists.
        if (data[..values].SequenceEqual(_seen.AsSpan(0, _seenLength))) return;
        data[..values].CopyTo(_seen);
        _seenLength = values;
        List<int> unknown = [];
        int code = 0;
        foreach (ReadOnlySpan<byte> value in reader)
        {
            code++;
            if (value.StartsWith(_prefix) && !IsKnown(value)) unknown.Add(code);
        }
        if (unknown.Count == 0) return;
        Span<byte> codes = stackalloc byte[BlockFormat.Rows];
        if (!reader.TryReadCodes(codes)) return;
        foreach (int wanted in unknown)
        {
            int row = codes.LastIndexOf((byte)wanted);
            if (row >= 0) Scan(statements, BlockFormat.FirstSequence(block) + row, BlockFormat.FirstSequence(block) + row);
        }
    }

    private bool IsKnown(ReadOnlySpan<byte> folded)
    {
        Span<char> text = stackalloc char[BlockFormat.MaxValueBytes];
        return _names.GetAlternateLookup<ReadOnlySpan<char>>().ContainsKey(text[..Encoding.UTF8.GetChars(folded, text)]);
    }

    private void Scan(ReadStatements statements, long first, long last)
    {
        Statement rows = statements.RangeBackwards;
        rows.Bind(1, first);
        rows.Bind(2, last);
        while (rows.Step())
        {
            ReadOnlySpan<byte> line = rows.Bytes(2);
            if (!EntryFacts.TryRead(line, out EntryFacts facts, out _) || facts.SpanOf(member) is not { IsPresent: true } span) continue;
            string name = JsonText.Unescape(span.In(line));
            if (Folding.StartsWith(name, prefix)) _names.TryAdd(Folding.Fold(name), name);
        }
    }
}
