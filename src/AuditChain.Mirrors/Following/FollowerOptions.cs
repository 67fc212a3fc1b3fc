namespace AuditChain.Mirrors.Following;

/// <summary>How a follower runs. The values beside the defaults are for tests and for runs that must end.</summary>
public sealed record FollowerOptions
{
    /// <summary>Whether it ends when everything was delivered that was in the log when it looked last; else it follows the log until it is cancelled.</summary>
    public bool UntilCaughtUp { get; init; }

    /// <summary>After how many failed attempts in a row it gives up, with the error AuditMirrorStalled; null for never.</summary>
    public int? MaxAttempts { get; init; }

    /// <summary>After how many failed attempts in a row the log says that the mirror is stalled.</summary>
    public int StalledAfter { get; init; } = 3;

    /// <summary>The first wait after a failure.</summary>
    public TimeSpan FirstWait { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>The longest wait after a failure.</summary>
    public TimeSpan LongestWait { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The clock.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Waits; null for <see cref="Task.Delay(TimeSpan, TimeProvider, CancellationToken)"/> by the clock.</summary>
    internal Func<TimeSpan, CancellationToken, Task>? Wait { get; init; }
}
