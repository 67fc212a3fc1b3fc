namespace AuditCmdlets.Rules;

/// <summary>The entries that tell of a rule's creation and removal.</summary>
internal static class RuleEntry
{
    /// <summary>Of a rule that comes into force, or goes out of it.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="action"><c>register</c> or <c>unregister</c>.</param>
    /// <param name="actor">Who does it.</param>
    public static AuditEvent Of(AuditLog.Rule rule, string action, AuditActor actor) => new()
    {
        Type = "audit-rule",
        Action = action,
        Actor = actor,
        Target = new AuditTarget { Id = rule.Name, Type = "rule" },
        Outcome = "success",
        Data = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["commandName"] = rule.CommandName,
            ["commands"] = rule.Commands,
            ["when"] = rule.When.Select(moment => moment.ToString().ToLowerInvariant()).ToList(),
            ["onFailureOnly"] = rule.OnFailureOnly,
            ["targetParameter"] = rule.TargetParameter,
            ["redactParameter"] = rule.RedactParameter,
            ["allowSecret"] = rule.AllowSecret,
            ["type"] = rule.Type,
            ["action"] = rule.Action,
            ["failurePolicy"] = rule.FailurePolicy.ToString().ToLowerInvariant(),
        },
    };
}
