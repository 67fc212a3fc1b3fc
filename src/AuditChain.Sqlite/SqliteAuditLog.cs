namespace AuditChain.Sqlite;

/// <summary>How a log is opened.</summary>
public enum LogAccess
{
    /// <summary>Reading only: nothing is ever created or changed.</summary>
    Read = 1,

    /// <summary>Appending and attesting.</summary>
    Append,
}

/// <summary>A log in a SQLite file.</summary>
public sealed class SqliteAuditLog : IAuditLog
{
    private readonly LogDatabase _database;
    private readonly EntryReader _reader;
    private EntryAppender? _appender;

    private SqliteAuditLog(LogDatabase database)
    {
        _database = database;
        Header = database.ReadHeader();
        _reader = new EntryReader(database);
    }

    /// <summary>How long a writer waits for another one before it is told so: 30 seconds.</summary>
    public static TimeSpan BusyTimeout { get; } = TimeSpan.FromSeconds(30);

    /// <inheritdoc/>
    public string Path => _database.Path;

    /// <inheritdoc/>
    public LogHeader Header { get; }

    /// <summary>Creates a new log and opens it for appending. Missing folders are an error.</summary>
    /// <param name="path">A file that does not exist.</param>
    /// <param name="origin">The log's name; null for <c>host/file-name</c>.</param>
    /// <exception cref="AuditException">AuditLogExists, AuditLogWriteFailed, or AuditEntryInvalid when the origin is refused.</exception>
    public static SqliteAuditLog Create(string path, string? origin = null)
    {
        string full = System.IO.Path.GetFullPath(path);
        LogHeader header = LogHeader.Create(origin ?? DefaultOrigin(full));
        NewLogFile.Create(full, header);
        return Open(full, LogAccess.Append);
    }

    /// <summary>Opens an existing log; never creates one.</summary>
    /// <param name="path">An existing file.</param>
    /// <param name="access">Reading or appending.</param>
    /// <exception cref="AuditException">AuditLogNotFound, AuditLogNotRecognized, AuditLogTooNew, AuditLogDamaged, AuditLogAccessDenied.</exception>
    public static SqliteAuditLog Open(string path, LogAccess access)
    {
        LogDatabase database = LogDatabase.Open(System.IO.Path.GetFullPath(path), access);
        try
        {
            return new SqliteAuditLog(database);
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public LogStatus ReadStatus() => _reader.ReadStatus(Header);

    /// <inheritdoc/>
    public IReadOnlyList<EntryPlace> Append(IReadOnlyList<PreparedEntry> entries) => Appender().Append(entries);

    /// <inheritdoc/>
    public IEnumerable<AuditEntry> Read(EntryQuery query) => _reader.Read(query);

    /// <inheritdoc/>
    public void ReadLines(long first, long last, LineVisitor visit) => _reader.ReadLines(first, last, visit);

    /// <inheritdoc/>
    public IEnumerable<Digest> ReadHashes(long first, long last) => _reader.ReadHashes(first, last);

    /// <inheritdoc/>
    public IReadOnlyList<string> ReadNames(EntryMember member, string prefix, int limit) => new NameIndex(_database).Read(member, prefix, limit);

    /// <inheritdoc/>
    public IEnumerable<StoredAttestation> ReadAttestations() => AttestationTable.Read(_database);

    /// <inheritdoc/>
    public void AddAttestation(SignedNote note, ReadOnlySpan<byte> edge)
    {
        Checkpoint checkpoint = note.Checkpoint();
        if (checkpoint.Log != Header.Hash)
            throw new AuditException(AuditError.AuditCheckpointInvalid, $"The checkpoint is of the log {checkpoint.Log}; this one is {Header.Hash}. Nothing was stored.");
        AttestationTable.Add(_database, note, checkpoint, edge);
    }

    /// <summary>Closes the file. Whatever <see cref="Append"/> returned for is on the disk already.</summary>
    public void Dispose()
    {
        _appender?.Dispose();
        _database.Dispose();
    }

    /// <summary>The log as a source for the verifier: one snapshot of it, whatever is appended meanwhile. Disposed with its own connection.</summary>
    /// <param name="path">An existing file.</param>
    /// <param name="since">A checkpoint up to which it was verified before; null to read everything.</param>
    internal static IChainSource OpenSource(string path, Checkpoint? since = null) => new SqliteChainSource(LogDatabase.Open(System.IO.Path.GetFullPath(path), LogAccess.Read), since);

    private static string DefaultOrigin(string path)
    {
        string name = $"{Environment.MachineName}/{System.IO.Path.GetFileName(path)}";
        string clean = string.Concat(name.Select(c => char.IsWhiteSpace(c) || char.IsControl(c) || c == '+' ? '-' : c));
        return clean.Length <= AuditLimits.NameLength ? clean : clean[..AuditLimits.NameLength];
    }

    private EntryAppender Appender() => _appender ??= new EntryAppender(_database, Header.Hash);
}
