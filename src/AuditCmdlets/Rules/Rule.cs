using AuditCmdlets.Rules;
using AuditCmdlets.Wrapping;

namespace AuditLog;

/// <summary>A rule of this session: which commands are recorded, and how.</summary>
public sealed class Rule
{
    internal Rule(RuleDefinition definition, IReadOnlyList<RuleProxy> proxies) => (Definition, Proxies) = (definition, proxies);

    internal RuleDefinition Definition { get; }

    internal IReadOnlyList<RuleProxy> Proxies { get; }

    /// <summary>Its name in this session.</summary>
    public string Name => Definition.Name;

    /// <summary>Names and patterns of commands, as they were given.</summary>
    public IReadOnlyList<string> CommandName => Definition.CommandName;

    /// <summary>The commands that it wraps.</summary>
    public IReadOnlyList<string> Commands => [.. Proxies.Select(proxy => proxy.QualifiedName)];

    /// <summary>When it records.</summary>
    public IReadOnlyList<string> When => [.. Definition.When.Select(moment => moment.ToString())];

    /// <summary>Whether how a command ended is recorded only where that is no success.</summary>
    public bool OnFailureOnly => Definition.OnFailureOnly;

    /// <summary>The parameters that name the target; the first that was given counts.</summary>
    public IReadOnlyList<string> TargetParameter => Definition.TargetParameter;

    /// <summary>The parameters whose values are not recorded.</summary>
    public IReadOnlyList<string> RedactParameter => Definition.RedactParameter;

    /// <summary>What is recorded although it looks like a secret.</summary>
    public IReadOnlyList<string> AllowSecret => Definition.AllowSecret;

    /// <summary>The kind of its entries.</summary>
    public string Type => Definition.Type;

    /// <summary>The action of its entries; null for the name of the command.</summary>
    public string? Action => Definition.Action;

    /// <summary>What happens when an entry cannot be recorded.</summary>
    public string FailurePolicy => Definition.FailurePolicy.ToString();

    /// <summary>The log; null for the default one at the time of the call.</summary>
    public string? Path => Definition.Path;

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
