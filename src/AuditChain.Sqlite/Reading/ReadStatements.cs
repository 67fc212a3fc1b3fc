using SQLitePCL;

namespace AuditChain.Sqlite.Reading;

/// <summary>A connection that reads, and the few questions that readers ask: all by the key of a row, in an order that no index could answer.</summary>
internal sealed class ReadStatements(LogDatabase database) : IDisposable
{
    private readonly Dictionary<string, Statement> _statements = new(StringComparer.Ordinal);

    public LogDatabase Database => database;

    /// <summary>seq, hash, line of the newest entry.</summary>
    public Statement Newest => Get("SELECT seq, hash, line FROM entries NOT INDEXED ORDER BY seq DESC LIMIT 1");

    /// <summary>seq, hash, line of the first entry.</summary>
    public Statement Oldest => Get("SELECT seq, hash, line FROM entries NOT INDEXED ORDER BY seq LIMIT 1");

    /// <summary>seq, hash, line between two sequences, ascending.</summary>
    public Statement Range => Get("SELECT seq, hash, line FROM entries NOT INDEXED WHERE seq BETWEEN ? AND ? ORDER BY seq");

    /// <summary>seq, hash, line between two sequences, descending.</summary>
    public Statement RangeBackwards => Get("SELECT seq, hash, line FROM entries NOT INDEXED WHERE seq BETWEEN ? AND ? ORDER BY seq DESC");

    /// <summary>data of a row of the block index.</summary>
    public Statement Block => Get("SELECT data FROM blocks NOT INDEXED WHERE id = ?");

    /// <summary>A statement that stays prepared; ready to be bound.</summary>
    public Statement Get(string sql)
    {
        if (!_statements.TryGetValue(sql, out Statement? statement)) _statements.Add(sql, statement = database.Prepare(sql));
        statement.Reset();
        return statement;
    }

    /// <summary>Begins a snapshot, and checks the schema again when it was changed.</summary>
    public void Begin()
    {
        Get("BEGIN").Run();
        Statement version = Get("PRAGMA schema_version");
        long now = version.Step() ? version.Long(0) : 0;
        version.Reset();
        if (now != database.CheckedSchema) SchemaCheck.Run(database);
    }

    /// <summary>Ends the snapshot.</summary>
    public void End()
    {
        foreach (Statement statement in _statements.Values) statement.Reset();
        if (raw.sqlite3_get_autocommit(database.Handle) != 0) return;
        try
        {
            Get("COMMIT").Run();
        }
        catch (AuditException)
        {
            // What made it fail was said by what was read, or is said by the next use.
        }
    }

    public void Dispose()
    {
        foreach (Statement statement in _statements.Values) statement.Dispose();
        database.Dispose();
    }
}
