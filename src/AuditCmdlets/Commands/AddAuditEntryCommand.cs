using System.Management.Automation;
using AuditChain.Recording.Secrets;
using AuditCmdlets.Actors;
using AuditCmdlets.Appending;
using AuditCmdlets.Completion;
using AuditCmdlets.Events;
using AuditCmdlets.Logs;
using AuditCmdlets.Values;

namespace AuditCmdlets.Commands;

/// <summary>Add-AuditEntry. Without ShouldProcess: an inherited -WhatIf must not lose a record.</summary>
[Cmdlet(VerbsCommon.Add, "AuditEntry", DefaultParameterSetName = EntrySet)]
[OutputType(typeof(void), typeof(AuditLog.Entry))]
public sealed class AddAuditEntryCommand : AuditCommand
{
    private const string EntrySet = "Entry", ObjectSet = "Object";
    private PendingBatch? _batch;
    private EventReader? _reader;
    private PSValueWriter? _writer;
    private SecretFilter _secrets = SecretFilter.Default;

    /// <summary>Any object.</summary>
    [Parameter(ParameterSetName = ObjectSet, Mandatory = true, ValueFromPipeline = true,
        HelpMessage = "What to record. Text becomes the message; properties named like parameters become these, all others the data; an AuditEvent is taken whole.")]
    public PSObject? InputObject { get; set; }

    /// <summary>The kind of entry.</summary>
    [Parameter(ParameterSetName = EntrySet, Position = 0, Mandatory = true, HelpMessage = "The kind of entry, for example console, secret or network.")]
    [Parameter(ParameterSetName = ObjectSet, Position = 0, HelpMessage = "The kind of entry, for example console, secret or network.")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(EntryNameCompleter))]
    public string? Type { get; set; }

    /// <summary>One sentence for people.</summary>
    [Parameter(Position = 1, HelpMessage = "One sentence for people.")]
    [AllowEmptyString]
    [AllowNull]
    public string? Message { get; set; }

    /// <summary>What was done.</summary>
    [Parameter(HelpMessage = "What was done, for example resolve, update or Restart-Service.")]
    [AllowEmptyString]
    [AllowNull]
    [ArgumentCompleter(typeof(EntryNameCompleter))]
    public string? Action { get; set; }

    /// <summary>What it was done to.</summary>
    [Parameter(HelpMessage = "What it was done to: a name, or a hashtable with id, type and more.")]
    [AllowNull]
    [TargetTransformation]
    [ArgumentCompleter(typeof(EntryNameCompleter))]
    public AuditTarget? Target { get; set; }

    /// <summary>Who did it.</summary>
    [Parameter(HelpMessage = "Who did it: a name, or a hashtable with id, type, name, session, runAs and more. The default is you.")]
    [AllowNull]
    [ActorTransformation]
    [ArgumentCompleter(typeof(EntryNameCompleter))]
    public AuditActor? Actor { get; set; }

    /// <summary>How it ended.</summary>
    [Parameter(HelpMessage = "How it ended: success, failure, granted, denied, warned, error or another word.")]
    [AllowEmptyString]
    [AllowNull]
    [ArgumentCompleter(typeof(EntryNameCompleter))]
    public string? Outcome { get; set; }

    /// <summary>The component that recorded it.</summary>
    [Parameter(HelpMessage = "The component or service that records it.")]
    [AllowEmptyString]
    [AllowNull]
    [ArgumentCompleter(typeof(EntryNameCompleter))]
    public string? Source { get; set; }

    /// <summary>What ties entries together.</summary>
    [Parameter(HelpMessage = "What ties entries together: a trace id, request id or run id.")]
    [Alias("Correlation")]
    [AllowEmptyString]
    [AllowNull]
    public string? CorrelationId { get; set; }

    /// <summary>When it happened.</summary>
    [Parameter(HelpMessage = "When it happened, where that is not now.")]
    public DateTimeOffset? Occurred { get; set; }

    /// <summary>The payload.</summary>
    [Parameter(HelpMessage = "The payload: a hashtable, an object, an array, text, a number ...")]
    [AllowNull]
    [AllowEmptyString]
    [AllowEmptyCollection]
    public object? Data { get; set; }

    /// <summary>The log.</summary>
    [Parameter(HelpMessage = "The log. The default is $env:AUDITLOG_PATH, else your own log, which is created on first use.")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(LogFileCompleter))]
    public string? Path { get; set; }

    /// <summary>What is left out.</summary>
    [Parameter(HelpMessage = "Properties of the object, or members of -Data, that are left out; wildcards are allowed.")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[] ExcludeProperty { get; set; } = [];

    /// <summary>What is recorded on purpose.</summary>
    [Parameter(HelpMessage = "Members whose values are recorded as they are, though they look like secrets: names, paths such as data.token, or wildcards; * for all.")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[] AllowSecret { get; set; } = [];

    /// <summary>Whether the catalogue has its say.</summary>
    [Parameter(HelpMessage = "Refuse entries of types that the catalogue does not know, and those that do not fit their type. Get-AuditEventType shows the types.")]
    public SwitchParameter Strict { get; set; }

    /// <summary>One step for all.</summary>
    [Parameter(HelpMessage = "Store all entries of the pipeline in one step at its end, or none: when one is refused or the pipeline is stopped. They are held in memory until then.")]
    public SwitchParameter AllOrNothing { get; set; }

    /// <summary>Whether to return the entries.</summary>
    [Parameter(HelpMessage = "Return each entry as it stands in the log.")]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        _writer = new PSValueWriter(OnUnreadable);
        if (AllowSecret.Length > 0) _secrets = new SecretFilter(AllowSecret);
        WildcardPattern[] excluded = [.. ExcludeProperty.Select(name => WildcardPattern.Get(name, WildcardOptions.IgnoreCase | WildcardOptions.CultureInvariant))];
        try
        {
            string? path = Path is not null || DefaultLog.Named is not null ? LogPaths.OneOrDefault(this, Path) : null;
            // A service knows by the token who delivers; to say that somebody else acted takes a right of its own.
            AuditActor? self = LogOpener.IsService(path) ? ActorScope.Current : CurrentActor.Find(SessionState);
            _reader = new EventReader(Given(), MyInvocation.BoundParameters.Keys, self, excluded, OnUnreadable);
            // A named log is opened now, so that a mistyped path is told before anything is taken.
            _batch = new PendingBatch(path is null ? null : LogOpener.OpenToAppend(path), PassThru, AllOrNothing);
            WriteVerbose($"Appending to '{path ?? DefaultLog.Own}'.");
        }
        catch (AuditException e)
        {
            Fail(e, Path ?? DefaultLog.Named ?? DefaultLog.Own);
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (Prepare() is { } entry) Store(entry);
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        Store(null);
        WriteVerbose($"Entries stored: {_batch!.Count}.");
    }

    /// <summary>Select-Object -First, Ctrl+C and errors end a pipeline without EndProcessing; what was taken is stored here.</summary>
    protected override void Dispose(bool disposing)
    {
        _batch?.Dispose();
        base.Dispose(disposing);
    }

    private PreparedEntry? Prepare()
    {
        try
        {
            PreparedEntry entry = PreparedEntry.From(InputObject is null ? _reader!.Read() : _reader!.Read(InputObject), _writer);
            if (Strict) SessionCatalogue.Current.Catalogue.Check(entry);
            return _secrets.Apply(entry);
        }
        // An object may throw whatever it likes while it is read. It is one error, and the next object is taken.
        catch (Exception e) when (e is not PipelineStoppedException && (e as RuntimeException)?.InnerException is not PipelineStoppedException)
        {
            Refuse(e as AuditException ?? new AuditException(AuditError.AuditValueRefused,
                $"The object could not be read, and no entry was made of it: {e.Message} Select the properties that matter, or leave one out with -ExcludeProperty.", e));
            return null;
        }
    }

    private void Refuse(AuditException error)
    {
        object? refused = InputObject ?? Data ?? Type;
        if (AllOrNothing) Fail(new AuditException(error.Error, $"{error.Message} None of the entries was stored.", error), refused);
        Report(error, refused);
    }

    /// <summary>Hands an entry to the batch, or at the end null, and emits what is on the disk by then.</summary>
    private void Store(PreparedEntry? entry)
    {
        try
        {
            if (entry is null) _batch!.Flush();
            else _batch!.Add(entry);
        }
        catch (AuditException e)
        {
            Fail(e, Path ?? DefaultLog.Named ?? DefaultLog.Own);
        }
        while (_batch!.TryTake(out AuditEntry? stored)) WriteObject(new AuditLog.Entry(stored!));
    }

    private AuditEvent Given() => new()
    {
        Type = Type ?? "",
        Message = NullIfEmpty(Message),
        Action = NullIfEmpty(Action),
        Target = Target,
        Actor = Actor,
        Outcome = NullIfEmpty(Outcome)?.Trim().ToLowerInvariant(),
        Source = NullIfEmpty(Source),
        Correlation = NullIfEmpty(CorrelationId),
        Occurred = Occurred,
        Data = Data,
    };

    private void OnUnreadable(string property, Exception reason) =>
        WriteVerbose($"The property {property} could not be read and is recorded as null: {reason.Message}");

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
