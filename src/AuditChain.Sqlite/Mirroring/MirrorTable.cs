using AuditChain.Sqlite.Appending;
using SQLitePCL;

namespace AuditChain.Sqlite.Mirroring;

/// <summary>The table <c>mirrors</c> of a log, by a connection of its own. Any thread may use it, one at a time does.</summary>
public sealed class MirrorTable : IMirrorTable
{
    private const string Columns = "name, settings, seq, hash, epoch, delivered, skipped, state";
    private readonly Lock _gate = new();
    private readonly LogDatabase _database;

    private MirrorTable(LogDatabase database) => _database = database;

    /// <summary>Opens the mirrors of an existing log.</summary>
    /// <param name="path">The log.</param>
    /// <exception cref="AuditException">As for opening the log to append.</exception>
    public static MirrorTable Open(string path) => new(CheckedLog.OpenToWrite(Path.GetFullPath(path), BusyTimeout.Default));

    /// <summary>Reads the mirrors of an existing log; neither it nor a file beside it is changed.</summary>
    /// <param name="path">The log.</param>
    /// <exception cref="AuditException">As for opening the log to read.</exception>
    public static IReadOnlyList<MirrorRow> ReadOnly(string path)
    {
        using LogDatabase database = CheckedLog.OpenToRead(Path.GetFullPath(path));
        return ReadAll(database);
    }

    /// <inheritdoc/>
    public IReadOnlyList<MirrorRow> Read()
    {
        lock (_gate) return ReadAll(_database);
    }

    /// <inheritdoc/>
    public void Add(MirrorRow row) => Change(() =>
    {
        if (ReadAll(_database).Any(other => other.Name == row.Name))
            throw new AuditException(AuditError.AuditMirrorExists, $"'{_database.Path}' has a mirror '{row.Name}' already. Change it, remove it, or choose another name.");
        using Statement insert = _database.Prepare($"INSERT INTO mirrors({Columns}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)");
        Bind(insert, row);
        insert.BindText(2, row.Settings);
        insert.Run();
    });

    /// <inheritdoc/>
    public MirrorRow Take(string name)
    {
        MirrorRow? taken = null;
        Change(() =>
        {
            taken = Find(name) with { Epoch = Find(name).Epoch + 1 };
            SetEpoch(taken);
        });
        return taken!;
    }

    /// <inheritdoc/>
    public bool Save(MirrorRow row)
    {
        bool isSaved = false;
        Change(() =>
        {
            using Statement update = _database.Prepare("UPDATE mirrors SET seq = ?3, hash = ?4, delivered = ?6, skipped = ?7, state = ?8 WHERE name = ?1 AND epoch = ?5");
            Bind(update, row);
            update.Run();
            isSaved = raw.sqlite3_changes(_database.Handle) == 1;
        });
        return isSaved;
    }

    /// <inheritdoc/>
    public void Change(string name, string settings) => Change(() =>
    {
        MirrorRow row = Find(name);
        using Statement update = _database.Prepare("UPDATE mirrors SET settings = ?2, epoch = ?3 WHERE name = ?1");
        update.BindText(1, name);
        update.BindText(2, settings);
        update.Bind(3, row.Epoch + 1);
        update.Run();
    });

    /// <inheritdoc/>
    public void Remove(string name) => Change(() =>
    {
        Find(name);
        using Statement delete = _database.Prepare("DELETE FROM mirrors WHERE name = ?1");
        delete.BindText(1, name);
        delete.Run();
    });

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate) _database.Dispose();
    }

    private static List<MirrorRow> ReadAll(LogDatabase database)
    {
        using Statement rows = database.Prepare($"SELECT {Columns} FROM mirrors NOT INDEXED");
        SortedDictionary<string, MirrorRow> found = new(StringComparer.Ordinal);
        while (rows.Step())
        {
            ReadOnlySpan<byte> hash = rows.Bytes(3);
            if (hash.Length != Digest.Size || !found.TryAdd(rows.Text(0), Row(rows, new Digest(hash)))) throw Damaged(database);
        }
        return [.. found.Values];
    }

    private static MirrorRow Row(Statement rows, Digest hash) => new()
    {
        Name = rows.Text(0),
        Settings = rows.Text(1),
        Seq = rows.Long(2),
        Hash = hash,
        Epoch = rows.Long(4),
        Delivered = rows.Long(5),
        Skipped = rows.Long(6),
        State = rows.Text(7),
    };

    // 2 is left to those who store settings: a runner never writes them.
    private static void Bind(Statement statement, MirrorRow row)
    {
        statement.BindText(1, row.Name);
        statement.Bind(3, row.Seq);
        statement.BindBlob(4, row.Hash.Span);
        statement.Bind(5, row.Epoch);
        statement.Bind(6, row.Delivered);
        statement.Bind(7, row.Skipped);
        statement.BindText(8, row.State);
    }

    private MirrorRow Find(string name) => ReadAll(_database).FirstOrDefault(row => row.Name == name)
        ?? throw new AuditException(AuditError.AuditMirrorNotFound, $"'{_database.Path}' has no mirror '{name}'.");

    private void SetEpoch(MirrorRow row)
    {
        using Statement update = _database.Prepare("UPDATE mirrors SET epoch = ?2 WHERE name = ?1");
        update.BindText(1, row.Name);
        update.Bind(2, row.Epoch);
        update.Run();
    }

    private void Change(Action work)
    {
        lock (_gate)
        {
            using (Statement begin = _database.Prepare("BEGIN IMMEDIATE")) WriteLock.Take(_database, begin);
            try
            {
                // Somebody may have planted an index or a trigger since.
                if (_database.CheckedSchema != _database.Scalar("PRAGMA schema_version")) SchemaCheck.Run(_database);
                work();
                _database.Execute("COMMIT");
            }
            catch
            {
                if (raw.sqlite3_get_autocommit(_database.Handle) == 0) _database.Execute("ROLLBACK");
                throw;
            }
        }
    }

    private static AuditException Damaged(LogDatabase database) => new(AuditError.AuditLogDamaged,
        $"The table 'mirrors' of '{database.Path}' was changed by something else: a row is not one that this software writes. Verify the log.");
}
