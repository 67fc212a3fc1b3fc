using System.Management.Automation;
using AuditChain.Anchoring.Tiles;
using AuditCmdlets.Completion;
using AuditCmdlets.Logs;

namespace AuditCmdlets.Commands;

/// <summary>Export-AuditTile: the attested part of a log as static files that any web server can serve and any monitor can read.</summary>
[Cmdlet(VerbsData.Export, "AuditTile", SupportsShouldProcess = true)]
[OutputType(typeof(AuditLog.TileExport))]
public sealed class ExportAuditTileCommand : AuditCommand
{
    /// <summary>Where to.</summary>
    [Parameter(Position = 0, Mandatory = true, HelpMessage = "The folder; made when it is not there. Run again, it adds what is new.")]
    [ValidateNotNullOrEmpty]
    public string DestinationPath { get; set; } = "";

    /// <summary>The log.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true, HelpMessage = "The log. The default is $env:AUDITLOG_PATH, else your own log.")]
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

    /// <summary>Without entries.</summary>
    [Parameter(HelpMessage = "Write hashes and no entries: nothing of the contents is published, and proofs work all the same.")]
    public SwitchParameter HashesOnly { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        try
        {
            string path = LogPaths.OneOrDefault(this, Path, LiteralPath);
            string folder = LogPaths.ResolveLiteral(this, DestinationPath);
            using ILogReader log = LogOpener.OpenToRead(path);
            StoredAttestation newest = log.ReadAttestations().MaxBy(attestation => attestation.Size)
                ?? throw new AuditException(AuditError.AuditRangeInvalid, $"'{path}' has no attestation, and tiles are served under a signed checkpoint. Run New-AuditAttestation first.");
            SignedNote note = CosignedNote.With(SignedNote.Parse(newest.Note), log.ReadEvidence());
            if (!ShouldProcess(folder, $"Export the tiles of {newest.Size} entries of {path}")) return;
            TileExportResult result = TileExport.Write(folder, note, log, HashesOnly ? null : log.ReadLines);
            Tell($"{result.Written} files of {result.Size} entries were written to '{folder}', going on from {result.Resumed}.");
            WriteObject(new AuditLog.TileExport(result, path, folder));
        }
        catch (AuditException e)
        {
            Report(e, e.Error is AuditError.AuditDestinationInvalid or AuditError.AuditLogForked ? DestinationPath : LiteralPath ?? Path ?? DefaultLog.Named ?? DefaultLog.Own);
        }
    }
}
