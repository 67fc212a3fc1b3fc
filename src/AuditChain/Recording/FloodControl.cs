namespace AuditChain.Recording;

/// <summary>What is to be done with an event.</summary>
internal enum FloodStep
{
    /// <summary>Record it.</summary>
    Record = 1,

    /// <summary>It is the first that is counted: record the window's note.</summary>
    Open,

    /// <summary>It is counted; record nothing.</summary>
    Collapse,
}

/// <summary>The windows of flood control. Safe for any number of threads; bounded.</summary>
/// <param name="rules">The first that matches an event applies.</param>
/// <param name="clock">Tells when a window is over.</param>
/// <param name="summarize">Called on a thread of the clock when a window that collapsed something is over.</param>
internal sealed class FloodControl(IReadOnlyList<FloodRule> rules, TimeProvider clock, Action<FloodWindow> summarize)
{
    private const int MaxWindows = 10_000;
    private readonly Lock _gate = new();
    private readonly Dictionary<Key, FloodWindow> _windows = [];

    /// <summary>Takes an event.</summary>
    /// <param name="said">The event.</param>
    /// <param name="prepared">The same, written.</param>
    /// <param name="window">Its window, where the answer is not Record.</param>
    /// <param name="due">A window that is over, to be summarized before the event; null for none.</param>
    public FloodStep Take(AuditEvent said, PreparedEntry prepared, out FloodWindow? window, out FloodWindow? due)
    {
        window = due = null;
        if (rules.FirstOrDefault(rule => rule.Matches(said)) is not { } rule) return FloodStep.Record;
        Key key = new(rule.Name, said.Source, said.Type, said.Action, said.Outcome, said.Actor?.Id, rule.AnyTarget ? null : said.Target?.Id);
        DateTimeOffset now = clock.GetUtcNow();
        lock (_gate)
        {
            if (_windows.TryGetValue(key, out window) && window.Until <= now)
            {
                if (Remove(key, window)) due = window;
                window = null;
            }
            if (window is null)
            {
                if (_windows.Count >= MaxWindows) Forget(now);
                // More different events than that are no flood of identical ones.
                if (_windows.Count >= MaxWindows) return FloodStep.Record;
                _windows[key] = window = new FloodWindow(rule, said with { Data = null, Message = null }, now);
            }
            window.Seen++;
            if (!window.IsFull) return FloodStep.Record;
            window.Collapse(said, prepared, now);
            if (window.Collapsed > 1) return FloodStep.Collapse;
            FloodWindow opened = window;
            window.Timer = clock.CreateTimer(_ => Expire(key, opened), null, window.Until - now, Timeout.InfiniteTimeSpan);
            return FloodStep.Open;
        }
    }

    /// <summary>Ends a window whose note could not be recorded; what it collapsed meanwhile is the caller's.</summary>
    /// <returns>False when somebody else has taken it out.</returns>
    public bool Cancel(FloodWindow window)
    {
        lock (_gate) return _windows.FirstOrDefault(item => item.Value == window) is { Value: not null } found && Remove(found.Key, window);
    }

    /// <summary>Ends all windows.</summary>
    /// <returns>Those that collapsed something.</returns>
    public IReadOnlyList<FloodWindow> End()
    {
        lock (_gate) return [.. _windows.ToArray().Where(item => Remove(item.Key, item.Value)).Select(item => item.Value)];
    }

    private void Expire(Key key, FloodWindow window)
    {
        bool taken;
        lock (_gate) taken = _windows.TryGetValue(key, out FloodWindow? current) && current == window && Remove(key, window);
        if (taken) summarize(window);
    }

    /// <summary>Takes a window out; true when it has something to summarize.</summary>
    private bool Remove(Key key, FloodWindow window)
    {
        window.Timer?.Dispose();
        _windows.Remove(key);
        return window.Collapsed > 0;
    }

    private void Forget(DateTimeOffset now)
    {
        foreach ((Key key, FloodWindow window) in _windows.ToArray())
        {
            if (window.Until <= now && window.Collapsed == 0) _windows.Remove(key);
        }
    }

    private readonly record struct Key(string Rule, string? Source, string Type, string? Action, string? Outcome, string? Actor, string? Target);
}
