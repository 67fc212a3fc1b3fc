namespace AuditChain.Sqlite.Appending;

/// <summary>What one caller waits for: its entries on the disk, or an action of its own in a transaction.</summary>
internal sealed class AppendRequest
{
    private const int Waiting = 0, Taken = 1, Cancelled = 2;

    // What goes on afterwards runs elsewhere: the writer's thread writes and does nothing else.
    private readonly TaskCompletionSource<IReadOnlyList<EntryPlace>> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private CancellationTokenRegistration _registration;
    private int _state;

    public AppendRequest(IReadOnlyList<PreparedEntry> entries)
    {
        Entries = entries;
        Places = new EntryPlace[entries.Count];
    }

    public AppendRequest(Action<LogDatabase> action)
        : this([]) => Action = action;

    /// <summary>Runs alone in its transaction; null for a request that appends.</summary>
    public Action<LogDatabase>? Action { get; }

    /// <summary>The head after which alone the entries may be stored; null for any.</summary>
    public LogHead? After { get; init; }

    /// <summary>True when its entries may be committed together with those of others.</summary>
    public bool MayShare => Action is null && After is null;

    public IReadOnlyList<PreparedEntry> Entries { get; }

    /// <summary>Where the entries ended up; filled before the commit.</summary>
    public EntryPlace[] Places { get; }

    public Task<IReadOnlyList<EntryPlace>> Done => _done.Task;

    /// <summary>Lets a caller take the request back as long as no batch holds it.</summary>
    public void CancelBy(CancellationToken cancellation)
    {
        if (cancellation.CanBeCanceled) _registration = cancellation.UnsafeRegister(static (state, token) => ((AppendRequest)state!).Cancel(token), this);
    }

    /// <summary>Takes the request into a batch; false when it was cancelled. From now on its outcome is delivered, whatever the caller wants.</summary>
    public bool TryTake() => Interlocked.CompareExchange(ref _state, Taken, Waiting) == Waiting;

    /// <summary>The entries are on the disk.</summary>
    public void Succeed()
    {
        _registration.Unregister();
        _done.SetResult(Places);
    }

    /// <summary>Nothing of it was stored.</summary>
    public void Fail(AuditException error)
    {
        _registration.Unregister();
        _done.SetException(new AuditException(error.Error, error.Message, error));
    }

    private void Cancel(CancellationToken token)
    {
        if (Interlocked.CompareExchange(ref _state, Cancelled, Waiting) == Waiting) _done.TrySetCanceled(token);
    }
}
