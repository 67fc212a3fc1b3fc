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
    private static readonly TimeSpan s_pollInterval = TimeSpan.FromMilliseconds(200);
    private readonly GroupCommit? _writer;
    private LogDatabase? _database;
    private EntryReader? _reader;
    private bool _left;

    /// <summary>The full path of the file.</summary>
    private string Path { get; }

    private SqliteAuditLog(string path, LogAccess access)
    {
        Path = path;
        if (access == LogAccess.Append)
        {
            _writer = GroupCommit.Join(path);
            Header = _writer.Header;
            return;
        }
        _database = LogDatabase.Open(path, LogAccess.Read);
        try
        {
            Header = _database.ReadHeader();
        }
        catch
        {
            _database.Dispose();
            throw;
        }
    }

    /// <summary>How long a writer waits for another one before it is told so: 30 seconds.</summary>
    public static TimeSpan BusyTimeout { get; internal set; } = TimeSpan.FromSeconds(30);

    /// <inheritdoc/>
    public string Location => Path;

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
    public static SqliteAuditLog Open(string path, LogAccess access) => new(System.IO.Path.GetFullPath(path), access);

    /// <summary>Copies a log, also one that is in use: a snapshot of it, verified before it appears under its name.</summary>
    /// <param name="path">An existing log; only read.</param>
    /// <param name="destination">The new file, or a folder for it under the same name.</param>
    /// <param name="overwrite">Whether a file may already be there. A log that is in use is never overwritten.</param>
    /// <param name="progress">Told how many of how many pages are copied; null for none.</param>
    /// <param name="cancellation">Stops the copy; nothing is left behind.</param>
    /// <returns>The verification of the copy, with its path.</returns>
    /// <exception cref="AuditException">AuditChainBroken when the log does not hold; AuditDestinationExists, AuditDestinationInvalid, AuditLogWriteFailed, AuditLogBusy; then nothing is left behind. What opening the log throws.</exception>
    public static VerificationReport Copy(string path, string destination, bool overwrite = false, Action<long, long>? progress = null, CancellationToken cancellation = default) =>
        LogCopy.Create(System.IO.Path.GetFullPath(path), System.IO.Path.GetFullPath(destination), overwrite, progress, cancellation);

    /// <inheritdoc/>
    public LogStatus ReadStatus() => Reader().ReadStatus(Header);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<EntryPlace>> AppendAsync(IReadOnlyList<PreparedEntry> entries, LogHead? after = null, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        return ValueTask.FromResult(Writer().Append(entries, after));
    }

    /// <inheritdoc/>
    public LogHead ReadHead() => Reader().ReadHead(Header);

    /// <inheritdoc/>
    public async ValueTask<LogHead> WaitForMoreAsync(long count, CancellationToken cancellation)
    {
        while (true)
        {
            LogHead head = ReadHead();
            if (head.Count > count) return head;
            await Task.Delay(s_pollInterval, cancellation).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public IChainSource OpenSource(Checkpoint? since = null) => OpenSource(Path, since);

    /// <inheritdoc/>
    public IEnumerable<AuditEntry> Read(EntryQuery query) => Reader().Read(query);

    /// <inheritdoc/>
    public void ReadLines(long first, long last, LineVisitor visit) => Reader().ReadLines(first, last, visit);

    /// <inheritdoc/>
    public IEnumerable<Digest> ReadHashes(long first, long last) => Reader().ReadHashes(first, last);

    /// <inheritdoc/>
    public IReadOnlyList<string> ReadNames(EntryMember member, string prefix, int limit) => new NameIndex(Database()).Read(member, prefix, limit);

    /// <inheritdoc/>
    public IEnumerable<StoredAttestation> ReadAttestations() => AttestationTable.Read(Database());

    /// <inheritdoc/>
    public ValueTask AddAttestationAsync(SignedNote note, ReadOnlyMemory<byte> edge, IReadOnlyList<TreeNode> nodes, CancellationToken cancellation = default)
    {
        Checkpoint checkpoint = note.Checkpoint();
        if (checkpoint.Log != Header.Hash)
            throw new AuditException(AuditError.AuditCheckpointInvalid, $"The checkpoint is of the log {checkpoint.Log}; this one is {Header.Hash}. Nothing was stored.");
        byte[] kept = edge.ToArray();
        Writer().Alone(database =>
        {
            AttestationTable.Add(database, note, checkpoint, kept);
            NodeTable.Add(database, nodes);
        });
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public IEnumerable<Digest> ReadNodes(int level, long first, long count) => NodeTable.Read(Database(), level, first, count);

    /// <summary>Closes the file. Whatever an append returned for is on the disk already.</summary>
    public void Dispose()
    {
        _database?.Dispose();
        _database = null;
        _reader = null;
        if (!_left) _writer?.Leave();
        _left = true;
    }

    /// <summary>The log as a source for the verifier: one snapshot of it, whatever is appended meanwhile. Disposed with its own connection.</summary>
    /// <param name="path">An existing file.</param>
    /// <param name="since">A checkpoint up to which it was verified before; null to read everything.</param>
    internal static IChainSource OpenSource(string path, Checkpoint? since = null) => new SqliteChainSource(LogDatabase.Open(System.IO.Path.GetFullPath(path), LogAccess.Read), since);

    internal static string DefaultOrigin(string path)
    {
        string name = $"{Environment.MachineName}/{System.IO.Path.GetFileName(path)}";
        string clean = string.Concat(name.Select(c => char.IsWhiteSpace(c) || char.IsControl(c) || c == '+' ? '-' : c));
        return clean.Length <= AuditLimits.NameLength ? clean : clean[..AuditLimits.NameLength];
    }

    private GroupCommit Writer() => _writer is not null && !_left ? _writer
        : throw new InvalidOperationException("This log was opened for reading, or is closed.");

    /// <summary>Reading has a connection of its own, so that it never waits for a commit.</summary>
    private LogDatabase Database()
    {
        ObjectDisposedException.ThrowIf(_left, this);
        return _database ??= LogDatabase.Open(Path, LogAccess.Read);
    }

    private EntryReader Reader() => _reader ??= new EntryReader(Database());
}
