namespace AuditChain.Recording;

/// <summary>
/// Lets identical events of one source collapse once there are more than <see cref="Limit"/> of them within
/// <see cref="Window"/>. Identical means the same source, type, action, outcome, actor and target (by their ids).
/// Never collapsed, whatever the rule: outcomes denied, failure and error, and events whose failure policy is closed.
/// </summary>
public sealed record FloodRule
{
    private static readonly string[] s_never = ["denied", "failure", "error"];

    /// <summary>The rule's name, which the log repeats.</summary>
    public required string Name { get; init; }

    /// <summary>The types that it is about; <c>*</c> and <c>?</c> are wildcards.</summary>
    public string Type { get; init; } = "*";

    /// <summary>The sources that it is about, with the same wildcards.</summary>
    public string Source { get; init; } = "*";

    /// <summary>How many are recorded one by one within a window; at least 1.</summary>
    public int Limit { get; init; } = 10;

    /// <summary>The length of a window, from its first event; above zero, at most an hour. When a process is killed, at most what one window collapsed is uncounted.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Whether events with different targets are identical too; the samples then show up to three of these.</summary>
    public bool AnyTarget { get; init; }

    internal bool Matches(AuditEvent said) => Array.IndexOf(s_never, said.Outcome) < 0
        && RulePattern.Matches(Type, said.Type) && RulePattern.Matches(Source, said.Source);

    internal void Validate()
    {
        if (string.IsNullOrEmpty(Name)) throw new ArgumentException("A flood rule needs a name: the log repeats it.");
        ArgumentOutOfRangeException.ThrowIfLessThan(Limit, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(Window, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Window, TimeSpan.FromHours(1));
    }

    internal Dictionary<string, object?> Members() => new(StringComparer.Ordinal)
    {
        ["name"] = Name,
        ["limit"] = Limit,
        ["windowSeconds"] = Window.TotalSeconds,
    };
}
