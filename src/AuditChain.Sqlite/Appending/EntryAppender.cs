using SQLitePCL;

namespace AuditChain.Sqlite.Appending;

/// <summary>Appends batches: one immediate transaction each, which reads the head and inserts, so that any number of processes share a log.</summary>
internal sealed class EntryAppender : IDisposable
{
    private readonly LogDatabase _database;
    private readonly Digest _headerHash;
    private readonly Statement _begin, _commit, _rollback, _schema, _head, _insert;
    private readonly LineBuffer _line = new();
    private readonly BlockWriter _blocks;
    private readonly WalLimit _limit;

    public EntryAppender(LogDatabase database, Digest headerHash)
    {
        _database = database;
        _headerHash = headerHash;
        _limit = new WalLimit(database);
        _blocks = new BlockWriter(database);
        _begin = database.Prepare("BEGIN IMMEDIATE");
        _commit = database.Prepare("COMMIT");
        _rollback = database.Prepare("ROLLBACK");
        _schema = database.Prepare("PRAGMA schema_version");
        _head = database.Prepare("SELECT seq, hash FROM entries NOT INDEXED ORDER BY seq DESC LIMIT 1");
        _insert = database.Prepare("INSERT INTO entries(seq, hash, line) VALUES (?, ?, ?)");
    }

    /// <summary>Appends what all requests hold, in one transaction; when it returns, everything is on the disk.</summary>
    public void Append(IReadOnlyList<AppendRequest> requests) => Run(() =>
    {
        (long seq, Digest prev) = ReadHead();
        foreach (AppendRequest request in requests)
        {
            // Alone in its commit, so that it fails for nobody else.
            if (request.After is { } after && (after.Count != seq || after.Hash != prev))
            {
                throw new AuditException(AuditError.AuditHeadChanged,
                    $"'{_database.Path}' ends at entry {seq} now, and not at entry {after.Count}: somebody else appended. Nothing was stored. Read the log again, and repeat.");
            }
            for (int i = 0; i < request.Entries.Count; i++)
            {
                if (++seq > AuditLimits.SafeInteger)
                    throw new AuditException(AuditError.AuditLogWriteFailed, $"'{_database.Path}' is full: it holds {seq - 1} entries. Start a new log.");
                request.Places[i] = Insert(request.Entries[i], seq, prev);
                prev = request.Places[i].Hash;
            }
        }
    });

    /// <summary>Does something in a transaction of its own; when it returns, that is on the disk.</summary>
    public void Run(Action action)
    {
        WriteLock.Take(_database, _begin);
        try
        {
            if (_database.HasMoved)
                throw new AuditException(AuditError.AuditLogNotFound, $"'{_database.Path}' was moved, removed or replaced while it was open for writing. Nothing was stored. Look where it went, then open it again.");
            CheckSchema();
            action();
            _commit.Run();
        }
        catch
        {
            Abandon();
            throw;
        }
        // Everything is stored: whatever goes wrong from here on concerns no entry.
        _limit.Apply();
    }

    public void Dispose()
    {
        _blocks.Dispose();
        foreach (Statement statement in (Statement[])[_begin, _commit, _rollback, _schema, _head, _insert]) statement.Dispose();
    }

    /// <summary>Somebody may have planted something since the log was opened.</summary>
    private void CheckSchema()
    {
        long version = _schema.Step() ? _schema.Long(0) : 0;
        _schema.Reset();
        if (version != _database.CheckedSchema) SchemaCheck.Run(_database);
    }

    private (long Seq, Digest Hash) ReadHead()
    {
        try
        {
            if (!_head.Step()) return (0, _headerHash);
            return _head.Read(1, out ReadOnlySpan<byte> hash) == raw.SQLITE_BLOB && hash.Length == Digest.Size ? (_head.Long(0), new Digest(hash))
                : throw new AuditException(AuditError.AuditChainBroken, $"The hash of the last entry of '{_database.Path}' is not one. Nothing was appended. Keep the file as it is and verify it.");
        }
        finally
        {
            _head.Reset();
        }
    }

    private EntryPlace Insert(PreparedEntry entry, long seq, Digest prev)
    {
        DateTimeOffset time = DateTimeOffset.UtcNow;
        entry.WriteLine(_line, seq, prev, time);
        Digest hash = LeafHash.Of(_line.Written);
        _insert.Bind(1, seq);
        _insert.BindBlob(2, hash.Span);
        _insert.BindText(3, _line.Written);
        _insert.Run();
        _blocks.Add(seq, _line.Written);
        return new EntryPlace(seq, time, prev, hash);
    }

    /// <summary>Rolls back; SQLite may already have done so itself, and the first error is the one to report.</summary>
    private void Abandon()
    {
        _blocks.Forget();
        if (raw.sqlite3_get_autocommit(_database.Handle) != 0) return;
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
