using System.Management.Automation;
using AuditCmdlets.Completion;
using AuditCmdlets.Events;

namespace AuditCmdlets.Commands;

/// <summary>Get-AuditEventType: the kinds of events that are known here, and what their entries hold.</summary>
[Cmdlet(VerbsCommon.Get, "AuditEventType")]
[OutputType(typeof(AuditEventType))]
public sealed class GetAuditEventTypeCommand : AuditCommand
{
    /// <summary>Which.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true,
        HelpMessage = "Names of types, or what another system calls them; wildcards are allowed. The default is all.")]
    [Alias("Type")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(EventTypeCompleter))]
    public string[]? Name { get; set; }

    /// <summary>Of which area.</summary>
    [Parameter(HelpMessage = "The areas that the types belong to, for example credentials or network; wildcards are allowed. The default is all.")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(EventGroupCompleter))]
    public string[]? Group { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        EventCatalogue catalogue = SessionCatalogue.Current.Catalogue;
        if (Name is null) Write(catalogue.Types);
        else foreach (string name in Name) Write(Find(catalogue, name));
    }

    private IEnumerable<AuditEventType> Find(EventCatalogue catalogue, string name)
    {
        if (WildcardPattern.ContainsWildcardCharacters(name))
        {
            WildcardPattern pattern = new(name, WildcardOptions.IgnoreCase);
            return catalogue.Types.Where(type => pattern.IsMatch(type.Name) || type.ForeignNames.Any(foreign => pattern.IsMatch(foreign.Value)));
        }
        if (catalogue.Find(name) is { } type) return [type];
        AuditEventType[] like = [.. catalogue.FindLike(name)];
        if (like.Length == 0) Report(catalogue.Unknown(name), name);
        return like;
    }

    private void Write(IEnumerable<AuditEventType> types)
    {
        WildcardPattern[]? groups = Group is null ? null : Array.ConvertAll(Group, group => new WildcardPattern(group, WildcardOptions.IgnoreCase));
        foreach (AuditEventType type in types)
        {
            if (groups is null || Array.Exists(groups, group => group.IsMatch(type.Group))) WriteObject(type);
        }
    }
}
