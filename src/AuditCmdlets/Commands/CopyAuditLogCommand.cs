using System.Management.Automation;
using AuditCmdlets.Completion;
using AuditCmdlets.Logs;

namespace AuditCmdlets.Commands;

/// <summary>Copy-AuditLog: a verified copy of a log that may be in use.</summary>
[Cmdlet(VerbsCommon.Copy, "AuditLog", SupportsShouldProcess = true)]
[OutputType(typeof(AuditLog.Log))]
public sealed class CopyAuditLogCommand : AuditCommand
{
    /// <summary>The log.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true, HelpMessage = "The log. The default is $env:AUDITLOG_PATH, else your own log.")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(LogFileCompleter))]
    public string? Path { get; set; }

    /// <summary>The log, taken as it stands.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, HelpMessage = "The path of the log, taken as it stands: no wildcards.")]
    [Alias("PSPath", "LP", "FullName")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(LogFileCompleter))]
    public string? LiteralPath { get; set; }

    /// <summary>Where to.</summary>
    [Parameter(Position = 1, Mandatory = true, HelpMessage = "The file to create, for example /backup/ops.audit, or a folder for copies of the same names.")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(LogFileCompleter))]
    public string DestinationPath { get; set; } = "";

    /// <summary>Overwrites.</summary>
    [Parameter(HelpMessage = "Overwrite an earlier copy of the same log. Any other file, and a log in use, is never overwritten.")]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        try
        {
            string path = LogPaths.OneOrDefault(this, Path, LiteralPath);
            if (!IsFirst(path)) return;
            string destination = LogPaths.ResolveLiteral(this, DestinationPath);
            if (ShouldProcess(destination, $"Copy audit log {path}")) WriteObject(new AuditLog.Log(Copy(path, destination)));
        }
        catch (AuditException e)
        {
            bool destination = e.Error is AuditError.AuditDestinationExists or AuditError.AuditDestinationInvalid or AuditError.AuditLogWriteFailed;
            Report(e, destination ? DestinationPath : LiteralPath ?? Path ?? DefaultLog.Named ?? DefaultLog.Own);
        }
        catch (OperationCanceledException) when (Stopping)
        {
            throw new PipelineStoppedException();
        }
    }

    private LogStatus Copy(string path, string destination)
    {
        VerificationReport copy = LogOpener.Copy(path, destination, Force, cancellation: StopToken);
        Tell($"'{path}' is copied to '{copy.Path}': {copy}");
        using ILogReader made = LogOpener.OpenToRead(copy.Path);
        return made.ReadStatus();
    }
}
