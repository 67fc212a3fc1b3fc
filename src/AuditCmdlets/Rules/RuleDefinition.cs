using AuditChain.Recording.Secrets;
using AuditCmdlets.Wrapping;

namespace AuditCmdlets.Rules;

/// <summary>What a rule says, before it is applied to a session.</summary>
internal sealed record RuleDefinition
{
    public required string Name { get; init; }

    public required IReadOnlyList<string> CommandName { get; init; }

    public IReadOnlyList<string> TargetParameter { get; init; } = [];

    public IReadOnlyList<string> RedactParameter { get; init; } = [];

    public IReadOnlyList<string> AllowSecret { get; init; } = [];

    public IReadOnlyList<RuleMoment> When { get; init; } = [RuleMoment.Before, RuleMoment.After];

    public bool OnFailureOnly { get; init; }

    public string Type { get; init; } = "command";

    public string? Action { get; init; }

    public FailurePolicy FailurePolicy { get; init; }

    public string? Path { get; init; }

    /// <summary>Takes secrets out of its entries.</summary>
    public SecretFilter Secrets => AllowSecret.Count == 0 ? SecretFilter.Default : new SecretFilter(AllowSecret);

    /// <summary>When its commands are recorded.</summary>
    public CallTerms Terms => new(When.Contains(RuleMoment.Before), When.Contains(RuleMoment.After), OnFailureOnly, FailurePolicy, Secrets);

    /// <summary>Makes a definition of what was given, and refuses what contradicts itself.</summary>
    /// <param name="given">All but the policy.</param>
    /// <param name="policy">Null for the default: Closed where something is recorded before a command runs, else Open.</param>
    /// <exception cref="AuditException">AuditRuleInvalid.</exception>
    public static RuleDefinition From(RuleDefinition given, FailurePolicy? policy)
    {
        bool before = given.When.Contains(RuleMoment.Before);
        if (given.OnFailureOnly && !given.When.Contains(RuleMoment.After))
            throw Invalid($"The rule '{given.Name}' is to record failures only, and not when a command has ended. Add After to -When, or leave -OnFailureOnly out.");
        if (policy == FailurePolicy.Closed && !before)
            throw Invalid($"The rule '{given.Name}' records nothing before a command runs, so the failure policy Closed cannot hold it back. Add Before to -When, or choose Open.");
        return given with { FailurePolicy = policy ?? (before ? FailurePolicy.Closed : FailurePolicy.Open) };
    }

    public static AuditException Invalid(string message) => new(AuditError.AuditRuleInvalid, message);
}
