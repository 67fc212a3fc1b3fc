namespace AuditChain.Sqlite;

/// <summary>What one caller of <see cref="GroupCommit"/> waits for: its entries, or an action of its own.</summary>
internal sealed class CommitRequest
{
    private readonly object _signal = new();
    private Exception? _error;
    private bool _lead, _done;

    public CommitRequest(IReadOnlyList<PreparedEntry> entries)
    {
        Entries = entries;
        Places = new EntryPlace[entries.Count];
    }

    public CommitRequest(Action action)
        : this([]) => Action = action;

    /// <summary>Runs alone on the connection; null for a request that appends.</summary>
    public Action? Action { get; }

    public IReadOnlyList<PreparedEntry> Entries { get; }

    /// <summary>Where the entries ended up; filled before the commit.</summary>
    public EntryPlace[] Places { get; }

    /// <summary>Waits to be done, or to be the one who commits next: then true.</summary>
    public bool WaitToLead()
    {
        lock (_signal)
        {
            while (!_lead && !_done) Monitor.Wait(_signal);
            return _lead;
        }
    }

    public void Lead()
    {
        lock (_signal)
        {
            _lead = true;
            Monitor.Pulse(_signal);
        }
    }

    /// <summary>The commit returned, or failed.</summary>
    public void Finish(Exception? error)
    {
        lock (_signal)
        {
            _error = error;
            _done = true;
            Monitor.Pulse(_signal);
        }
    }

    public EntryPlace[] Result() => _error switch
    {
        null => Places,
        AuditException known => throw new AuditException(known.Error, known.Message, known),
        _ => throw new InvalidOperationException($"The append failed: {_error.Message}", _error),
    };
}
