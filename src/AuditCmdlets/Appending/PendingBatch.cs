using AuditCmdlets.Logs;

namespace AuditCmdlets.Appending;

/// <summary>
/// Entries that were taken and are not on the disk yet. They are committed together: after so many, after so long, and by a
/// timer when whatever feeds the pipeline pauses. Whoever commits, an entry is handed out only afterwards.
/// </summary>
/// <param name="log">The log, closed with the batch; null for the user's own, which is opened when the first entry is there.</param>
/// <param name="keep">Whether committed entries are wanted back.</param>
/// <param name="whole">Whether all are to be committed in one step: then only <see cref="Flush"/> does it, and without it nothing is stored.</param>
internal sealed class PendingBatch(IAuditLog? log, bool keep, bool whole = false) : IDisposable
{
    private const int MaxCount = 1000;
    private const int MaxMilliseconds = 100;

    // One thread at a time: the pipeline's, or the timer's.
    private readonly Lock _gate = new();
    private readonly List<PreparedEntry> _pending = [];
    private readonly Queue<(PreparedEntry Entry, EntryPlace Place)> _committed = new();
    private IAuditLog? _log = log;
    private Timer? _timer;
    private long _since;

    /// <summary>Number of entries on the disk.</summary>
    public long Count { get; private set; }

    /// <summary>Takes an entry, and commits when it is time.</summary>
    /// <param name="entry">Prepared.</param>
    /// <exception cref="AuditException">The log could not be written; says how many entries were not stored, and they are given up.</exception>
    public void Add(PreparedEntry entry)
    {
        lock (_gate)
        {
            if (_pending.Count == 0 && !whole) Begin();
            _pending.Add(entry);
            if (!whole && (_pending.Count >= MaxCount || Environment.TickCount64 - _since >= MaxMilliseconds)) Commit();
        }
    }

    /// <summary>Commits what is pending.</summary>
    /// <exception cref="AuditException">As for <see cref="Add"/>.</exception>
    public void Flush()
    {
        lock (_gate) Commit();
    }

    /// <summary>Hands out committed entries, each once.</summary>
    /// <param name="entry">The next, when the result is true.</param>
    public bool TryTake(out AuditEntry? entry)
    {
        lock (_gate) entry = _committed.TryDequeue(out (PreparedEntry Entry, EntryPlace Place) stored) ? AsStored(stored.Entry, stored.Place) : null;
        return entry is not null;
    }

    /// <summary>Commits what is pending, however the pipeline ended (unless all or nothing was asked for), and closes the log.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _timer?.Dispose();
            try
            {
                if (!whole) Commit();
            }
            finally
            {
                Close();
            }
        }
    }

    private void Close()
    {
        try
        {
            _log?.Dispose();
        }
        catch (Exception) when (_pending.Count == 0)
        {
            // What was taken is on the disk; a connection that cannot be closed does not change that.
        }
        _log = null;
    }

    private void Begin()
    {
        _since = Environment.TickCount64;
        _timer ??= new Timer(static state => ((PendingBatch)state!).OnPause(), this, Timeout.Infinite, Timeout.Infinite);
        _timer.Change(MaxMilliseconds, Timeout.Infinite);
    }

    private void OnPause()
    {
        lock (_gate)
        {
            try
            {
                if (_pending.Count > 0) Store();
            }
            catch (Exception)
            {
                // On a thread of the timer, where an exception would end the process. What is pending stays so: the pipeline
                // tries again with the next object or at its end, and can report it.
            }
        }
    }

    private void Commit()
    {
        if (_pending.Count == 0) return;
        int lost = _pending.Count;
        try
        {
            Store();
        }
        catch (Exception e)
        {
            _pending.Clear();
            throw new AuditException((e as AuditException)?.Error ?? AuditError.AuditLogWriteFailed, $"{e.Message} {lost} {(lost == 1 ? "entry was" : "entries were")} not stored; {Count} before {(Count == 1 ? "was" : "were")}.", e);
        }
    }

    private void Store()
    {
        _log ??= DefaultLog.OpenOrCreateOwn();
        IReadOnlyList<EntryPlace> places = _log.Append(_pending);
        // They are on the disk: from here on nothing may fail, or they would be stored once more.
        Count += places.Count;
        for (int i = 0; keep && i < places.Count; i++) _committed.Enqueue((_pending[i], places[i]));
        _pending.Clear();
    }

    /// <summary>The entry as the log holds it: a service adds who delivered it, and then it is read back.</summary>
    private AuditEntry AsStored(PreparedEntry prepared, EntryPlace place)
    {
        AuditEntry made = prepared.ToEntry(place);
        return made.Hash == place.Hash ? made : _log!.Read(new EntryQuery { Sequences = [place.Seq] }).Single();
    }
}
