using System.Management.Automation;
using AuditCmdlets.Completion;
using AuditCmdlets.Logs;

namespace AuditCmdlets.Commands;

/// <summary>Export-AuditBundle: writes a log, or a range of it, with what vouches for it into one file.</summary>
[Cmdlet(VerbsData.Export, "AuditBundle", SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed class ExportAuditBundleCommand : AuditCommand
{
    /// <summary>Where to.</summary>
    [Parameter(Position = 0, Mandatory = true, HelpMessage = "The file to write, for example nov.auditbundle; compressed when it ends in .gz.")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(LogFileCompleter))]
    public string DestinationPath { get; set; } = "";

    /// <summary>The log.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true, HelpMessage = "The log. The default is $env:AUDITLOG_PATH, else your own log.")]
    [Alias("FullName")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(LogFileCompleter))]
    public string? Path { get; set; }

    /// <summary>First sequence.</summary>
    [Parameter(HelpMessage = "The first sequence; by default 1.")]
    [ValidateRange(1, AuditLimits.SafeInteger)]
    public long? First { get; set; }

    /// <summary>Last sequence.</summary>
    [Parameter(HelpMessage = "The last sequence; by default that of the newest entry.")]
    [ValidateRange(1, AuditLimits.SafeInteger)]
    public long? Last { get; set; }

    /// <summary>Start of a time range.</summary>
    [Parameter(HelpMessage = "Start with the first entry recorded at this time or later.")]
    [Alias("StartTime")]
    public DateTimeOffset? After { get; set; }

    /// <summary>End of a time range.</summary>
    [Parameter(HelpMessage = "End with the last entry recorded before this time.")]
    [Alias("EndTime")]
    public DateTimeOffset? Before { get; set; }

    /// <summary>Overwrites.</summary>
    [Parameter(HelpMessage = "Overwrite an existing file.")]
    public SwitchParameter Force { get; set; }

    /// <summary>Exports what is intact.</summary>
    [Parameter(HelpMessage = "Of a damaged log, export what is intact: up to the last entry that holds. A warning says what is missing.")]
    public SwitchParameter AllowDamaged { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        try
        {
            string path = LogPaths.OneOrDefault(this, Path);
            string destination = LogPaths.ResolveLiteral(this, DestinationPath);
            TextFile.Check(destination, Force);
            (long first, long? last) = Range(path);
            if (!ShouldProcess(destination, $"Export audit bundle of {path}")) return;
            Export(path, destination, first, last);
        }
        catch (AuditException e)
        {
            Report(e, e.Error is AuditError.AuditDestinationExists or AuditError.AuditDestinationInvalid ? DestinationPath : Path ?? DefaultLog.Named ?? DefaultLog.Own);
        }
        catch (OperationCanceledException) when (Stopping)
        {
            throw new PipelineStoppedException();
        }
    }

    private void Export(string path, string destination, long first, long? last)
    {
        BundleSummary summary;
        using (ProgressMeter progress = new(this, $"Exporting {System.IO.Path.GetFileName(path)}", () => (last ?? EntryCount.Of(path)) - first + 1))
        {
            summary = AuditFile.Export(path, destination, first, last, Force, progress.Show, StopToken, AllowDamaged);
            WriteVerbose($"Entries {summary.FirstSequence} to {summary.LastSequence} and {summary.Attestations} attestations of '{path}' are in '{destination}' after {progress.Elapsed.TotalSeconds:0.0} s.");
        }
        if (summary.Damage is not null) WriteWarning(summary.Damage);
        if (summary is { Attestations: 0, ProvenSequence: 0 })
            WriteWarning($"No attestation covers what is in '{destination}', so it proves only that it agrees with itself. Run New-AuditAttestation first, and export again.");
        // As Get-Item gives it, with PSPath and the like, so that whatever takes files takes this one.
        WriteObject(InvokeProvider.Item.Get([destination], force: true, literalPath: true), enumerateCollection: true);
    }

    /// <summary>The range of sequences; times are turned into the first and last sequence between them.</summary>
    private (long First, long? Last) Range(string path)
    {
        EntryQuery range = new() { After = After, Before = Before, FirstSequence = First ?? 1, LastSequence = Last ?? AuditLimits.SafeInteger };
        long? first = After is null ? First ?? 1 : AuditFile.Read(path, range).FirstOrDefault()?.Seq;
        long? last = Before is null ? Last : AuditFile.Read(path, range with { Descending = true, Last = 1 }).FirstOrDefault()?.Seq;
        if (first is null || (Before is not null && last is null))
            throw new AuditException(AuditError.AuditRangeInvalid, $"The log holds no entry {(After is null ? "" : $"from {After:u} on ")}{(Before is null ? "" : $"before {Before:u} ")}in that range. Nothing was written.");
        return (first.Value, last);
    }
}
