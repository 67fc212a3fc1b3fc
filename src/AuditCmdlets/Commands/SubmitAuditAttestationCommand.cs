using System.Management.Automation;
using AuditCmdlets.Completion;
using AuditCmdlets.Logs;

namespace AuditCmdlets.Commands;

/// <summary>Submit-AuditAttestation: sends a stored attestation to witnesses, time-stamp authorities and Rekor, and keeps what they give.</summary>
[Cmdlet(VerbsLifecycle.Submit, "AuditAttestation", SupportsShouldProcess = true)]
[OutputType(typeof(AuditLog.Evidence))]
public sealed class SubmitAuditAttestationCommand : EvidenceCommand
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

    /// <summary>Which attestation.</summary>
    [Parameter(HelpMessage = "The attestation of so many entries; by default the newest.")]
    [ValidateRange(0, AuditLimits.SafeInteger)]
    public long? Size { get; set; }

    /// <summary>The log's key.</summary>
    [Parameter(HelpMessage = "The file of the log's private key, which signs for Rekor where -RekorKeyPath names no other.")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(KeyFileCompleter))]
    public string? KeyPath { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        try
        {
            string path = LogPaths.OneOrDefault(this, Path, LiteralPath);
            if (!IsFirst(path)) return;
            using IAuditLog log = LogOpener.OpenToAppend(path);
            StoredAttestation stored = log.ReadAttestations().Where(attestation => Size is null || attestation.Size == Size).MaxBy(attestation => attestation.Size)
                ?? throw new AuditException(AuditError.AuditRangeInvalid, $"'{path}' has no attestation{(Size is null ? "" : $" of {Size} entries")}. Run New-AuditAttestation first.");
            if (!ShouldProcess(path, $"Submit the attestation of {stored.Size} entries")) return;
            using Passphrase passphrase = ReadPassphrase();
            using SigningKey? key = KeyPath is null ? null : SigningKeyFile.Load(LogPaths.ResolveLiteral(this, KeyPath), null, passphrase.Text, log.Header.Origin);
            WriteObject(Submit(log, SignedNote.Parse(stored.Note), key), enumerateCollection: true);
        }
        catch (AuditException e)
        {
            Report(e, LiteralPath ?? Path ?? DefaultLog.Named ?? DefaultLog.Own);
        }
        catch (OperationCanceledException) when (Stopping)
        {
            throw new PipelineStoppedException();
        }
    }
}
