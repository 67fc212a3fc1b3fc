namespace AuditChain.Recording;

/// <summary>What happens to an operation when it cannot be recorded.</summary>
public enum FailurePolicy
{
    /// <summary>It must not go on: recording throws.</summary>
    Closed = 1,

    /// <summary>It goes on: the failure is a warning, is counted, and the count is recorded with the next entry that can be.</summary>
    Open,
}

/// <summary>One line of <see cref="FailureRules"/>.</summary>
/// <param name="Type">The event's type; <c>*</c> and <c>?</c> are wildcards, case does not matter.</param>
/// <param name="Outcome">The event's outcome, with the same wildcards; empty means an event without an outcome.</param>
/// <param name="Policy">What applies.</param>
public sealed record FailureRule(string Type, string Outcome, FailurePolicy Policy)
{
    /// <summary>Whether this line is about such an event.</summary>
    /// <param name="type">Its type.</param>
    /// <param name="outcome">Its outcome; null when it has none.</param>
    public bool Matches(string type, string? outcome) => RulePattern.Matches(Type, type) && RulePattern.Matches(Outcome, outcome);
}

/// <summary>Chooses a policy by event type and outcome: the first line that matches, else the last word.</summary>
/// <param name="otherwise">For events that no line matches.</param>
/// <param name="rules">Lines, the most special first.</param>
public sealed class FailureRules(FailurePolicy otherwise, params IReadOnlyList<FailureRule> rules)
{
    /// <summary>
    /// As decision systems do: what has not happened yet (no outcome, or <c>attempted</c>), denials and credentials that are
    /// handed out are closed; everything else has happened already, and is open.
    /// </summary>
    public static FailureRules Default { get; } = new(
        FailurePolicy.Open,
        new FailureRule("*", "denied", FailurePolicy.Closed),
        new FailureRule("*", "attempted", FailurePolicy.Closed),
        new FailureRule("*", "", FailurePolicy.Closed),
        new FailureRule("credential-issued", "*", FailurePolicy.Closed));

    /// <summary>The lines, in their order.</summary>
    public IReadOnlyList<FailureRule> Rules { get; } = [.. rules];

    /// <summary>For events that no line matches.</summary>
    public FailurePolicy Otherwise { get; } = otherwise;

    /// <summary>The policy of an event.</summary>
    /// <param name="type">Its type.</param>
    /// <param name="outcome">Its outcome; null when it has none.</param>
    public FailurePolicy For(string type, string? outcome)
    {
        foreach (FailureRule rule in Rules)
        {
            if (rule.Matches(type, outcome)) return rule.Policy;
        }
        return Otherwise;
    }
}
