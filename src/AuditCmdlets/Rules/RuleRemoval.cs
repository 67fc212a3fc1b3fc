using System.Management.Automation;
using AuditCmdlets.Appending;
using AuditCmdlets.Logs;
using AuditCmdlets.Wrapping;

namespace AuditCmdlets.Rules;

/// <summary>Takes all rules of a session out of force, when the module is removed there.</summary>
internal static class RuleRemoval
{
    /// <summary>Takes them out; the removal is recorded where that can be done.</summary>
    /// <param name="session">The session.</param>
    /// <param name="state">Its state.</param>
    public static void Remove(AuditSession session, SessionState state)
    {
        foreach (AuditLog.Rule rule in session.Rules.All.ToList())
        {
            AuditEvent entry = RuleEntry.Of(rule, "unregister", CurrentActor.Find(state)) with { Message = "The module was removed from the session." };
            new CallJournal(session, rule.Path ?? DefaultLog.Named).Record(entry, FailurePolicy.Open);
            foreach (RuleProxy proxy in rule.Proxies) proxy.Remove(state);
            session.Rules.Remove(rule);
        }
    }
}
