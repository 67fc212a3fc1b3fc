using System.Diagnostics;

namespace AuditChain.Sqlite.Appending;

// Callers of one process that append at the same time share a commit:
//
//   writer    commit A ──────────────┐ commit B C D ─────────────┐ commit E …
//   callers   B, C, D queue up ······ E queues up ·············· told, each with its own places
//
// SQLite blocks, so it has a thread of its own here, and no caller's continuation ever runs on it. While one commit waits for
// the disk, everybody else queues up for the next one. Nobody is told before the commit that holds his entries has returned.
// Those who were just told are ready to bring their next entries: where they are about to, the writer lets them run first,
// which costs nothing when nobody is ready.

/// <summary>The one writer of a process to a log: a thread, a connection, a queue. Safe for any number of callers.</summary>
internal sealed class LogWriter : IDisposable
{
    private const int MaxEntries = 8192, MaxYields = 16;
    private static readonly TimeSpan s_moment = TimeSpan.FromMicroseconds(30);
    private readonly LogDatabase _database;
    private readonly EntryAppender _appender;
    private readonly Thread _thread;
    private readonly Queue<AppendRequest> _queue = new();
    private readonly List<AppendRequest> _batch = [];
    private int _company, _pending;
    private bool _stopping;

    /// <summary>Opens a log for appending.</summary>
    /// <param name="path">An existing log.</param>
    /// <param name="patience">How long another process may hold the lock.</param>
    /// <exception cref="AuditException">As <see cref="CheckedLog.OpenToWrite"/>.</exception>
    public LogWriter(string path, TimeSpan patience)
    {
        _database = CheckedLog.OpenToWrite(path, patience);
        try
        {
            Header = CheckedLog.ReadHeader(_database);
            _appender = new EntryAppender(_database, Header.Hash);
        }
        catch
        {
            _database.Dispose();
            throw;
        }
        _thread = new Thread(Run) { IsBackground = true, Name = "audit log writer" };
        _thread.Start();
    }

    /// <summary>The log's header.</summary>
    public LogHeader Header { get; }

    /// <summary>True when the path no longer leads to the file that is open.</summary>
    public bool HasMoved => _database.HasMoved;

    /// <summary>Requests that no batch holds yet.</summary>
    public int Waiting
    {
        get
        {
            lock (_queue) return _queue.Count;
        }
    }

    /// <summary>Appends entries, all or none; the task ends when they are on the disk.</summary>
    /// <param name="entries">In the order in which they are to stand.</param>
    /// <param name="after">The head after which alone they may be stored; null for wherever the log ends.</param>
    /// <param name="cancellation">Takes them back until the writer has begun with them.</param>
    /// <exception cref="AuditException">AuditHeadChanged, AuditLogBusy, AuditLogWriteFailed, AuditLogDamaged, AuditChainBroken, AuditLogNotFound; then none of them is stored.</exception>
    public Task<IReadOnlyList<EntryPlace>> AppendAsync(IReadOnlyList<PreparedEntry> entries, LogHead? after, CancellationToken cancellation)
    {
        if (entries.Count == 0) return Task.FromResult<IReadOnlyList<EntryPlace>>([]);
        if (entries.Contains(null!)) throw new ArgumentException("One of the entries to append is null.", nameof(entries));
        return Enqueue(new AppendRequest(entries) { After = after }, cancellation);
    }

    /// <summary>Does something else in a transaction of its own, between two commits.</summary>
    /// <param name="action">Called on the writer's thread, inside the transaction.</param>
    /// <param name="cancellation">Takes it back until the writer has begun with it.</param>
    public Task RunAsync(Action<LogDatabase> action, CancellationToken cancellation = default) => Enqueue(new AppendRequest(action), cancellation);

    /// <summary>Finishes what is queued and closes the file.</summary>
    public void Dispose()
    {
        lock (_queue)
        {
            _stopping = true;
            Monitor.Pulse(_queue);
        }
        _thread.Join();
        _appender.Dispose();
        _database.Dispose();
    }

    private Task<IReadOnlyList<EntryPlace>> Enqueue(AppendRequest request, CancellationToken cancellation)
    {
        if (cancellation.IsCancellationRequested) return Task.FromCanceled<IReadOnlyList<EntryPlace>>(cancellation);
        request.CancelBy(cancellation);
        lock (_queue)
        {
            ObjectDisposedException.ThrowIf(_stopping, this);
            _queue.Enqueue(request);
            _pending = _queue.Count;
            if (_queue.Count == 1) Monitor.Pulse(_queue);
        }
        return request.Done;
    }

    private void Run()
    {
        while (Gather()) Commit();
    }

    /// <summary>Takes the next batch: an action alone, or the entries of as many callers as are waiting; false at the end.</summary>
    private bool Gather()
    {
        _batch.Clear();
        while (_batch.Count == 0)
        {
            // A caller alone comes back at once: going to sleep for that moment takes longer than to look again.
            for (long start = Stopwatch.GetTimestamp(); Volatile.Read(ref _pending) == 0 && Stopwatch.GetElapsedTime(start) < s_moment;) Thread.SpinWait(20);
            lock (_queue)
            {
                while (_queue.Count == 0 && !_stopping) Monitor.Wait(_queue);
                if (_queue.Count == 0) return false;
            }
            AwaitCompany();
            lock (_queue) TakeBatch();
        }
        _company = _batch.Count;
        return true;
    }

    private void TakeBatch()
    {
        int entries = 0;
        while (_queue.TryPeek(out AppendRequest? next))
        {
            bool fits = _batch.Count == 0 || (next.MayShare && _batch[0].MayShare && entries + next.Entries.Count <= MaxEntries);
            if (!fits) return;
            _queue.Dequeue();
            _pending = _queue.Count;
            if (!next.TryTake()) continue;
            entries += next.Entries.Count;
            _batch.Add(next);
        }
    }

    /// <summary>Lets callers that are ready to run queue up again, as long as there are fewer than last time and more are coming.</summary>
    private void AwaitCompany()
    {
        for (int i = 0, before = 0; i < MaxYields && _company > 1; i++)
        {
            int waiting = Volatile.Read(ref _pending);
            if (waiting >= _company || (i > 1 && waiting == before)) return;
            before = waiting;
            Thread.Yield();
        }
    }

    private void Commit()
    {
        AuditException? error = null;
        try
        {
            if (_batch[0].Action is { } action) _appender.Run(() => action(_database));
            else _appender.Append(_batch);
        }
        catch (AuditException e)
        {
            error = e;
        }
        catch (Exception e)
        {
            error = new AuditException(AuditError.AuditLogWriteFailed, $"'{_database.Path}' could not be written: {e.Message} Nothing was stored.", e);
        }
        foreach (AppendRequest request in _batch)
        {
            if (error is null) request.Succeed();
            else request.Fail(error);
        }
    }
}
