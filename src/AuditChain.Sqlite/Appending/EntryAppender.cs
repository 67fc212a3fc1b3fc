namespace AuditChain.Sqlite;

/// <summary>Appends batches: one immediate transaction each, which reads the head and inserts, so that any number of processes share a log.</summary>
internal sealed class EntryAppender : IDisposable
{
    private readonly LogDatabase _database;
    private readonly Digest _headerHash;
    private readonly Statement _begin, _commit, _rollback, _head, _insert;
    private readonly LineBuffer _line = new();
    private readonly WalLimit _limit;

    public EntryAppender(LogDatabase database, Digest headerHash)
    {
        _database = database;
        _headerHash = headerHash;
        _limit = new WalLimit(database);
        _begin = database.Prepare("BEGIN IMMEDIATE");
        _commit = database.Prepare("COMMIT");
        _rollback = database.Prepare("ROLLBACK");
        _head = database.Prepare("SELECT seq, hash FROM entries ORDER BY seq DESC LIMIT 1");
        _insert = database.Prepare("INSERT INTO entries(seq, line, hash, time, type, actor, action, target, outcome, source, correlation) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    }

    /// <summary>Appends what all requests hold, in one transaction; when it returns, everything is on the disk.</summary>
    public void Append(IReadOnlyList<CommitRequest> requests)
    {
        Run(() =>
        {
            (long seq, Digest prev) = ReadHead();
            foreach (CommitRequest request in requests)
            {
                for (int i = 0; i < request.Entries.Count; i++)
                {
                    if (++seq > AuditLimits.SafeInteger) throw new AuditException(AuditError.AuditLogWriteFailed, $"'{_database.Path}' is full: it holds {seq - 1} entries. Start a new log.");
                    request.Places[i] = Insert(request.Entries[i], seq, prev);
                    prev = request.Places[i].Hash;
                }
            }
        });
    }

    /// <summary>Does something else in a transaction of its own; when it returns, that is on the disk.</summary>
    public void Run(Action action)
    {
        WriteLock.Take(_database, _begin);
        try
        {
            if (_database.HasMoved)
                throw new AuditException(AuditError.AuditLogNotFound, $"'{_database.Path}' was moved, removed or replaced while it was open for writing. Nothing was stored. Look where it went, then open it again.");
            action();
            _commit.Run();
        }
        catch
        {
            Abandon();
            throw;
        }
        _limit.Apply();
    }

    private (long Seq, Digest Hash) ReadHead()
    {
        try
        {
            return _head.Step() ? (_head.Long(0), ReadHash(_head, 1)) : (0, _headerHash);
        }
        finally
        {
            _head.Reset();
        }
    }

    public void Dispose()
    {
        foreach (Statement statement in (Statement[])[_begin, _commit, _rollback, _head, _insert]) statement.Dispose();
    }

    private EntryPlace Insert(PreparedEntry entry, long seq, Digest prev)
    {
        DateTimeOffset time = DateTimeOffset.UtcNow;
        entry.WriteLine(_line, seq, prev, time);
        Digest hash = LeafHash.Of(_line.Written);
        AuditEvent said = entry.Event;
        Span<byte> timeText = stackalloc byte[AuditTime.Length];
        AuditTime.Format(time, timeText);
        _insert.Bind(1, seq);
        _insert.BindText(2, _line.Written);
        _insert.BindBlob(3, hash.Span);
        _insert.BindText(4, timeText);
        _insert.BindText(5, said.Type);
        _insert.BindText(6, said.Actor?.Id);
        _insert.BindText(7, said.Action);
        _insert.BindText(8, said.Target?.Id);
        _insert.BindText(9, said.Outcome);
        _insert.BindText(10, said.Source);
        _insert.BindText(11, said.Correlation);
        _insert.Run();
        return new EntryPlace(seq, time, prev, hash);
    }

    private Digest ReadHash(Statement statement, int column)
    {
        ReadOnlySpan<byte> hash = statement.Bytes(column);
        return hash.Length == Digest.Size ? new Digest(hash)
            : throw new AuditException(AuditError.AuditLogDamaged, $"The hash of the last entry of '{_database.Path}' is not one. Nothing was appended. Keep the file as it is and verify it.");
    }

    /// <summary>Rolls back; SQLite may already have done so itself, and the first error is the one to report.</summary>
    private void Abandon()
    {
        if (SQLitePCL.raw.sqlite3_get_autocommit(_database.Handle) != 0) return;
        try
        {
            _rollback.Run();
        }
        catch (AuditException)
        {
            // The connection is unusable; closing it ends the transaction.
        }
    }
}
