using System.Management.Automation;
using AuditChain.Anchoring.Proofs;
using AuditCmdlets.Completion;
using AuditCmdlets.Logs;

namespace AuditCmdlets.Commands;

/// <summary>Get-AuditProof: that one entry is in a log, in a file that needs neither the log nor a network to be checked.</summary>
[Cmdlet(VerbsCommon.Get, "AuditProof")]
[OutputType(typeof(AuditLog.Proof))]
public sealed class GetAuditProofCommand : AuditCommand
{
    /// <summary>Which entries.</summary>
    [Parameter(Position = 0, Mandatory = true, ValueFromPipelineByPropertyName = true, HelpMessage = "The sequences of the entries to prove.")]
    [Alias("Seq")]
    [ValidateRange(1, AuditLimits.SafeInteger)]
    public long[] Sequence { get; set; } = [];

    /// <summary>The log or bundle.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true, HelpMessage = "A log or a bundle. The default is $env:AUDITLOG_PATH, else your own log.")]
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

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        string shown = LiteralPath ?? Path ?? DefaultLog.Named ?? DefaultLog.Own;
        try
        {
            string path = LogPaths.OneOrDefault(this, Path, LiteralPath);
            if (!AuditFile.IsDatabase(path))
            {
                if (AuditFile.IsForeign(path)) throw new AuditException(AuditError.AuditLogNotRecognized, $"'{path}' is a log of moat, whose entries have no such proofs. Import it first.");
                foreach (long seq in Sequence) Show(seq, path, () => EntryProof.FromBundle(path, seq));
                return;
            }
            using ILogReader log = LogOpener.OpenToRead(path);
            foreach (long seq in Sequence) Show(seq, path, () => EntryProof.FromLog(log, seq));
        }
        catch (AuditException e)
        {
            Report(e, shown);
        }
    }

    private void Show(long seq, string path, Func<TlogProof> prove)
    {
        try
        {
            WriteObject(new AuditLog.Proof(prove(), path));
        }
        catch (AuditException e) when (e.Error == AuditError.AuditRangeInvalid)
        {
            Report(e, seq);
        }
    }
}
