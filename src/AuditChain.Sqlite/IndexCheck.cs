namespace AuditChain.Sqlite;

/// <summary>
/// An index that was edited makes queries miss entries that are intact. While the rows pass by, a sum of keyed hashes of
/// (value, seq) is kept for every index. Meanwhile each index is read through a connection of its own, and must give the same
/// sum, in its own order.
/// </summary>
internal sealed class IndexCheck : IDisposable
{
    private readonly LogDatabase _database;
    private readonly LogDatabase? _twin;
    private readonly IndexScan? _scan;
    private readonly Task? _running;
    private readonly ulong[] _sums = new ulong[RowBatch.TextColumns];
    private readonly long _newest;
    private long _rows, _last;

    /// <summary>Begins to read the indexes.</summary>
    /// <param name="database">The connection whose rows pass by, in its snapshot.</param>
    public IndexCheck(LogDatabase database)
    {
        _database = database;
        try
        {
            _newest = database.Scalar("SELECT max(seq) FROM entries");
            _twin = database.OpenTwin();
        }
        catch (AuditException)
        {
            // Whatever is wrong comes again where it has its place: with the rows, or when the indexes are read after them.
        }
        if (_twin is null) return;
        _scan = new IndexScan(_twin, _newest);
        _running = Task.Factory.StartNew(_scan.Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>Counts the row last added to a batch.</summary>
    public void Count(long seq, RowBatch rows)
    {
        _rows++;
        _last = seq;
        for (int i = 0; i < RowBatch.TextColumns; i++)
        {
            if (rows.TryGetLast(i, out ReadOnlySpan<byte> value)) _sums[i] += IndexHash.Of(value, seq);
        }
    }

    /// <summary>The fault at the first entry that an index has lost, or null.</summary>
    /// <exception cref="AuditException">An index cannot be read.</exception>
    public ChainFault? Compare()
    {
        IndexScan scan = Result();
        for (int i = 0; i < Schema.Indexes.Length; i++)
        {
            (string name, string column, bool partial) = Schema.Indexes[i];
            int position = column == "time" ? 0 : Array.IndexOf(Schema.NameColumns, column) + 1;
            if (scan.Sums[i] is not { } held || (held.InOrder && held.Sum == _sums[position])) continue;
            return new ChainFault(Verdict.Tampered, Locate(name, column, partial), $"the index '{name}' does not hold what the entries say, so that queries by {column} are wrong");
        }
        if (scan.Failure is { } failure) throw new AuditException(failure.Error, failure.Message, failure);
        return scan.Unreachable is { } lost
            ? new ChainFault(Verdict.Tampered, Math.Max(lost, 1), "the table 'entries' is so bent that a search does not find this entry")
            : null;
    }

    public void Dispose()
    {
        if (_running is not null)
        {
            _scan!.Stop();
            _running.Wait();
        }
        _twin?.Dispose();
    }

    /// <summary>Where there was no second connection, or the newest entry was not the last row, which only a damaged table says, the indexes are read now.</summary>
    private IndexScan Result()
    {
        _running?.Wait();
        if (_scan is not null && _last == _newest) return _scan;
        IndexScan scan = new(_database, long.MaxValue);
        scan.Run();
        return scan;
    }

    /// <summary>The first entry that the index lacks, or holds under another value.</summary>
    private long Locate(string name, string column, bool partial)
    {
        string where = partial ? $" WHERE {column} IS NOT NULL" : "";
        long first = long.MaxValue;
        using Statement lost = _database.Prepare(
            $"SELECT seq FROM entries AS e NOT INDEXED WHERE e.{column} IS NOT NULL AND NOT EXISTS (SELECT 1 FROM entries AS i INDEXED BY {name} WHERE i.{column} = e.{column} AND i.seq = e.seq) ORDER BY seq LIMIT 1");
        if (lost.Step()) first = lost.Long(0);
        using Statement held = _database.Prepare($"SELECT {column}, seq FROM entries INDEXED BY {name}{where}");
        using Statement row = _database.Prepare($"SELECT {column} FROM entries NOT INDEXED WHERE seq = ?");
        for (long read = 0; read <= _rows && held.Step(); read++)
        {
            long seq = held.Long(1);
            if (seq >= first) continue;
            row.Bind(1, seq);
            if (!row.Step() || !row.Bytes(0).SequenceEqual(held.Bytes(0))) first = seq;
            row.Reset();
        }
        return first == long.MaxValue ? 1 : Math.Max(first, 1);
    }
}
