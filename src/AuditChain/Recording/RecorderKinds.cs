namespace AuditChain.Recording;

/// <summary>What an access check said.</summary>
public enum AccessDecision
{
    /// <summary>Access is granted.</summary>
    Allowed = 1,

    /// <summary>Access is denied.</summary>
    Denied,

    /// <summary>Access is denied because no rule fits.</summary>
    NoRule,

    /// <summary>There was no decision.</summary>
    Error,
}

/// <summary>What was done to a resource.</summary>
public enum ResourceMutationKind
{
    /// <summary>It was created.</summary>
    Create = 1,

    /// <summary>It was changed.</summary>
    Update,

    /// <summary>It was deleted.</summary>
    Delete,
}

/// <summary>What was done to relations.</summary>
public enum TupleMutationKind
{
    /// <summary>They were written.</summary>
    Write = 1,

    /// <summary>They were deleted.</summary>
    Delete,
}

/// <summary>A relation that grants access.</summary>
/// <param name="User">Who.</param>
/// <param name="Relation">Has what access.</param>
/// <param name="Object">To what.</param>
public readonly record struct RelationTuple(string User, string Relation, string Object);

/// <summary>The four kinds that services record most; every other event goes through <see cref="Record"/>.</summary>
public sealed partial class AuditRecorder
{
    /// <summary>Records that somebody was authenticated, or was not: <c>authentication-result</c>, outcome success or failure.</summary>
    /// <param name="operation">The operation that asked for it; null for <c>authenticate</c>.</param>
    /// <param name="actor">The subject; null for the default actor.</param>
    /// <param name="method">How: <c>password</c>, <c>jwt</c>, <c>mtls</c> …</param>
    /// <param name="failureReason">Why not; null when he was.</param>
    /// <param name="policy">What happens when it cannot be recorded; null for what the options say.</param>
    /// <returns>As for <see cref="Record"/>.</returns>
    /// <exception cref="AuditException">AuditRecordRefused, as for <see cref="Record"/>.</exception>
    public EntryPlace? RecordAuthentication(string? operation, AuditActor? actor, string method, string? failureReason = null, FailurePolicy? policy = null) => Record(
        new AuditEvent
        {
            Type = "authentication-result",
            Actor = actor,
            Action = operation ?? "authenticate",
            Outcome = failureReason is null ? "success" : "failure",
            Data = Data(("method", method), ("failureReason", failureReason)),
        },
        policy);

    /// <summary>Records an access check: <c>authorization-decision</c>, outcome granted, denied (also for lack of a rule) or error.</summary>
    /// <param name="operation">The operation that asked for it; null for <c>authorize</c>.</param>
    /// <param name="actor">Who asked; null for the default actor.</param>
    /// <param name="target">The object.</param>
    /// <param name="relation">What access was asked for: <c>viewer</c>, <c>owner</c> …</param>
    /// <param name="decision">What the check said.</param>
    /// <param name="errorReason">Why there was no decision.</param>
    /// <param name="policy">What happens when it cannot be recorded; null for what the options say.</param>
    /// <returns>As for <see cref="Record"/>.</returns>
    /// <exception cref="AuditException">AuditRecordRefused, as for <see cref="Record"/>.</exception>
    public EntryPlace? RecordAuthorization(string? operation, AuditActor? actor, AuditTarget target, string relation, AccessDecision decision, string? errorReason = null, FailurePolicy? policy = null) => Record(
        new AuditEvent
        {
            Type = "authorization-decision",
            Actor = actor,
            Action = operation ?? "authorize",
            Target = target,
            Outcome = decision switch { AccessDecision.Allowed => "granted", AccessDecision.Error => "error", _ => "denied" },
            Data = Data(("relation", relation), ("decision", decision == AccessDecision.NoRule ? "no_rule" : Word(decision)), ("errorReason", errorReason)),
        },
        policy);

    /// <summary>Records a change of a resource: <c>resource-mutation</c>, outcome success, or failure with its exception.</summary>
    /// <param name="operation">The operation; null for the kind of mutation.</param>
    /// <param name="actor">Who did it; null for the default actor.</param>
    /// <param name="target">The resource.</param>
    /// <param name="kind">What was done.</param>
    /// <param name="error">Why it failed; null when it did not.</param>
    /// <param name="policy">What happens when it cannot be recorded; null for what the options say.</param>
    /// <returns>As for <see cref="Record"/>.</returns>
    /// <exception cref="AuditException">AuditRecordRefused, as for <see cref="Record"/>.</exception>
    public EntryPlace? RecordMutation(string? operation, AuditActor? actor, AuditTarget target, ResourceMutationKind kind, Exception? error = null, FailurePolicy? policy = null) => Record(
        new AuditEvent
        {
            Type = "resource-mutation",
            Actor = actor,
            Action = operation ?? Word(kind),
            Target = target,
            Outcome = error is null ? "success" : "failure",
            Data = Data(("mutationType", Word(kind)), ("errorCode", error?.GetType().Name), ("errorMessage", error?.Message)),
        },
        policy);

    /// <summary>Records a change of relations that grant access: <c>tuple-change</c>, outcome success or failure.</summary>
    /// <param name="operation">The operation; null for the kind of mutation.</param>
    /// <param name="actor">Who did it; null for the default actor.</param>
    /// <param name="kind">What was done.</param>
    /// <param name="tuples">The relations; at least one. The object of the first is the target.</param>
    /// <param name="failed">Whether it was not done after all.</param>
    /// <param name="policy">What happens when it cannot be recorded; null for what the options say.</param>
    /// <returns>As for <see cref="Record"/>.</returns>
    /// <exception cref="AuditException">AuditRecordRefused, as for <see cref="Record"/>.</exception>
    public EntryPlace? RecordTupleChange(string? operation, AuditActor? actor, TupleMutationKind kind, IReadOnlyList<RelationTuple> tuples, bool failed = false, FailurePolicy? policy = null)
    {
        ArgumentNullException.ThrowIfNull(tuples);
        ArgumentOutOfRangeException.ThrowIfZero(tuples.Count);
        return Record(
            new AuditEvent
            {
                Type = "tuple-change",
                Actor = actor,
                Action = operation ?? Word(kind),
                Target = tuples[0].Object,
                Outcome = failed ? "failure" : "success",
                Data = Data(("mutationType", Word(kind)), ("tuples", tuples.Select(tuple => Data(("user", tuple.User), ("relation", tuple.Relation), ("object", tuple.Object))).ToArray())),
            },
            policy);
    }

    private static string Word<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();

    private static Dictionary<string, object?> Data(params ReadOnlySpan<(string Name, object? Value)> members)
    {
        Dictionary<string, object?> data = new(StringComparer.Ordinal);
        foreach ((string name, object? value) in members)
        {
            if (value is not null) data.Add(name, value);
        }
        return data;
    }
}
