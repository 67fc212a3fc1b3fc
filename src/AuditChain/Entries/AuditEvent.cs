namespace AuditChain.Entries;

/// <summary>What a caller says happened. The log adds sequence, time and link and makes an <see cref="AuditEntry"/> of it.</summary>
public sealed record AuditEvent
{
    /// <summary>The kind of entry, required: 1 to 128 characters, no control characters. <c>console</c>, <c>secret</c>, <c>network</c> …</summary>
    public string Type { get; init; } = "";

    /// <summary>When it happened, by the caller's word; the time of recording is the log's own.</summary>
    public DateTimeOffset? Occurred { get; init; }

    /// <summary>Who did it.</summary>
    public AuditActor? Actor { get; init; }

    /// <summary>What was done: <c>resolve</c>, <c>update</c>, <c>Restart-Service</c>.</summary>
    public string? Action { get; init; }

    /// <summary>What it was done to.</summary>
    public AuditTarget? Target { get; init; }

    /// <summary><c>success</c>, <c>failure</c>, <c>granted</c>, <c>denied</c>, <c>warned</c>, <c>error</c> or another lower-case word.</summary>
    public string? Outcome { get; init; }

    /// <summary>One sentence for people.</summary>
    public string? Message { get; init; }

    /// <summary>The component or service that recorded it.</summary>
    public string? Source { get; init; }

    /// <summary>Trace id, request id, run id: what ties entries together.</summary>
    public string? Correlation { get; init; }

    /// <summary>The payload of this type: any value that <see cref="ValueWriter"/> writes. Null means that there is none.</summary>
    public object? Data { get; init; }
}
