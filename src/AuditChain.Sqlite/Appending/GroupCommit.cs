namespace AuditChain.Sqlite;

// Callers of one process that append at the same time share a commit:
//
//   caller A  enqueue ─ lead: begin, insert A, commit ──────────────┐
//   caller B            enqueue, wait ···························· lead: begin, insert B C D, commit ─
//   caller C              enqueue, wait ·························· (done by B)
//   caller D                enqueue, wait ························ (done by B)
//
// While one commit waits for the disk, everybody else queues up for the next one. Nobody is told before the commit that
// holds his entries has returned, and nothing is ever delayed in the hope of company.

/// <summary>The one writer of a process to a log. Shared by all that have it open for appending; safe for any number of threads.</summary>
internal sealed class GroupCommit
{
    private const int MaxEntries = 8192;
    private static readonly Dictionary<string, GroupCommit> s_open = new(StringComparer.Ordinal);

    private readonly string _path;
    private readonly LogDatabase _database;
    private readonly EntryAppender _appender;
    private readonly Queue<CommitRequest> _queue = new();
    private bool _led;
    private int _users;

    private GroupCommit(string path)
    {
        _path = path;
        _database = LogDatabase.Open(path, LogAccess.Append);
        try
        {
            Header = _database.ReadHeader();
            _appender = new EntryAppender(_database, Header.Hash);
        }
        catch
        {
            _database.Dispose();
            throw;
        }
    }

    /// <summary>The log's header.</summary>
    public LogHeader Header { get; }

    /// <summary>The writer to a file; opened when nobody in this process has it open.</summary>
    public static GroupCommit Join(string path)
    {
        lock (s_open)
        {
            // Whoever holds on to a file that is no longer there is told when he appends.
            if (!s_open.TryGetValue(path, out GroupCommit? writer) || writer._database.HasMoved) s_open[path] = writer = new GroupCommit(path);
            writer._users++;
            return writer;
        }
    }

    /// <summary>Closes the file when nobody is left.</summary>
    public void Leave()
    {
        lock (s_open)
        {
            if (--_users > 0) return;
            if (s_open.TryGetValue(_path, out GroupCommit? shared) && shared == this) s_open.Remove(_path);
            _appender.Dispose();
            _database.Dispose();
        }
    }

    /// <summary>Appends entries, all or none, and returns when they are on the disk.</summary>
    public IReadOnlyList<EntryPlace> Append(IReadOnlyList<PreparedEntry> entries)
    {
        if (entries.Count == 0) return [];
        if (entries.Contains(null)) throw new ArgumentException("Among the entries to append there is none at one place.", nameof(entries));
        return Await(new CommitRequest(entries));
    }

    /// <summary>Does something else in a transaction of its own, between two commits.</summary>
    public void Alone(Action<LogDatabase> action) => Await(new CommitRequest(() => _appender.Run(() => action(_database))));

    private EntryPlace[] Await(CommitRequest request)
    {
        bool lead;
        lock (_queue)
        {
            _queue.Enqueue(request);
            lead = !_led;
            _led = true;
        }
        if (lead || request.WaitToLead()) CommitQueue();
        return request.Result();
    }

    /// <summary>One commit for what is queued, the leader's own among it; then somebody else leads.</summary>
    private void CommitQueue()
    {
        // Those whose entries were just committed are ready to run: where cores are scarce, this lets them queue up again first.
        // With nobody ready it returns at once.
        Thread.Yield();
        List<CommitRequest> batch = [];
        lock (_queue)
        {
            int entries = 0;
            while (_queue.TryPeek(out CommitRequest? next) && (batch.Count == 0 || (next.Action is null && batch[0].Action is null && entries + next.Entries.Count <= MaxEntries)))
            {
                entries += next.Entries.Count;
                batch.Add(_queue.Dequeue());
            }
        }
        Exception? error = null;
        try
        {
            if (batch[0].Action is { } action) action();
            else _appender.Append(batch);
        }
        catch (Exception e)
        {
            error = e;
        }
        lock (_queue)
        {
            _led = _queue.TryPeek(out CommitRequest? next);
            next?.Lead();
        }
        foreach (CommitRequest request in batch) request.Finish(error);
    }
}
