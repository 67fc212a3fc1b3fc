using AuditChain;

namespace RecordedApi;

/// <summary>The rule of an endpoint: how its operations are recorded. An endpoint without one is not.</summary>
/// <param name="TargetType">What it works on.</param>
/// <param name="Kind">What it does to it.</param>
internal sealed record AuditOperation(string TargetType, ResourceMutationKind Kind)
{
    /// <summary>The route value that names the target; null when the whole path does.</summary>
    public string? TargetParameter { get; init; }

    /// <summary>Closed: the intent is recorded first, and without it the operation does not run. Open: only how it ended is recorded.</summary>
    public FailurePolicy Policy { get; init; } = FailurePolicy.Closed;

    /// <summary>Whether operations that fail are recorded too.</summary>
    public bool RecordOnError { get; init; } = true;
}
