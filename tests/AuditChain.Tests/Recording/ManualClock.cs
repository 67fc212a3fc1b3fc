namespace AuditChain.Tests.Recording;

/// <summary>A clock that stands still until it is told otherwise; its timers run on the thread that tells it.</summary>
internal sealed class ManualClock : TimeProvider
{
    private readonly List<ManualTimer> _timers = [];
    private DateTimeOffset _now = new(2026, 11, 20, 8, 0, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => _now;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ManualTimer timer = new(() => callback(state), _now + dueTime);
        _timers.Add(timer);
        return timer;
    }

    /// <summary>Lets time pass.</summary>
    /// <param name="ring">False for timers that are late.</param>
    internal void Advance(double seconds, bool ring = true)
    {
        _now += TimeSpan.FromSeconds(seconds);
        foreach (ManualTimer timer in _timers.Where(timer => ring && timer.Due <= _now).ToArray())
        {
            _timers.Remove(timer);
            timer.Ring();
        }
    }

    private sealed class ManualTimer(Action ring, DateTimeOffset due) : ITimer
    {
        private bool _stopped;

        public DateTimeOffset Due => due;

        public void Ring()
        {
            if (!_stopped) ring();
        }

        public bool Change(TimeSpan dueTime, TimeSpan period) => throw new NotSupportedException();

        public void Dispose() => _stopped = true;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
