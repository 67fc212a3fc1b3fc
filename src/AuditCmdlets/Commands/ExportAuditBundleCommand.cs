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

    /// <summary>First sequence.</summary>
    [Parameter(HelpMessage = "The first sequence; by default 1.")]
    [ValidateNotNull]
    [ValidateRange(1, AuditLimits.SafeInteger)]
    public long? First { get; set; }

    /// <summary>Last sequence.</summary>
    [Parameter(HelpMessage = "The last sequence; by default that of the newest entry.")]
    [ValidateNotNull]
    [ValidateRange(1, AuditLimits.SafeInteger)]
    public long? Last { get; set; }

    /// <summary>Certain sequences.</summary>
    [Parameter(HelpMessage = "The sequences of entries that follow one another: a part of the log with the proof that ties it to the whole.")]
    [ValidateNotNullOrEmpty]
    [ValidateRange(1, AuditLimits.SafeInteger)]
    public long[]? Sequence { get; set; }

    /// <summary>Start of a time range.</summary>
    [Parameter(HelpMessage = "Start with the first entry recorded at this time or later: a time, a date (its local midnight), or so long ago, for example -1h, -7d.")]
    [Alias("StartTime")]
    [ValidateNotNull]
    [MomentTransformation]
    public DateTimeOffset? After { get; set; }

    /// <summary>End of a time range.</summary>
    [Parameter(HelpMessage = "End with the last entry recorded before this time; the same forms as -After.")]
    [Alias("EndTime")]
    [ValidateNotNull]
    [MomentTransformation]
    public DateTimeOffset? Before { get; set; }

    /// <summary>Overwrites.</summary>
    [Parameter(HelpMessage = "Overwrite an existing bundle. Nothing else is ever overwritten.")]
    public SwitchParameter Force { get; set; }

    /// <summary>Exports what is intact.</summary>
    [Parameter(HelpMessage = "Of a damaged log, export what is intact: up to the last entry that holds. A warning says what is missing.")]
    public SwitchParameter AllowDamaged { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        try
        {
            string path = LogPaths.OneOrDefault(this, Path, LiteralPath);
            if (!IsFirst(path)) return;
            string destination = LogPaths.ResolveLiteral(this, DestinationPath);
            TextFile.Check(destination, FileKind.Bundle, Force);
            (long first, long? last) = Sequence is null ? EntryRange.Find(path, First, Last, After, Before) : OfSequences([.. Sequence.Distinct().Order()]);
            if (!ShouldProcess(destination, $"Export audit bundle of {path}")) return;
            Export(path, destination, first, last);
        }
        catch (AuditException e)
        {
            Report(e, e.Error is AuditError.AuditDestinationExists or AuditError.AuditDestinationInvalid ? DestinationPath : LiteralPath ?? Path ?? DefaultLog.Named ?? DefaultLog.Own);
        }
        catch (OperationCanceledException) when (Stopping)
        {
            throw new PipelineStoppedException();
        }
    }

    /// <summary>A bundle has no gaps: what lies between would be handed over as well, unasked.</summary>
    private (long First, long? Last) OfSequences(long[] sequences)
    {
        if (First is not null || Last is not null || After is not null || Before is not null)
            throw new AuditException(AuditError.AuditRangeInvalid, "-Sequence names the entries one by one; leave -First, -Last, -After and -Before out. Nothing was written.");
        return sequences[^1] - sequences[0] + 1 == sequences.Length ? (sequences[0], sequences[^1]) : throw new AuditException(
            AuditError.AuditRangeInvalid,
            $"A bundle holds entries that follow one another, and between {sequences[0]} and {sequences[^1]} some were not named. "
            + "Export a bundle for each run of entries, or take proofs of single ones: Get-AuditProof. Nothing was written.");
    }

    private void Export(string path, string destination, long first, long? last)
    {
        BundleSummary summary;
        using (ProgressMeter progress = new(this, $"Exporting {System.IO.Path.GetFileName(path)}", () => (last ?? EntryCount.Of(path)) - first + 1))
        {
            summary = AuditFile.Export(path, destination, first, last, Force, progress.Show, StopToken, AllowDamaged);
            Tell($"Entries {summary.FirstSequence} to {summary.LastSequence} and {Counted.Of(summary.Attestations, "attestation")} of '{path}' are in '{destination}' after {progress.Elapsed.TotalSeconds:0.0} s.");
        }
        if (summary.Damage is not null) Warn(summary.Damage);
        if (summary is { Attestations: 0, ProvenSequence: 0 })
            Warn($"No attestation covers what is in '{destination}', so it proves only that it agrees with itself. Run New-AuditAttestation first, and export again.");
        WriteObject(FileOf(destination), enumerateCollection: true);
    }

    /// <summary>The file as Get-Item gives it, with PSPath and the like, so that whatever takes files takes this one; as .NET gives it where an endpoint has no such provider.</summary>
    private object FileOf(string destination)
    {
        try
        {
            return InvokeProvider.Item.Get([destination], force: true, literalPath: true);
        }
        catch (Exception e) when (e is System.Management.Automation.DriveNotFoundException or ProviderNotFoundException or ProviderInvocationException or ItemNotFoundException)
        {
            return new FileInfo(destination);
        }
    }
}
