namespace AuditChain.Sqlite.Reading;

/// <summary>Asks the block index of a log which entries can match a query. It hides nothing by itself: where it is missing or refused, the block is to be scanned.</summary>
internal sealed class BlockIndex
{
    /// <summary>What narrows most is asked first.</summary>
    private static readonly EntryMember[] s_order =
        [EntryMember.Correlation, EntryMember.Target, EntryMember.Actor, EntryMember.Action, EntryMember.Type, EntryMember.Source, EntryMember.Outcome];

    private readonly EntryQuery _query;
    private readonly NameFilter[] _filters;

    public BlockIndex(EntryQuery query)
    {
        _query = query;
        _filters = [.. query.Names.OrderBy(filter => Array.IndexOf(s_order, filter.Member))];
    }

    /// <summary>False when the query has nothing that the index could answer.</summary>
    public bool Helps => _filters.Length > 0 || HasTimes;

    private bool HasTimes => _query.After is not null || _query.Before is not null;

    /// <summary>Finds the rows of a block that can match.</summary>
    /// <param name="statements">The snapshot.</param>
    /// <param name="block">A complete block.</param>
    /// <param name="rows">Takes the rows.</param>
    /// <param name="exact">True when exactly these match, lines apart that contradict the index.</param>
    /// <returns>False when the index does not say: then every row can.</returns>
    public bool TrySelect(ReadStatements statements, long block, RowSet rows, out bool exact)
    {
        rows.SetAll();
        exact = true;
        bool known = false;
        if (HasTimes)
        {
            if (BlockTimes.TryParse(Read(statements, BlockFormat.TimeMember, block), out BlockTimes times))
            {
                known = true;
                exact = (_query.After is null || times.Smallest >= _query.After) && (_query.Before is null || times.Largest < _query.Before);
                if (!times.MayLieIn(_query.After, _query.Before)) rows.Clear();
            }
            else
            {
                exact = false;
            }
        }
        foreach (NameFilter filter in _filters)
        {
            if (known && rows.IsEmpty) return true;
            if (BlockReader.TryParse(Read(statements, (int)filter.Member, block), out BlockReader reader) && Select(reader, filter, rows))
            {
                known = true;
                exact &= reader.IsDictionary;
            }
            else
            {
                exact = false;
            }
        }
        return known;
    }

    /// <summary>The data of a member; empty where it is missing. Valid until the statement is used again.</summary>
    public static ReadOnlySpan<byte> Read(ReadStatements statements, int member, long block)
    {
        Statement row = statements.Block;
        row.Bind(1, BlockFormat.RowId(member, block));
        return row.Step() ? row.Bytes(0) : [];
    }

    /// <summary>Data that turns out to be refused leaves the rows as they were.</summary>
    private static bool Select(in BlockReader reader, NameFilter filter, RowSet rows)
    {
        Span<ulong> before = stackalloc ulong[rows.Words.Length];
        rows.Words.CopyTo(before);
        if (reader.TrySelect(filter, rows)) return true;
        before.CopyTo(rows.Words);
        return false;
    }
}
