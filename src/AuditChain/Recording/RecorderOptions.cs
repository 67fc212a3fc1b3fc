using AuditChain.Recording.Secrets;

namespace AuditChain.Recording;

/// <summary>How an <see cref="AuditRecorder"/> records.</summary>
public sealed record RecorderOptions
{
    /// <summary>Fills the source of events that name none; null leaves it out.</summary>
    public string? Source { get; init; }

    /// <summary>Finds the actor of events that name none. Null for the default: <see cref="ActorScope.Current"/>, else <see cref="SystemActor.Find"/>.</summary>
    public Func<AuditActor?>? Actor { get; init; }

    /// <summary>What happens to an operation that cannot be recorded, by event type and outcome.</summary>
    public FailureRules Policy { get; init; } = FailureRules.Default;

    /// <summary>Takes secrets out of every event before it is stored; null for none, as callers in C# say themselves what they record. The commands of the module set it.</summary>
    public SecretFilter? Secrets { get; init; }

    /// <summary>Told of each event that could not be recorded and whose policy is open, and of counts that are lost at the end. Called on the thread that records; for summaries and at the end of the process on another one. What it throws is dropped.</summary>
    public Action<RecordingFailure>? Warning { get; init; }

    /// <summary>Flood control, the first rule that matches an event; none by default.</summary>
    public IReadOnlyList<FloodRule> FloodRules { get; init; } = [];

    /// <summary>The clock of flood control and of the times of gaps.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}

/// <summary>Something that could not be recorded, for a warning.</summary>
/// <param name="Event">The event, without its data; null when it is about counts alone.</param>
/// <param name="Path">The log.</param>
/// <param name="Unstated">How many events are not recorded so far, and counted for the next entry that can be.</param>
/// <param name="Error">Why.</param>
public sealed record RecordingFailure(AuditEvent? Event, string Path, long Unstated, Exception Error)
{
    /// <summary>The failure in a sentence or two.</summary>
    public override string ToString() => Event is null
        ? $"{Unstated} {(Unstated == 1 ? "event was" : "events were")} not recorded in '{Path}', and the log does not say so: its count could not be recorded either. {Error.Message}"
        : $"'{Event.Type}' was not recorded in '{Path}', and the operation goes on, because its failure policy is open. The log will say so with the next entry that it takes ({Unstated} so far). {Error.Message}";
}
