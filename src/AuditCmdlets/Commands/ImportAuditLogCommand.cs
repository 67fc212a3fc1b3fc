using System.Management.Automation;
using AuditCmdlets.Completion;
using AuditCmdlets.Logs;

namespace AuditCmdlets.Commands;

/// <summary>Import-AuditLog: turns a log of moat into a new log of ours, which appears whole or not at all.</summary>
[Cmdlet(VerbsData.Import, "AuditLog", DefaultParameterSetName = PathSet, SupportsShouldProcess = true)]
[OutputType(typeof(AuditLog.Log))]
public sealed class ImportAuditLogCommand : AuditCommand
{
    private const string PathSet = "Path", LiteralPathSet = "LiteralPath";

    /// <summary>The old log.</summary>
    [Parameter(Position = 0, Mandatory = true, ParameterSetName = PathSet, ValueFromPipelineByPropertyName = true, HelpMessage = "The old log: a database or a bundle of moat. It is only read.")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(LogFileCompleter))]
    public string? Path { get; set; }

    /// <summary>The old log, taken as it stands.</summary>
    [Parameter(Mandatory = true, ParameterSetName = LiteralPathSet, ValueFromPipelineByPropertyName = true, HelpMessage = "The path of the old log, taken as it stands: no wildcards.")]
    [Alias("PSPath", "LP", "FullName")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(LogFileCompleter))]
    public string? LiteralPath { get; set; }

    /// <summary>The new log.</summary>
    [Parameter(Position = 1, Mandatory = true, ValueFromPipelineByPropertyName = true, HelpMessage = "Where to create the new log, for example run-1.audit; its folder must exist.")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(LogFileCompleter))]
    public string DestinationPath { get; set; } = "";

    /// <summary>The new log's name.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, HelpMessage = "The name of the new log, without spaces and '+'. The default is host/file-name.")]
    [ValidateNotNullOrEmpty]
    public string? Origin { get; set; }

    /// <summary>Keys to trust.</summary>
    [Parameter(HelpMessage = "Files of public keys. An attestation of the old log by one of them must vouch for it, or it is not imported.")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(PublicKeyFileCompleter))]
    public string[]? PublicKey { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        try
        {
            string path = LogPaths.OneOrDefault(this, Path, LiteralPath);
            string destination = LogPaths.ResolveLiteral(this, DestinationPath);
            IReadOnlyList<VerifierKey> keys = TrustedInput.ReadKeys(this, PublicKey ?? []);
            if (ShouldProcess(destination, $"Import audit log {path}")) WriteObject(new AuditLog.Log(Import(path, destination, keys)));
        }
        catch (AuditException e)
        {
            Report(e, e.Error is AuditError.AuditLogExists or AuditError.AuditLogWriteFailed or AuditError.AuditEntryInvalid ? DestinationPath : LiteralPath ?? Path);
        }
        catch (OperationCanceledException) when (Stopping)
        {
            throw new PipelineStoppedException();
        }
    }

    private LogStatus Import(string path, string destination, IReadOnlyList<VerifierKey> keys)
    {
        using ProgressMeter progress = new(this, $"Importing {System.IO.Path.GetFileName(path)}", () => 0);
        LogStatus made = AuditFile.Import(path, destination, Origin, new VerificationOptions { Keys = keys, Progress = progress.Show, Cancellation = StopToken });
        Tell($"{Counted.Entries(made.Count)} of '{path}' taken over into the log '{made.Location}' after {progress.Elapsed.TotalSeconds:0.0} s.");
        return made;
    }
}
