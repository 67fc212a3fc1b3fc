using System.Management.Automation;
using AuditChain.Recording.Secrets;
using AuditCmdlets.Actors;
using AuditCmdlets.Completion;
using AuditCmdlets.Logs;
using AuditCmdlets.Rules;
using AuditCmdlets.Sessions;
using AuditCmdlets.Wrapping;

namespace AuditCmdlets.Commands;

/// <summary>Register-AuditRule: puts proxies before commands of this session.</summary>
[Cmdlet(VerbsLifecycle.Register, "AuditRule", SupportsShouldProcess = true, DefaultParameterSetName = RuleSet)]
[OutputType(typeof(AuditLog.Rule))]
public sealed class RegisterAuditRuleCommand : AuditCommand
{
    private const string RuleSet = "Rule", FileSet = "File";

    /// <summary>Which commands.</summary>
    [Parameter(ParameterSetName = RuleSet, Position = 0, Mandatory = true, HelpMessage = "Which commands: names of cmdlets and functions, or patterns such as Set-*Secret.")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[] CommandName { get; set; } = [];

    /// <summary>What names the target.</summary>
    [Parameter(ParameterSetName = RuleSet, HelpMessage = "The parameters whose value is the target of the entries; the first that is given counts. The default is Identity, Name, LiteralPath, Path, Id, Uri, ComputerName.")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(CommandParameterCompleter))]
    public string[] TargetParameter { get; set; } = [];

    /// <summary>What is not recorded.</summary>
    [Parameter(ParameterSetName = RuleSet, HelpMessage = "The parameters whose values are not recorded. SecureString and PSCredential never are.")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(CommandParameterCompleter))]
    public string[] RedactParameter { get; set; } = [];

    /// <summary>What is recorded on purpose.</summary>
    [Parameter(ParameterSetName = RuleSet, HelpMessage = "Parameters and members whose values are recorded as they are, though they look like secrets: names, paths or wildcards; * for all but -RedactParameter.")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[] AllowSecret { get; set; } = [];

    /// <summary>When.</summary>
    [Parameter(ParameterSetName = RuleSet, HelpMessage = "When to record: Before a command runs, After it has ended, or both.")]
    [ValidateNotNullOrEmpty]
    public RuleMoment[] When { get; set; } = [RuleMoment.Before, RuleMoment.After];

    /// <summary>Failures only.</summary>
    [Parameter(ParameterSetName = RuleSet, HelpMessage = "Record how a command ended only where that is no success.")]
    public SwitchParameter OnFailureOnly { get; set; }

    /// <summary>The kind of entry.</summary>
    [Parameter(ParameterSetName = RuleSet, HelpMessage = "The kind of the entries.")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(EntryNameCompleter))]
    public string Type { get; set; } = "command";

    /// <summary>What is done.</summary>
    [Parameter(ParameterSetName = RuleSet, HelpMessage = "The action of the entries. The default is the name of the command.")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(EntryNameCompleter))]
    public string? Action { get; set; }

    /// <summary>What to do when it cannot be recorded.</summary>
    [Parameter(ParameterSetName = RuleSet, HelpMessage = "Closed: the command does not run unless its intent is on the disk. Open: it runs, warns, and what could not be recorded is counted.")]
    public FailurePolicy FailurePolicy { get; set; }

    /// <summary>The log.</summary>
    [Parameter(ParameterSetName = RuleSet, HelpMessage = "The log. The default is $env:AUDITLOG_PATH at the time of the call, else your own log.")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(LogFileCompleter))]
    public string? Path { get; set; }

    /// <summary>Its name.</summary>
    [Parameter(ParameterSetName = RuleSet, HelpMessage = "The name of the rule in this session. The default is what -CommandName says.")]
    [ValidateNotNullOrEmpty]
    public string? Name { get; set; }

    /// <summary>From a file.</summary>
    [Parameter(ParameterSetName = FileSet, Mandatory = true, HelpMessage = "A psd1 file with rules, for profiles and JEA configurations.")]
    [ValidateNotNullOrEmpty]
    public string FilePath { get; set; } = "";

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        LanguageModes.Demand(this, "stands before commands");
        LanguageModes.DemandFunctions(this);
        AuditSession session = AuditSession.Of(this);
        try
        {
            // All rules of a file are made before the first is in force.
            List<AuditLog.Rule> rules = [];
            foreach (RuleDefinition definition in ParameterSetName == FileSet ? RuleFile.Read(LogPaths.ResolveOne(this, FilePath)) : [Given()])
            {
                rules.Add(Make(session, definition, rules));
            }
            foreach (AuditLog.Rule rule in rules)
            {
                if (ShouldProcess(string.Join(", ", rule.Commands), $"Wrap by the audit rule '{rule.Name}'")) WriteObject(PutInForce(session, rule));
            }
        }
        catch (AuditException e)
        {
            Fail(e, ParameterSetName == FileSet ? FilePath : Name ?? string.Join(',', CommandName));
        }
    }

    private RuleDefinition Given() => RuleDefinition.From(new()
    {
        Name = Name ?? string.Join(',', CommandName),
        CommandName = CommandName,
        TargetParameter = TargetParameter,
        RedactParameter = RedactParameter,
        AllowSecret = AllowSecret,
        When = [.. When.Distinct()],
        OnFailureOnly = OnFailureOnly,
        Type = Type,
        Action = Action,
        Path = Path is null ? null : LogPaths.ResolveOne(this, Path),
    }, MyInvocation.BoundParameters.ContainsKey(nameof(FailurePolicy)) ? FailurePolicy : null);

    private AuditLog.Rule Make(AuditSession session, RuleDefinition definition, List<AuditLog.Rule> others)
    {
        if (session.Rules.Find(definition.Name) is not null || others.Exists(rule => string.Equals(rule.Name, definition.Name, StringComparison.OrdinalIgnoreCase)))
            throw RuleDefinition.Invalid($"There is a rule '{definition.Name}' in this session already. Choose another -Name, or take that one out with Unregister-AuditRule.");
        IReadOnlyList<CommandInfo> commands = new CommandFinder(this, [.. session.Rules.All, .. others]).Find(definition.CommandName, WriteVerbose);
        List<RuleProxy> proxies = [.. commands.Select(command => new RuleProxy(definition.Name, command, MyInvocation.MyCommand.Module.SessionState))];
        foreach (string name in definition.RedactParameter.Concat(definition.TargetParameter))
        {
            // A name that means nothing is most likely mistyped, and the secret would be recorded.
            // Parameters that depend on others may not be there yet: these are named by a pattern.
            if (!proxies.Exists(proxy => ParameterReader.Knows(proxy.Parameters, name) || (proxy.HasDynamicParameters && WildcardPattern.ContainsWildcardCharacters(name))))
                throw RuleDefinition.Invalid($"None of the commands has a parameter '{name}': {string.Join(", ", proxies.Select(proxy => proxy.Name))}. Check the name.");
        }
        return new AuditLog.Rule(definition, proxies);
    }

    private AuditLog.Rule PutInForce(AuditSession session, AuditLog.Rule rule)
    {
        using CallJournal journal = new(session.Recorders, rule.Path ?? CallJournal.PathOf(this, path: null));
        journal.Record(RuleEntry.Of(rule, "register", CurrentActor.Find(SessionState)), FailurePolicy.Closed, SecretFilter.Default);
        List<RuleProxy> installed = [];
        try
        {
            foreach (RuleProxy proxy in rule.Proxies)
            {
                proxy.Install(SessionState);
                installed.Add(proxy);
            }
        }
        catch (Exception e)
        {
            foreach (RuleProxy proxy in installed) proxy.Remove(SessionState);
            journal.Record(RuleEntry.Of(rule, "register", CurrentActor.Find(SessionState)) with { Outcome = "failure", Message = e.Message }, FailurePolicy.Open, SecretFilter.Default);
            throw;
        }
        session.Rules.Add(rule);
        return rule;
    }
}
