using AuditChain.Sqlite.Appending;
using AuditChain.Sqlite.Reading;

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
    private readonly WriterRegistry.Share? _writer;
    private readonly ReadSession _session;
    private readonly EntryReader _entries;
    private bool _left;

    private SqliteAuditLog(string path, LogAccess access, TimeSpan patience)
    {
        Location = path;
        // Reading has a connection of its own, so that it never waits for a commit.
        _session = new ReadSession(path);
        try
        {
            _writer = access == LogAccess.Append ? WriterRegistry.Join(path, patience) : null;
            Header = _writer?.Writer.Header ?? _session.Read(statements => CheckedLog.ReadHeader(statements.Database));
        }
        catch
        {
            _session.Dispose();
            throw;
        }
        _entries = new EntryReader(_session, Header);
    }

    /// <summary>How long a writer waits for another one before it is told so: 30 seconds.</summary>
    public static TimeSpan BusyTimeout => Files.BusyTimeout.Default;

    /// <inheritdoc/>
    public string Location { get; }

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
    public static SqliteAuditLog Open(string path, LogAccess access) => Open(path, access, BusyTimeout);

    /// <summary>Opens an existing log with less patience for other writers.</summary>
    internal static SqliteAuditLog Open(string path, LogAccess access, TimeSpan patience) => new(System.IO.Path.GetFullPath(path), access, patience);

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
    public LogStatus ReadStatus() => Open(_entries).ReadStatus();

    /// <inheritdoc/>
    public LogHead ReadHead() => Open(_entries).ReadHead();

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
    public IChainSource OpenSource(Checkpoint? since = null) => new SqliteChainSource(Location, since);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<EntryPlace>> AppendAsync(IReadOnlyList<PreparedEntry> entries, LogHead? after = null, CancellationToken cancellation = default) =>
        new(Writer().AppendAsync(entries, after, cancellation));

    /// <inheritdoc/>
    public IEnumerable<AuditEntry> Read(EntryQuery query) => new QueryReader(Open(_session)).Read(query);

    /// <inheritdoc/>
    public void ReadLines(long first, long last, LineVisitor visit) => Open(_entries).ReadLines(first, last, visit);

    /// <inheritdoc/>
    public IEnumerable<Digest> ReadHashes(long first, long last) => Open(_entries).ReadHashes(first, last);

    /// <inheritdoc/>
    public IReadOnlyList<string> ReadNames(EntryMember member, string prefix, int limit) => new NameReader(Open(_session), member, prefix).Read(limit);

    /// <inheritdoc/>
    public IEnumerable<StoredAttestation> ReadAttestations() => Open(_session).Read(AttestationTable.Read);

    /// <inheritdoc/>
    public ValueTask AddAttestationAsync(SignedNote note, ReadOnlyMemory<byte> edge, IReadOnlyList<TreeNode> nodes, CancellationToken cancellation = default)
    {
        Checkpoint checkpoint = note.Checkpoint();
        if (checkpoint.Log != Header.Hash)
            throw new AuditException(AuditError.AuditCheckpointInvalid, $"The checkpoint is of the log {checkpoint.Log}; this one is {Header.Hash}. Nothing was stored.");
        byte[] kept = edge.ToArray();
        return new ValueTask(Writer().RunAsync(database =>
        {
            AttestationTable.Add(database, note, checkpoint, kept);
            NodeTable.Add(database, nodes);
        }, cancellation));
    }

    /// <inheritdoc/>
    public IEnumerable<EvidenceRecord> ReadEvidence() => Open(_session).Read(statements => EvidenceTable.Read(statements.Database));

    /// <inheritdoc/>
    public ValueTask AddEvidenceAsync(IReadOnlyList<EvidenceRecord> records, CancellationToken cancellation = default) =>
        new(Writer().RunAsync(database => EvidenceTable.Add(database, records), cancellation));

    /// <inheritdoc/>
    public IEnumerable<Digest> ReadNodes(int level, long first, long count) => Open(_session).Read(statements => NodeTable.Read(statements, level, first, count));

    /// <summary>Closes the file. Whatever an append returned for is on the disk already.</summary>
    public void Dispose()
    {
        _left = true;
        _session.Dispose();
        _writer?.Dispose();
    }

    internal static string DefaultOrigin(string path)
    {
        string name = $"{Environment.MachineName}/{System.IO.Path.GetFileName(path)}";
        string clean = string.Concat(name.Select(c => char.IsWhiteSpace(c) || char.IsControl(c) || c == '+' ? '-' : c));
        return clean.Length <= AuditLimits.NameLength ? clean : clean[..AuditLimits.NameLength];
    }

    private LogWriter Writer() => _writer is not null && !_left ? _writer.Writer
        : throw new InvalidOperationException("This log was opened for reading, or is closed.");

    private T Open<T>(T reader)
    {
        ObjectDisposedException.ThrowIf(_left, this);
        return reader;
    }
}
