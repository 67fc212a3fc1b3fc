using System.Management.Automation;
using AuditCmdlets.Actors;
using AuditCmdlets.Completion;
using AuditCmdlets.Events;
using AuditCmdlets.Values;

namespace AuditCmdlets.Commands;

/// <summary>
/// New-AuditEvent: an event of a type of the catalogue, in memory. Without ShouldProcess: it changes nothing, and an inherited
/// -WhatIf must not lose the record that is made of it.
/// </summary>
[Cmdlet(VerbsCommon.New, "AuditEvent")]
[OutputType(typeof(AuditEvent))]
public sealed class NewAuditEventCommand : AuditCommand, IDynamicParameters
{
    private readonly PSValueWriter _writer = new();

    /// <summary>The type.</summary>
    [Parameter(Position = 0, Mandatory = true, HelpMessage = "The type of the event, one of those that Get-AuditEventType lists. The parameters of its data depend on it.")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(EventTypeCompleter))]
    public string Type { get; set; } = "";

    /// <summary>One sentence for people.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true, HelpMessage = "One sentence for people.")]
    [AllowEmptyString]
    [AllowNull]
    public string? Message { get; set; }

    /// <summary>What was done.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, HelpMessage = "What was done. The default is the action of the type, where it has one.")]
    [AllowEmptyString]
    [AllowNull]
    [ArgumentCompleter(typeof(EntryNameCompleter))]
    public string? Action { get; set; }

    /// <summary>What it was done to.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, HelpMessage = "What it was done to: a name, or a hashtable with id, type and more. Some types require it.")]
    [AllowNull]
    [TargetTransformation]
    [ArgumentCompleter(typeof(EntryNameCompleter))]
    public AuditTarget? Target { get; set; }

    /// <summary>Who did it.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, HelpMessage = "Who did it: a name, or a hashtable with id, type, name, session, runAs and more. The default is you.")]
    [AllowNull]
    [ActorTransformation]
    [ArgumentCompleter(typeof(EntryNameCompleter))]
    public AuditActor? Actor { get; set; }

    /// <summary>How it ended.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, HelpMessage = "How it ended: one of the outcomes of the type. The default is that of the type, where it has one.")]
    [AllowEmptyString]
    [AllowNull]
    [ArgumentCompleter(typeof(EventValueCompleter))]
    public string? Outcome { get; set; }

    /// <summary>The component that recorded it.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, HelpMessage = "The component or service that records it.")]
    [AllowEmptyString]
    [AllowNull]
    [ArgumentCompleter(typeof(EntryNameCompleter))]
    public string? Source { get; set; }

    /// <summary>What ties entries together.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, HelpMessage = "What ties entries together: a trace id, request id or run id.")]
    [Alias("Correlation")]
    [AllowEmptyString]
    [AllowNull]
    public string? CorrelationId { get; set; }

    /// <summary>When it happened.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, HelpMessage = "When it happened, where that is not now.")]
    public DateTimeOffset? Occurred { get; set; }

    /// <summary>The parameters of the data of the type that was typed.</summary>
    public object? GetDynamicParameters() => string.IsNullOrEmpty(Type) ? null : EventParameters.Of(SessionCatalogue.Current.Resolve(Type));

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        EventCatalogue catalogue = SessionCatalogue.Current.Catalogue;
        if (SessionCatalogue.Current.Resolve(Type) is not { } type)
        {
            Fail(catalogue.Unknown(Type), Type);
            return;
        }
        AuditEvent made = Make(type);
        try
        {
            catalogue.Check(PreparedEntry.From(made, _writer));
            WriteObject(made);
        }
        catch (AuditException e)
        {
            Report(e, made);
        }
    }

    private AuditEvent Make(AuditEventType type) => new()
    {
        Type = type.Name,
        Message = NullIfEmpty(Message),
        Action = NullIfEmpty(Action) ?? type.Action,
        Actor = MyInvocation.BoundParameters.ContainsKey(nameof(Actor)) ? Actor : CurrentActor.Find(SessionState),
        Target = WithType(Target, type.Members.FirstOrDefault(member => member.Name == "target")?.Type),
        Outcome = NullIfEmpty(Outcome)?.Trim().ToLowerInvariant() ?? type.DefaultOutcome,
        Source = NullIfEmpty(Source),
        Correlation = NullIfEmpty(CorrelationId),
        Occurred = Occurred,
        Data = EventParameters.Read(type, MyInvocation.BoundParameters),
    };

    private static AuditTarget? WithType(AuditTarget? target, string? type) =>
        target is null || type is null || target.Type is not null ? target : new AuditTarget { Id = target.Id, Type = type, More = target.More };

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
