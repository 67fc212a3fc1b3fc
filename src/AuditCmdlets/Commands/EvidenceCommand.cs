using System.Management.Automation;
using System.Security.Cryptography;
using AuditChain.Anchoring;
using AuditChain.Anchoring.Rekor;
using AuditChain.Anchoring.Submitting;
using AuditCmdlets.Logs;

namespace AuditCmdlets.Commands;

/// <summary>A command that sends an attestation to witnesses, time-stamp authorities and Rekor, each of them named by the caller.</summary>
public abstract class EvidenceCommand : KeyCommand
{
    /// <summary>Witnesses.</summary>
    [Parameter(HelpMessage = "A witness policy (C2SP tlog-policy): its witnesses that have an address are asked for cosignatures.")]
    [ValidateNotNullOrEmpty]
    public string? Policy { get; set; }

    /// <summary>Time-stamp authorities.</summary>
    [Parameter(HelpMessage = "Addresses of RFC 3161 time-stamp authorities.")]
    [ValidateNotNullOrEmpty]
    public string[]? TimestampUri { get; set; }

    /// <summary>Rekor.</summary>
    [Parameter(HelpMessage = "The base URL of a shard of Sigstore's Rekor v2.")]
    [ValidateNotNullOrEmpty]
    public string? RekorUri { get; set; }

    /// <summary>A key for Rekor.</summary>
    [Parameter(HelpMessage = "A P-256 private key (PEM) that signs for Rekor in place of the log's own key.")]
    [ValidateNotNullOrEmpty]
    public string? RekorKeyPath { get; set; }

    /// <summary>Shards to check.</summary>
    [Parameter(HelpMessage = "Sigstore trusted roots: an answer of Rekor that contradicts them is refused.")]
    [ValidateNotNullOrEmpty]
    public string[]? RekorRoot { get; set; }

    /// <summary>Anchors.</summary>
    [Parameter(HelpMessage = "Append an entry auditlog.anchor for each piece of evidence that was given, so that later entries are provably younger.")]
    public SwitchParameter Record { get; set; }

    /// <summary>Whether anybody was named.</summary>
    private protected bool AsksOthers => Policy is not null || TimestampUri is not null || RekorUri is not null;

    /// <summary>Submits an attestation, and warns of what could not be had.</summary>
    /// <param name="log">The log that keeps it.</param>
    /// <param name="note">The attestation.</param>
    /// <param name="key">The log's key, for Rekor; null when there is none.</param>
    /// <returns>What became of each request.</returns>
    /// <exception cref="AuditException">AuditLogForked; what reading the given files and the log throws.</exception>
    private protected IReadOnlyList<AuditLog.Evidence> Submit(IAuditLog log, SignedNote note, SigningKey? key)
    {
        using ECDsa? p256 = ReadRekorKey();
        EvidencePlan plan = new()
        {
            Policy = Policy is null ? null : WitnessPolicy.Load(LogPaths.ResolveLiteral(this, Policy)),
            Timestamps = TimestampUri ?? [],
            Rekor = RekorUri,
            RekorSigner = p256 is not null ? RekorSigner.From(p256) : key is not null ? RekorSigner.From(key) : null,
            RekorShards = RekorTrust.Load((RekorRoot ?? []).SelectMany(path => LogPaths.Resolve(this, path))).Shards,
        };
        if (plan.IsEmpty) throw new AuditException(AuditError.AuditPolicyInvalid, "Nobody was named to ask: give -Policy with witnesses that have an address, -TimestampUri or -RekorUri.");
        using BoundedHttp http = new();
        (IReadOnlyList<EvidenceResult> results, IReadOnlyList<EvidenceRecord> stored) = EvidenceSubmission.RunAsync(log, note, plan, http, StopToken).GetAwaiter().GetResult();
        if (Record) AnchorEntries.Record(log, stored);
        foreach (EvidenceResult result in results.Where(result => result.State is EvidenceState.Pending or EvidenceState.Refused))
            Warn($"{result.Message} {(result.State == EvidenceState.Pending ? "Submit-AuditAttestation with the same parameters asks again." : "")}".TrimEnd());
        if (results.FirstOrDefault(result => result.State == EvidenceState.Forked) is { } fork) throw new AuditException(AuditError.AuditLogForked, fork.Message);
        return [.. results.Select(result => new AuditLog.Evidence(result, note.Checkpoint().Size, log.Location))];
    }

    private ECDsa? ReadRekorKey()
    {
        if (RekorKeyPath is null) return null;
        string path = LogPaths.ResolveLiteral(this, RekorKeyPath);
        using Passphrase passphrase = ReadPassphrase();
        return RekorKeyFile.Load(path, passphrase.Text);
    }
}
