namespace AuditChain.Sqlite.Reading;

/// <summary>A query as a row of pages, each of which is read in one snapshot. Between two of them nothing is held but a place in the log.</summary>
internal sealed class EntryPages
{
    private const int PageEntries = 256, PageBytes = 1 << 20, PageBlocks = 64, DenseShare = 16;
    private readonly EntryQuery _query;
    private readonly BlockIndex _index;
    private readonly RowSet _rows = new();
    private readonly List<AuditEntry> _page = [];
    private readonly List<long>? _sequences;
    private readonly long _newest;
    private int _bytes;
    private Place _place;

    /// <summary>Starts at the edge where reading begins.</summary>
    /// <param name="query">The query.</param>
    /// <param name="newest">The newest entry of the log: blocks beyond it have no index that anybody asks.</param>
    public EntryPages(EntryQuery query, long newest)
    {
        _newest = newest;
        query = query with { FirstSequence = Math.Max(query.FirstSequence, 1), LastSequence = Math.Min(query.LastSequence, newest) };
        _query = query;
        _index = new BlockIndex(query);
        _place = new Place(query.FirstSequence, query.LastSequence, 0);
        if (query.Sequences is null) return;
        _sequences = [.. query.Sequences.Where(seq => seq >= query.FirstSequence && seq <= query.LastSequence).Distinct().Order()];
        _place = new Place(0, _sequences.Count - 1, 0);
    }

    /// <summary>False once everything was read.</summary>
    public bool HasMore => _place.Low <= _place.High;

    /// <summary>Whether entries are counted and not kept; what the index counts is then not read.</summary>
    public bool CountsOnly { get; init; }

    /// <summary>Entries that matched so far.</summary>
    public long Counted => _place.Counted;

    /// <summary>Reads the next page, valid until the one after it is read.</summary>
    public IReadOnlyList<AuditEntry> ReadNext(ReadSession session)
    {
        Place start = _place;
        return session.Read(statements =>
        {
            // Perhaps not for the first time.
            _place = start;
            _page.Clear();
            _bytes = 0;
            for (int blocks = 0; HasMore && blocks < PageBlocks && !IsFull; blocks++)
            {
                if (_sequences is null) ReadBlock(statements);
                else ReadSequences(statements);
            }
            return _page;
        });
    }

    private bool IsFull => _page.Count >= PageEntries || _bytes >= PageBytes;

    private void ReadBlock(ReadStatements statements)
    {
        long edge = _query.Descending ? _place.High : _place.Low, block = BlockFormat.BlockOf(edge), first = BlockFormat.FirstSequence(block);
        long low = Math.Max(_place.Low, first), high = Math.Min(_place.High, first + BlockFormat.Rows - 1);
        bool complete = first + BlockFormat.Rows - 1 <= _newest && block < 1L << 40, exact = false;
        if (!complete || !_index.Helps || !_index.TrySelect(statements, block, _rows, out exact))
        {
            ReadRange(statements, low, high, all: true);
            return;
        }
        _rows.Keep((int)(low - first), (int)(high - first));
        int candidates = _rows.Count;
        if (CountsOnly && exact)
        {
            _place = _place with { Counted = _place.Counted + candidates };
            Pass(low, high);
        }
        else if (candidates * DenseShare > high - low)
        {
            ReadRange(statements, low, high, all: false);
        }
        else
        {
            ReadCandidates(statements, first, low, high);
        }
    }

    /// <summary>Steps over all rows between two sequences; the lines of those that cannot match are not looked at.</summary>
    private void ReadRange(ReadStatements statements, long low, long high, bool all)
    {
        Statement rows = _query.Descending ? statements.RangeBackwards : statements.Range;
        rows.Bind(1, low);
        rows.Bind(2, high);
        for (long left = high - low; left >= 0 && !IsFull; left--)
        {
            long seq = _query.Descending ? low + left : high - left;
            // One that is not there, or not to be found, is never taken for one that does not match.
            if (!rows.Step() || rows.Long(0) != seq) throw Missing(statements, seq);
            Pass(seq, seq);
            if (all || _rows[BlockFormat.RowOf(seq)]) Take(statements, seq, rows.Bytes(2));
        }
    }

    private void ReadCandidates(ReadStatements statements, long first, long low, long high)
    {
        Statement rows = statements.Range;
        int row = _query.Descending ? _rows.Previous(BlockFormat.Rows - 1) : _rows.Next(0);
        for (; row >= 0 && !IsFull; row = _query.Descending ? _rows.Previous(row - 1) : _rows.Next(row + 1))
        {
            ReadOne(statements, rows, first + row);
            Pass(first + row, first + row);
        }
        if (!IsFull) Pass(low, high);
    }

    private void ReadSequences(ReadStatements statements)
    {
        while (HasMore && !IsFull)
        {
            int at = (int)(_query.Descending ? _place.High : _place.Low);
            ReadOne(statements, statements.Range, _sequences![at]);
            Pass(at, at);
        }
    }

    private void ReadOne(ReadStatements statements, Statement rows, long seq)
    {
        rows.Reset();
        rows.Bind(1, seq);
        rows.Bind(2, seq);
        if (!rows.Step()) throw Missing(statements, seq);
        Take(statements, seq, rows.Bytes(2));
    }

    private void Take(ReadStatements statements, long seq, ReadOnlySpan<byte> line)
    {
        if (!AuditEntry.TryParse(line, out AuditEntry? entry, out string? problem))
            throw new AuditException(AuditError.AuditLogDamaged, $"Entry {seq} of '{statements.Database.Path}' is not an entry line: {problem}. Verify the log.");
        if (!_query.Matches(entry!)) return;
        _place = _place with { Counted = _place.Counted + 1 };
        if (CountsOnly) return;
        _page.Add(entry!);
        _bytes += line.Length;
    }

    private static AuditException Missing(ReadStatements statements, long seq) =>
        new(AuditError.AuditLogDamaged, $"Entry {seq} of '{statements.Database.Path}' is missing, or its pages are damaged. Verify the log.");

    /// <summary>What lies between two places, at the edge where reading goes on, is done.</summary>
    private void Pass(long low, long high) => _place = _query.Descending ? _place with { High = low - 1 } : _place with { Low = high + 1 };

    /// <summary>What is still to be read: sequences, or positions among those that were asked for.</summary>
    private readonly record struct Place(long Low, long High, long Counted);
}
