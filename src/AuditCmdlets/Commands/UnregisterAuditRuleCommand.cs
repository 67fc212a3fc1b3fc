using System.Management.Automation;
using AuditChain.Recording.Secrets;
using AuditCmdlets.Actors;
using AuditCmdlets.Completion;
using AuditCmdlets.Rules;
using AuditCmdlets.Sessions;
using AuditCmdlets.Wrapping;

namespace AuditCmdlets.Commands;

/// <summary>Unregister-AuditRule: takes proxies away again, which is recorded.</summary>
[Cmdlet(VerbsLifecycle.Unregister, "AuditRule", SupportsShouldProcess = true)]
[OutputType(typeof(void))]
public sealed class UnregisterAuditRuleCommand : AuditCommand
{
    /// <summary>Which.</summary>
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, HelpMessage = "Names of rules; wildcards are allowed.")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(RuleNameCompleter))]
    public string[] Name { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string name in Name)
        {
            IReadOnlyList<AuditLog.Rule> found = AuditSession.Of(this).Rules.Match(name);
            if (found.Count == 0 && !WildcardPattern.ContainsWildcardCharacters(name)) Report(RuleTable.NotFound(name), name);
            foreach (AuditLog.Rule rule in found) Unregister(rule);
        }
    }

    private void Unregister(AuditLog.Rule rule)
    {
        if (!ShouldProcess(rule.Name, "Unregister audit rule")) return;
        AuditSession session = AuditSession.Of(this);
        try
        {
            // First the entry: a rule must not vanish unrecorded.
            using CallJournal journal = new(session.Recorders, rule.Path ?? CallJournal.PathOf(this, path: null));
            journal.Record(RuleEntry.Of(rule, "unregister", CurrentActor.Find(SessionState)), FailurePolicy.Closed, SecretFilter.Default);
        }
        catch (AuditException e)
        {
            Report(new AuditException(e.Error, $"The rule '{rule.Name}' stays in force: its removal could not be recorded. {AuditedCall.Reason(e)}", e), rule.Name);
            return;
        }
        foreach (RuleProxy proxy in rule.Proxies) proxy.Remove(SessionState);
        session.Rules.Remove(rule);
    }
}
