using System.Management.Automation;

namespace AuditCmdlets.Rules;

/// <summary>The rules of one session, in the order in which they were registered.</summary>
internal sealed class RuleTable
{
    private readonly List<AuditLog.Rule> _rules = [];

    /// <summary>All of them.</summary>
    public IReadOnlyList<AuditLog.Rule> All => _rules;

    /// <summary>Adds a rule that is in force.</summary>
    public void Add(AuditLog.Rule rule) => _rules.Add(rule);

    /// <summary>Takes a rule out.</summary>
    public void Remove(AuditLog.Rule rule) => _rules.Remove(rule);

    /// <summary>The rule of a name; null when there is none.</summary>
    /// <param name="name">Whatever its case.</param>
    public AuditLog.Rule? Find(string name) => _rules.Find(rule => string.Equals(rule.Name, name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The rules of a name, or of a pattern when none is named exactly so.</summary>
    /// <param name="pattern">With or without wildcards.</param>
    public IReadOnlyList<AuditLog.Rule> Match(string pattern)
    {
        if (Find(pattern) is { } named) return [named];
        WildcardPattern wildcard = WildcardPattern.Get(pattern, WildcardOptions.IgnoreCase | WildcardOptions.CultureInvariant);
        return _rules.FindAll(rule => wildcard.IsMatch(rule.Name));
    }

    /// <summary>What is said when there is no such rule.</summary>
    /// <param name="name">As typed.</param>
    public static AuditException NotFound(string name) =>
        new(AuditError.AuditRuleNotFound, $"There is no rule '{name}' in this session. Get-AuditRule shows those that there are.");
}
