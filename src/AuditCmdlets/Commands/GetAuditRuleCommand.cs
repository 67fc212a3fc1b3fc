using System.Management.Automation;
using AuditCmdlets.Completion;
using AuditCmdlets.Rules;
using AuditCmdlets.Sessions;
using AuditCmdlets.Wrapping;

namespace AuditCmdlets.Commands;

/// <summary>Get-AuditRule: the rules of this session.</summary>
[Cmdlet(VerbsCommon.Get, "AuditRule")]
[OutputType(typeof(AuditLog.Rule))]
public sealed class GetAuditRuleCommand : AuditCommand
{
    /// <summary>Which.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, HelpMessage = "Names of rules; wildcards are allowed. The default is all.")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(RuleNameCompleter))]
    public string[] Name { get; set; } = ["*"];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        RuleTable rules = AuditSession.Of(this).Rules;
        foreach (string name in Name)
        {
            IReadOnlyList<AuditLog.Rule> found = rules.Match(name);
            if (found.Count == 0 && !WildcardPattern.ContainsWildcardCharacters(name)) Report(RuleTable.NotFound(name), name);
            WriteObject(found, enumerateCollection: true);
        }
    }
}
