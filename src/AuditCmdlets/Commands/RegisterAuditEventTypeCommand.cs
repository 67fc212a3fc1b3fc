using System.Management.Automation;
using AuditCmdlets.Events;
using AuditCmdlets.Logs;

namespace AuditCmdlets.Commands;

/// <summary>Register-AuditEventType: adds an organisation's own types to this session.</summary>
[Cmdlet(VerbsLifecycle.Register, "AuditEventType", SupportsShouldProcess = true, DefaultParameterSetName = PathSet)]
[OutputType(typeof(void), typeof(AuditEventType))]
public sealed class RegisterAuditEventTypeCommand : AuditCommand
{
    private const string PathSet = "Path", LiteralPathSet = "LiteralPath";

    /// <summary>The files.</summary>
    [Parameter(Position = 0, Mandatory = true, ParameterSetName = PathSet, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true,
        HelpMessage = "Files of types: data files of PowerShell (.psd1) or JSON; wildcards are allowed.")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[]? Path { get; set; }

    /// <summary>The file, taken as it stands.</summary>
    [Parameter(Mandatory = true, ParameterSetName = LiteralPathSet, ValueFromPipelineByPropertyName = true,
        HelpMessage = "The path of a file of types, taken as it stands: no wildcards.")]
    [Alias("PSPath", "LP", "FullName")]
    [ValidateNotNullOrEmpty]
    public string? LiteralPath { get; set; }

    /// <summary>Whether to replace.</summary>
    [Parameter(HelpMessage = "Replace types that were registered under the same names. Built-in types stay as they are.")]
    public SwitchParameter Force { get; set; }

    /// <summary>Whether to return the types.</summary>
    [Parameter(HelpMessage = "Return the types that were registered.")]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string typed in LiteralPath is not null ? [LiteralPath] : Path!)
        {
            try
            {
                foreach (string path in LiteralPath is not null ? [LogPaths.ResolveLiteral(this, typed)] : LogPaths.Resolve(this, typed)) Register(path);
            }
            catch (AuditException e)
            {
                Report(e, typed);
            }
        }
    }

    private void Register(string path)
    {
        EventCatalogue file = CatalogueFile.Read(path);
        string names = string.Join(", ", file.Types.Select(type => type.Name));
        if (!ShouldProcess(names, $"Register event types from '{path}'")) return;
        SessionCatalogue.Current.Register(file.Types, Force);
        WriteVerbose($"Registered from '{path}': {names}.");
        if (PassThru) WriteObject(file.Types, enumerateCollection: true);
    }
}
