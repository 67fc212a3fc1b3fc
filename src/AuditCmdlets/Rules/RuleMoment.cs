namespace AuditCmdlets.Rules;

/// <summary>When a rule records.</summary>
public enum RuleMoment
{
    /// <summary>Before the command runs: what it is about to do.</summary>
    Before = 1,

    /// <summary>When it has ended: how.</summary>
    After,
}
