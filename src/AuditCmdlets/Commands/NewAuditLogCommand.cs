using System.Management.Automation;
using AuditCmdlets.Completion;
using AuditCmdlets.Logs;

namespace AuditCmdlets.Commands;

/// <summary>New-AuditLog: creates a log; an existing one is an error.</summary>
[Cmdlet(VerbsCommon.New, "AuditLog", SupportsShouldProcess = true)]
[OutputType(typeof(AuditLog.Log))]
public sealed class NewAuditLogCommand : AuditCommand
{
    /// <summary>Where to.</summary>
    [Parameter(Position = 0, Mandatory = true, ValueFromPipelineByPropertyName = true, HelpMessage = "Where to create it, for example ops.audit; its folder must exist.")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(LogFileCompleter))]
    public string Path { get; set; } = "";

    /// <summary>The log's name.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true, HelpMessage = "The name of the log, without spaces and '+'. The default is host/file-name.")]
    [ValidateNotNullOrEmpty]
    public string? Origin { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        try
        {
            string path = LogPaths.ResolveLiteral(this, Path);
            if (!ShouldProcess(path, "Create audit log")) return;
            using IAuditLog log = LogOpener.Create(path, Origin);
            WriteObject(new AuditLog.Log(log.ReadStatus()));
        }
        catch (AuditException e)
        {
            Report(e, Path);
        }
    }
}
