using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace AuditChain.Sqlite;

/// <summary>A connection to one log, opened with everything checked that can be checked before its entries are read.</summary>
internal sealed class LogDatabase : IDisposable
{
    private static readonly byte[] s_magic = "SQLite format 3\0"u8.ToArray();
    private readonly SqliteConnection _connection;
    private readonly string? _temporaryFolder;
    private readonly nint _file;
    private readonly Func<LogDatabase> _again;
    private OpenGuard? _guard;
    private bool _cut;

    static LogDatabase()
    {
        FileSizeLimit.FailInsteadOfKill();
        Batteries_V2.Init();
        // A connection here is used by one thread at a time; without this SQLite takes a mutex for every column it hands out.
        // Refused, and then without effect, where SQLite is in use in this process already.
        _ = raw.sqlite3_config(raw.SQLITE_CONFIG_MULTITHREAD);
    }

    private LogDatabase(string path, SqliteConnection connection, string? temporaryFolder, Func<LogDatabase> again)
    {
        Path = path;
        _connection = connection;
        _temporaryFolder = temporaryFolder;
        _again = again;
        _file = DatabaseFile.Pointer(Handle);
    }

    public string Path { get; }

    public sqlite3 Handle => _connection.Handle!;

    /// <summary>True when the path no longer leads to the file that is open. Any thread may ask.</summary>
    public bool HasMoved => DatabaseFile.HasMoved(_file);

    /// <summary>What was noticed and does no harm: missing triggers or indexes, objects of others.</summary>
    public List<string> Notes { get; } = [];

    /// <summary>True when the file begins as every SQLite database does.</summary>
    /// <exception cref="AuditException">AuditLogNotFound, AuditLogAccessDenied.</exception>
    public static bool IsDatabase(string path)
    {
        try
        {
            return DatabaseFile.ReadStart(System.IO.Path.GetFullPath(path), s_magic.Length).AsSpan().SequenceEqual(s_magic);
        }
        catch (IOException e)
        {
            // 2 and 3, 20: there is no such file or folder, on Windows and on Unix.
            if (e.HResult is 2 or 3 or 20)
                throw new AuditException(AuditError.AuditLogNotFound, $"There is no audit log '{path}'. Nothing was created. Check the path, or create the log first.", e);
            string hint = Directory.Exists(path) ? "it is a folder, and the path of a file was expected." : $"{e.Message.TrimEnd('.')}. Check the permissions of the file and its folders.";
            throw new AuditException(AuditError.AuditLogAccessDenied, $"'{path}' cannot be read: {hint}", e);
        }
    }

    public static LogDatabase Open(string path, LogAccess access)
    {
        if (!IsDatabase(path))
            throw new AuditException(AuditError.AuditLogNotRecognized, $"'{path}' is not an audit log: it does not begin like one. A bundle or a mirror file can be queried and verified; this needs the log itself.");
        LogDatabase database = access == LogAccess.Append ? Connect(path, SqliteOpenMode.ReadWrite, access) : ConnectToRead(path);
        try
        {
            database.CheckVersion(access);
            SchemaCheck.Run(database, access);
            if (database._temporaryFolder is null) database._guard = new OpenGuard(path);
            return database;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Opens a database of another application for reading: the file, what lies beside it and its folder stay as they are. What
    /// it holds, the caller finds out. Without a write-ahead log nobody has it open, and it is read as a file that does not
    /// change; what a crash left in one is read in a private copy; next to a writer, nothing is written back.
    /// </summary>
    public static LogDatabase OpenForeign(string path)
    {
        if (!HasContent($"{path}-wal") && !HasContent($"{path}-journal")) return Connect(path, SqliteOpenMode.ReadOnly, LogAccess.Read, Immutable(path));
        if (!File.Exists($"{path}-shm") && HasContent($"{path}-wal")) return ConnectToCopy(path);
        LogDatabase database = ConnectToRead(path);
        _ = raw.sqlite3_db_config(database.Handle, raw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, out _);
        return database;
    }

    /// <summary>Opens a file that <see cref="SqliteAuditLog.Create"/> has just made.</summary>
    public static LogDatabase OpenNew(string path)
    {
        LogDatabase database = Connect(path, SqliteOpenMode.ReadWriteCreate, LogAccess.Append);
        database.Execute("PRAGMA journal_mode = WAL");
        database.Execute("BEGIN IMMEDIATE");
        database.Execute($"PRAGMA application_id = {Schema.ApplicationId}");
        database.Migrate(0);
        database.Execute("COMMIT");
        return database;
    }

    /// <summary>Opens an empty file that a copy of a log is about to fill.</summary>
    public static LogDatabase OpenEmpty(string path) => Connect(path, SqliteOpenMode.ReadWriteCreate, LogAccess.Append);

    /// <summary>A second connection to the file that this one has open, in a snapshot that is at least as new; null where the path no longer leads to that file. Closed before this one.</summary>
    /// <exception cref="AuditException">It cannot be opened once more.</exception>
    public LogDatabase? OpenTwin()
    {
        LogDatabase twin = _again();
        try
        {
            twin.Execute("BEGIN");
            twin.Scalar("SELECT count(*) FROM sqlite_master");
            if (!HasMoved) return twin;
        }
        catch
        {
            twin.Dispose();
            throw;
        }
        twin.Dispose();
        return null;
    }

    public Statement Prepare(string sql) => new(Handle, Path, sql);

    public void Execute(string sql)
    {
        using Statement statement = Prepare(sql);
        while (statement.Step())
        {
            // Some pragmas answer with a row.
        }
    }

    public long Scalar(string sql)
    {
        using Statement statement = Prepare(sql);
        return statement.Step() ? statement.Long(0) : 0;
    }

    public LogHeader ReadHeader()
    {
        using Statement statement = Prepare("SELECT line FROM header WHERE id = 1");
        if (!statement.Step()) throw new AuditException(AuditError.AuditLogDamaged, $"'{Path}' has lost its header. Keep the file as it is and compare it with a copy.");
        return LogHeader.TryParse(statement.Bytes(0), out LogHeader? header, out string? problem) ? header!
            : throw new AuditException(AuditError.AuditLogDamaged, $"The header of '{Path}' is not one: {problem}. Keep the file as it is and compare it with a copy.");
    }

    /// <summary>In words, how the file was cut short; null when it was not. Called inside a transaction; with a write-ahead log the file may lag behind.</summary>
    public string? FindCut()
    {
        if (_cut) return "the file is shorter than its first page says: it was cut";
        bool whole = new FileInfo(Path).Length % Scalar("PRAGMA page_size") == 0 || Sidecar.HasContent(Path, "-wal");
        // SQLite would go on with zeros.
        return whole ? null : "the file ends in the middle of a page: it was cut short";
    }

    public void Dispose()
    {
        _guard?.Release();
        _connection.Dispose();
        _guard?.Dispose();
        if (_temporaryFolder is not null) PrivateCopy.Delete(_temporaryFolder);
    }

    private static LogDatabase Connect(string path, SqliteOpenMode mode, LogAccess access, string? source = null, string? temporaryFolder = null)
    {
        SqliteConnection connection = new(new SqliteConnectionStringBuilder
        {
            DataSource = source ?? path,
            Mode = mode,
            Pooling = false,
        }.ToString());
        try
        {
            connection.Open();
            LogDatabase database = new(path, connection, temporaryFolder, () => Connect(path, mode, access, source));
            raw.sqlite3_busy_timeout(database.Handle, (int)SqliteAuditLog.BusyTimeout.TotalMilliseconds);
            raw.sqlite3_extended_result_codes(database.Handle, 1);
            database.Execute("PRAGMA trusted_schema = OFF");
            database.Execute("PRAGMA cell_size_check = ON");
            if (access == LogAccess.Append)
            {
                database.Execute("PRAGMA synchronous = FULL");
                // Without it macOS reports a flush before the disk has done it.
                database.Execute("PRAGMA fullfsync = ON");
                database.Execute("PRAGMA cache_size = -4000");
            }
            else
            {
                database.Execute("PRAGMA query_only = ON");
            }
            database.ReadFirstPage(access);
            return database;
        }
        catch (SqliteException e)
        {
            // Nobody but the connection knows the system's reason.
            string detail = connection.Handle is { IsInvalid: false } handle ? DatabaseFile.Explain(handle) : e.Message;
            connection.Dispose();
            throw SqliteErrors.From(e.SqliteExtendedErrorCode, path, detail, e);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private void ReadFirstPage(LogAccess access)
    {
        const string first = "SELECT count(*) FROM sqlite_master";
        try
        {
            Scalar(first);
        }
        catch (AuditException e) when (e.Error == AuditError.AuditLogDamaged && access == LogAccess.Read)
        {
            // A file that is shorter than its first page says is refused as a whole, unless one means to repair it. Nothing is
            // repaired here, and nothing can be written; but like this, what is left of it can be read.
            Execute("PRAGMA writable_schema = ON");
            Scalar(first);
            _cut = true;
        }
    }

    /// <summary>
    /// Opens for reading. Opened as a writer would (and forbidden to write), SQLite cleans up after itself; opened read-only it
    /// leaves -wal and -shm files behind. So that comes second, for those who may not write; and for media on which nothing can
    /// be written at all, the file alone, or a private copy with what a crash left in its write-ahead log.
    /// </summary>
    private static LogDatabase ConnectToRead(string path)
    {
        try
        {
            return Connect(path, SqliteOpenMode.ReadWrite, LogAccess.Read);
        }
        catch (AuditException e) when (e.Error is AuditError.AuditLogAccessDenied or AuditError.AuditLogWriteFailed)
        {
            try
            {
                return Connect(path, SqliteOpenMode.ReadOnly, LogAccess.Read);
            }
            catch (AuditException again) when (again.Error is AuditError.AuditLogAccessDenied or AuditError.AuditLogWriteFailed)
            {
                return Sidecar.HasContent(path, "-wal") ? ConnectToCopy(path) : Connect(path, SqliteOpenMode.ReadOnly, LogAccess.Read, Immutable(path));
            }
        }
    }

    private static LogDatabase ConnectToCopy(string path)
    {
        string folder = PrivateCopy.Create(path, out string copy);
        try
        {
            return Connect(path, SqliteOpenMode.ReadWrite, LogAccess.Read, copy, folder);
        }
        catch
        {
            PrivateCopy.Delete(folder);
            throw;
        }
    }

    private static bool HasContent(string path) => new FileInfo(path) is { Exists: true, Length: > 0 };

    private static string Immutable(string path) =>
        $"file:{string.Join('/', System.IO.Path.GetFullPath(path).Replace('\\', '/').Split('/').Select(Uri.EscapeDataString))}?immutable=1";

    private void CheckVersion(LogAccess access)
    {
        if (Scalar("PRAGMA application_id") != Schema.ApplicationId)
            throw new AuditException(AuditError.AuditLogNotRecognized, $"'{Path}' is a SQLite database of another application, not an audit log. If it is moat's, it can be queried, verified and imported; this needs a log of this format.");
        long version = Scalar("PRAGMA user_version");
        if (version > Schema.Version)
            throw new AuditException(AuditError.AuditLogTooNew, $"'{Path}' was written by a newer version (schema {version}; this one knows {Schema.Version}). Install that version to read it.");
        if (version == Schema.Version || access != LogAccess.Append) return;
        Execute("BEGIN IMMEDIATE");
        Migrate((int)Scalar("PRAGMA user_version"));
        Execute("COMMIT");
    }

    private void Migrate(int from)
    {
        foreach (string sql in Schema.MigrationsFrom(from)) Execute(sql);
        Execute($"PRAGMA user_version = {Schema.Version}");
    }
}
