using SQLitePCL;

namespace AuditChain.Sqlite;

/// <summary>Reads every index once, from its first entry to its last, and then searches every row of the table.</summary>
/// <param name="database">A connection that nothing else uses meanwhile.</param>
/// <param name="last">What lies beyond this sequence is passed over: it was appended later.</param>
internal sealed class IndexScan(LogDatabase database, long last)
{
    private volatile bool _stopped;

    /// <summary>What each index holds, in the order of <see cref="Schema.Indexes"/>: null where it is not there, or was not reached.</summary>
    public IndexSum?[] Sums { get; } = new IndexSum?[Schema.Indexes.Length];

    /// <summary>The first entry that is there when the table is read from end to end, and that a search by its sequence does not find.</summary>
    public long? Unreachable { get; private set; }

    /// <summary>Why it could not go on; null when it could.</summary>
    public AuditException? Failure { get; private set; }

    public void Run()
    {
        try
        {
            for (int i = 0; i < Sums.Length && !_stopped; i++)
            {
                (string name, string column, bool partial) = Schema.Indexes[i];
                if (database.Scalar($"SELECT count(*) FROM sqlite_master WHERE type = 'index' AND name = '{name}'") != 0) Sums[i] = Sum(name, column, partial);
            }
            if (!_stopped) Unreachable = FindUnreachable();
        }
        catch (AuditException e)
        {
            Failure = e;
        }
    }

    /// <summary>Any thread may call it: what was running ends soon, and its results mean nothing.</summary>
    public void Stop()
    {
        _stopped = true;
        raw.sqlite3_interrupt(database.Handle);
    }

    /// <summary>Ends at the first thing that is wrong: an index whose pages lead in circles would never end.</summary>
    private IndexSum Sum(string name, string column, bool partial)
    {
        ulong sum = 0;
        IndexOrder order = new();
        using Statement entries = database.Prepare($"SELECT {column}, seq FROM entries INDEXED BY {name}{(partial ? $" WHERE {column} IS NOT NULL" : "")}");
        while (entries.Step() && !_stopped)
        {
            bool isText = entries.Read(0, out ReadOnlySpan<byte> value) == raw.SQLITE_TEXT;
            long seq = entries.Long(1);
            if (!isText || !order.Follows(value, seq)) return new IndexSum(0, InOrder: false);
            if (seq <= last) sum += IndexHash.Of(value, seq);
        }
        return new IndexSum(sum, InOrder: true);
    }

    /// <summary>Backwards, because SQLite goes from one row to the next without a search.</summary>
    private long? FindUnreachable()
    {
        using Statement lost = database.Prepare(
            "SELECT min(e.seq) FROM (SELECT seq FROM entries NOT INDEXED ORDER BY seq DESC) AS e WHERE +e.seq <= ?1 AND NOT EXISTS (SELECT 1 FROM entries AS i NOT INDEXED WHERE i.seq = e.seq)");
        lost.Bind(1, last);
        return lost.Step() && !lost.IsNull(0) ? lost.Long(0) : null;
    }
}

/// <summary>What an index holds.</summary>
/// <param name="Sum">The sum of <see cref="IndexHash"/> over its entries.</param>
/// <param name="InOrder">Whether they are texts, and each comes after the one before.</param>
internal readonly record struct IndexSum(ulong Sum, bool InOrder);
