using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using AuditChain.Recording.Secrets;
using AuditCmdlets.Actors;
using AuditCmdlets.Completion;
using AuditCmdlets.Sessions;
using AuditCmdlets.Rules;
using AuditCmdlets.Values;
using AuditCmdlets.Wrapping;

namespace AuditCmdlets.Commands;

/// <summary>Invoke-AuditedCommand: records the intent, runs a block as if the command were not there, records how it ended.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "AuditedCommand", DefaultParameterSetName = BlockSet)]
[OutputType(typeof(object))]
public sealed class InvokeAuditedCommandCommand : AuditCommand
{
    private const string BlockSet = "Block", CallSet = "Call";
    private AuditedCall? _call;
    private SteppedRun? _run;

    /// <summary>What to run.</summary>
    [Parameter(ParameterSetName = BlockSet, Position = 0, Mandatory = true, HelpMessage = "What to run, in the scope of the caller.")]
    public ScriptBlock? ScriptBlock { get; set; }

    /// <summary>What a proxy runs.</summary>
    [Parameter(ParameterSetName = CallSet, Mandatory = true, HelpMessage = "What the proxies of Register-AuditRule hand over. Not for typing.")]
    public Hashtable? Call { get; set; }

    /// <summary>What is piped into it.</summary>
    [Parameter(ValueFromPipeline = true, HelpMessage = "What is piped into the block: its $input, or $_ in its process block.")]
    [AllowNull]
    public PSObject? InputObject { get; set; }

    /// <summary>The kind of entry.</summary>
    [Parameter(ParameterSetName = BlockSet, HelpMessage = "The kind of both entries, for example service or deploy.")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(EntryNameCompleter))]
    public string Type { get; set; } = "command";

    /// <summary>What is done.</summary>
    [Parameter(ParameterSetName = BlockSet, HelpMessage = "What is done, for example restart.")]
    [AllowEmptyString]
    [AllowNull]
    [ArgumentCompleter(typeof(EntryNameCompleter))]
    public string? Action { get; set; }

    /// <summary>What it is done to.</summary>
    [Parameter(ParameterSetName = BlockSet, HelpMessage = "What it is done to: a name, or a hashtable with id, type and more.")]
    [AllowNull]
    [TargetTransformation]
    [ArgumentCompleter(typeof(EntryNameCompleter))]
    public AuditTarget? Target { get; set; }

    /// <summary>One sentence for people.</summary>
    [Parameter(ParameterSetName = BlockSet, HelpMessage = "One sentence for people, in both entries.")]
    [AllowEmptyString]
    [AllowNull]
    public string? Message { get; set; }

    /// <summary>Who does it.</summary>
    [Parameter(ParameterSetName = BlockSet, HelpMessage = "Who does it: a name, or a hashtable with id, type, name, session, runAs and more. The default is you.")]
    [AllowNull]
    [ActorTransformation]
    [ArgumentCompleter(typeof(EntryNameCompleter))]
    public AuditActor? Actor { get; set; }

    /// <summary>The component that records it.</summary>
    [Parameter(ParameterSetName = BlockSet, HelpMessage = "The component or service that records it.")]
    [AllowEmptyString]
    [AllowNull]
    [ArgumentCompleter(typeof(EntryNameCompleter))]
    public string? Source { get; set; }

    /// <summary>What ties the entries together.</summary>
    [Parameter(ParameterSetName = BlockSet, HelpMessage = "What ties both entries together, and them to others: a trace id, request id or run id. The default is a new one.")]
    [Alias("Correlation")]
    [AllowEmptyString]
    [AllowNull]
    public string? CorrelationId { get; set; }

    /// <summary>More about it.</summary>
    [Parameter(ParameterSetName = BlockSet, HelpMessage = "More about it, in both entries: a hashtable, an object, text, a number ...")]
    [AllowNull]
    [AllowEmptyString]
    [AllowEmptyCollection]
    public object? Data { get; set; }

    /// <summary>Whether to leave the text of the block out.</summary>
    [Parameter(ParameterSetName = BlockSet, HelpMessage = "Do not record the text of the block.")]
    public SwitchParameter OmitCommand { get; set; }

    /// <summary>What is recorded on purpose.</summary>
    [Parameter(ParameterSetName = BlockSet, HelpMessage = "Members whose values are recorded as they are, though they look like secrets: names, paths such as data.token, or wildcards; * for all.")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[] AllowSecret { get; set; } = [];

    /// <summary>What to do when it cannot be recorded.</summary>
    [Parameter(ParameterSetName = BlockSet, HelpMessage = "Closed: do not run it unless the intent is on the disk. Open: run it, warn, and count what could not be recorded.")]
    public FailurePolicy FailurePolicy { get; set; } = FailurePolicy.Closed;

    /// <summary>The log.</summary>
    [Parameter(ParameterSetName = BlockSet, HelpMessage = "The log. The default is $env:AUDITLOG_PATH, else your own log, which is created on first use.")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(LogFileCompleter))]
    public string? Path { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        if (Call is not null && RuleCall.Prepare(this, Call)) return;
        try
        {
            if (Call is null) (_call, _run) = BlockCall();
            else (_call, _run) = RuleCall.Of(this, Call);
            _call.Begin();
        }
        catch (AuditException e)
        {
            Refuse(e);
        }
        Step(run => run.Begin());
        if (Call is not null) Call[RuleCall.Running] = true;
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (_run is null) return;
        try
        {
            if (MyInvocation.ExpectingInput) _call!.BeginInput();
        }
        catch (AuditException e)
        {
            Refuse(e);
        }
        Step(run => run.Process(InputObject));
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_run is null) return;
        bool succeeded = true;
        Step(run => succeeded = run.End());
        try
        {
            _call!.End(_call.AtEnd(succeeded), canSpeak: true);
        }
        catch (AuditException e)
        {
            Fail(new AuditException(e.Error, $"{_call!.Name} ran, and how it ended could not be recorded. {AuditedCall.Reason(e)}", e), _call.Name);
        }
        // Of a command that a proxy steps, the steppable pipeline tells that itself.
        if (Call is null && !succeeded) _run!.Fail();
    }

    /// <summary>Ctrl+C, Select-Object -First and errors elsewhere in the pipeline come here and nowhere else.</summary>
    protected override void Dispose(bool disposing)
    {
        _run?.Dispose();
        Leave(CallEnd.FromOutside, canSpeak: false);
        _call?.Dispose();
        base.Dispose(disposing);
    }

    private (AuditedCall Call, SteppedRun Run) BlockCall()
    {
        LanguageModes.Demand(this, "runs a block");
        AnswersSeen seen = new(Host);
        SecretFilter secrets = AllowSecret.Length == 0 ? SecretFilter.Default : new SecretFilter(AllowSecret);
        AuditedCall call = new(
            this,
            Template(),
            new BlockSubject(ScriptBlock!, OmitCommand, secrets),
            seen,
            new CallTerms(Before: true, After: true, OnFailureOnly: false, FailurePolicy, secrets),
            new CallJournal(AuditSession.Of(this).Recorders, CallJournal.PathOf(this, Path)));
        return (call, SteppedRun.OfBlock(this, ScriptBlock!, seen));
    }

    private AuditEvent Template() => new()
    {
        Type = Type,
        Action = NullIfEmpty(Action) ?? FirstCommand() ?? "invoke",
        Target = Target,
        Message = NullIfEmpty(Message),
        Actor = MyInvocation.BoundParameters.ContainsKey(nameof(Actor)) ? Actor : CurrentActor.Find(SessionState),
        Source = NullIfEmpty(Source),
        Correlation = NullIfEmpty(CorrelationId) ?? Guid.CreateVersion7().ToString(),
        Data = Data,
    };

    /// <summary>The name of the first command of the block; null where there is none, or where its text is not to be recorded.</summary>
    private string? FirstCommand() => OmitCommand ? null
        : (ScriptBlock!.Ast.Find(ast => ast is CommandAst, searchNestedScriptBlocks: false) as CommandAst)?.GetCommandName() is { Length: > 0 and <= AuditLimits.TypeLength } name ? name : null;

    /// <summary>Lets it run on; whatever leaves it is recorded, and goes on as if this command were not there.</summary>
    private void Step(Action<SteppedRun> step)
    {
        try
        {
            step(_run!);
        }
        catch (Exception e)
        {
            End(e);
            throw;
        }
    }

    private void End(Exception exception)
    {
        if (Call is not null) Call[RuleCall.Running] = false;
        CallEnd end = CallEnd.Of(exception);
        Leave(end, canSpeak: end != CallEnd.FromOutside);
    }

    /// <summary>Nothing, or nothing more, is run: it could not be recorded.</summary>
    private void Refuse(AuditException error)
    {
        if (Call is not null) Call[RuleCall.Running] = false;
        Leave(CallEnd.Of(error), canSpeak: true);
        Fail(error, _call?.Name);
    }

    /// <summary>Records the end where another error, or none, is on its way out: what cannot be recorded then is counted.</summary>
    private void Leave(CallEnd end, bool canSpeak)
    {
        try
        {
            _call?.End(end, canSpeak);
        }
        catch (AuditException e) when (canSpeak)
        {
            WriteWarning($"How {_call!.Name} ended could not be recorded. {AuditedCall.Reason(e)}");
        }
        catch (AuditException)
        {
            // Counted; nobody is left to tell.
        }
    }

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
