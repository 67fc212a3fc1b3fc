using System.Diagnostics.CodeAnalysis;
using SQLitePCL;

namespace AuditChain.Sqlite.Files;

/// <summary>
/// A connection to one SQLite file. It is used by one thread at a time. Damage is not forgotten: SQLite may report a bad page only once, so after
/// the first such error every use of the connection fails with it.
/// </summary>
internal sealed class LogDatabase : IDisposable
{
    private readonly nint _file;
    private OpenGuard? _guard;
    private AuditException? _damage;

    static LogDatabase()
    {
        FileSizeLimit.FailInsteadOfKill();
        Batteries_V2.Init();
    }

    private LogDatabase(string path, string real, sqlite3 handle, bool canWrite)
    {
        Path = path;
        Real = real;
        Handle = handle;
        CanWrite = canWrite;
        _file = DatabaseFile.Pointer(handle);
    }

    /// <summary>The path as somebody gave it, for messages.</summary>
    public string Path { get; }

    /// <summary>The file that the path leads to.</summary>
    public string Real { get; }

    public sqlite3 Handle { get; }

    public bool CanWrite { get; }

    /// <summary>How long others may hold a lock that this connection needs.</summary>
    public TimeSpan Patience { get; private set; }

    /// <summary>The version of the schema when it was checked last.</summary>
    public long CheckedSchema { get; set; } = -1;

    /// <summary>True when the file is shorter than its first page says, and is read as far as it goes.</summary>
    public bool IsCut { get; private set; }

    /// <summary>The file that is really open: the log, or a private copy of it.</summary>
    public required string Source { get; init; }

    /// <summary>True when the path no longer leads to the file that is open. Any thread may ask.</summary>
    public bool HasMoved => DatabaseFile.HasMoved(_file);

    /// <summary>How the files stood when they were opened without locks; null for a connection that has them.</summary>
    public FileStamp? Stamp { get; set; }

    /// <summary>True when somebody has written to the log since, so that what was read without locks need not fit together, and the newest is not here.</summary>
    public bool IsStale => (Stamp is { } then && FileStamp.Of(Real) != then) || (Stamp is null && !CanWrite && HasMoved);

    /// <summary>Called once the connection is closed.</summary>
    public Action? Closed { get; set; }

    /// <summary>Opens a connection. Nothing is shared with others and nothing of the process is configured.</summary>
    /// <param name="path">The log, for messages.</param>
    /// <param name="real">Its <see cref="LogPath.Real"/>.</param>
    /// <param name="source">The file to open: the log or a copy.</param>
    /// <param name="flags">SQLITE_OPEN_READONLY or _READWRITE.</param>
    /// <param name="patience">How long others may hold a lock.</param>
    /// <param name="unchanging">Whether the file is read as one that nobody writes: without locks and without sidecars.</param>
    public static LogDatabase Connect(string path, string real, string source, int flags, TimeSpan patience, bool unchanging = false)
    {
        string name = unchanging ? Unchanging(source) : source;
        int result = raw.sqlite3_open_v2(name, out sqlite3 handle, flags | raw.SQLITE_OPEN_NOMUTEX | (unchanging ? raw.SQLITE_OPEN_URI : 0), null);
        try
        {
            if (result != raw.SQLITE_OK) throw SqliteErrors.Last(handle, path);
            LogDatabase database = new(path, real, handle, (flags & raw.SQLITE_OPEN_READWRITE) != 0) { Source = source };
            database.Configure(patience);
            return database;
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    /// <summary>Waits so long for others from now on.</summary>
    public void SetPatience(TimeSpan patience)
    {
        Patience = patience;
        raw.sqlite3_busy_timeout(Handle, (int)patience.TotalMilliseconds);
    }

    /// <summary>Keeps the write-ahead log from being removed by others as long as this is open.</summary>
    public void Guard() => _guard ??= new OpenGuard(Real);

    public Statement Prepare(string sql)
    {
        ThrowIfDamaged();
        return new Statement(this, sql);
    }

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

    /// <summary>The exception for what SQLite just answered; damage is kept.</summary>
    public AuditException Failure()
    {
        AuditException failure = SqliteErrors.Last(Handle, Path, Patience);
        // A writer may go on once a disk has room again. What could not be read once, a reader does not take for absent later.
        if (failure.Error == AuditError.AuditLogDamaged || (!CanWrite && failure.Error == AuditError.AuditLogWriteFailed)) _damage ??= failure;
        return _damage ?? failure;
    }

    /// <summary>Throws what was found damaged before.</summary>
    public void ThrowIfDamaged()
    {
        if (_damage is { } damage) throw new AuditException(damage.Error, damage.Message, damage);
    }

    /// <summary>In words, how the file was cut short; null when it was not. Called inside a transaction; with a write-ahead log the file may lag behind.</summary>
    public string? FindCut()
    {
        if (IsCut) return "the file is shorter than its first page says: it was cut";
        bool whole = new FileInfo(Source).Length % Scalar("PRAGMA page_size") == 0 || Sidecars.HasContent(LogPath.Wal(Source));
        // SQLite would go on with zeros.
        return whole ? null : "the file ends in the middle of a page: it was cut short";
    }

    public void Dispose()
    {
        _guard?.Release();
        Handle.Dispose();
        _guard?.Dispose();
        _guard = null;
        Closed?.Invoke();
        Closed = null;
    }

    private void Configure(TimeSpan patience)
    {
        SetPatience(patience);
        raw.sqlite3_extended_result_codes(Handle, 1);
        // Neither runs in a log, whoever put it there.
        _ = raw.sqlite3_db_config(Handle, raw.SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, out _);
        _ = raw.sqlite3_db_config(Handle, raw.SQLITE_DBCONFIG_ENABLE_VIEW, 0, out _);
        Execute("PRAGMA trusted_schema = OFF");
        Execute("PRAGMA cell_size_check = ON");
        if (CanWrite)
        {
            Execute("PRAGMA synchronous = FULL");
            // Without it macOS reports a flush before the disk has done it.
            Execute("PRAGMA fullfsync = ON");
            Execute("PRAGMA cache_size = -4000");
        }
        else
        {
            Execute("PRAGMA query_only = ON");
            _ = raw.sqlite3_db_config(Handle, raw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, out _);
        }
        ReadFirstPage();
    }

    private void ReadFirstPage()
    {
        try
        {
            Scalar("PRAGMA schema_version");
        }
        catch (AuditException e) when (e.Error == AuditError.AuditLogDamaged && !CanWrite)
        {
            // A file that is shorter than its first page says is refused as a whole, unless one means to repair it. Nothing is
            // repaired here, and nothing can be written; but like this, what is left of it can be read.
            _damage = null;
            Execute("PRAGMA writable_schema = ON");
            Scalar("PRAGMA schema_version");
            IsCut = true;
        }
    }

    [SuppressMessage("Design", "MA0076", Justification = "A path has no culture.")]
    private static string Unchanging(string path) => $"file:{string.Join('/', path.Replace('\\', '/').Split('/').Select(Uri.EscapeDataString))}?immutable=1";
}
