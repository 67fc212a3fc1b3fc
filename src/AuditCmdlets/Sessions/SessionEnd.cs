using System.Management.Automation;
using AuditChain.Recording.Secrets;
using AuditCmdlets.Actors;
using AuditCmdlets.Logs;
using AuditCmdlets.Rules;
using AuditCmdlets.Wrapping;

namespace AuditCmdlets.Sessions;

/// <summary>Ends what a session has: its rules, and the counts of what it could not record.</summary>
internal static class SessionEnd
{
    /// <summary>Takes the rules out of force; that is recorded where it can be done.</summary>
    /// <param name="session">The session.</param>
    /// <param name="state">Its state.</param>
    public static void Remove(AuditSession session, SessionState state)
    {
        foreach (AuditLog.Rule rule in session.Rules.All.ToList())
        {
            AuditEvent entry = RuleEntry.Of(rule, "unregister", CurrentActor.Find(state)) with { Message = "The module was removed from the session." };
            using CallJournal journal = new(session.Recorders, rule.Path ?? DefaultLog.Named);
            journal.Record(entry, FailurePolicy.Open, SecretFilter.Default);
            foreach (RuleProxy proxy in rule.Proxies) proxy.Remove(state);
            session.Rules.Remove(rule);
        }
        session.Recorders.Dispose();
    }
}
