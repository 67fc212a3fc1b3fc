using System.CommandLine;
using System.Security.Cryptography;
using AuditChain;
using AuditChain.Anchoring;
using AuditChain.Anchoring.Rekor;
using AuditChain.Anchoring.Submitting;

namespace AuditCli;

/// <summary>Options that name whom to ask for evidence, and the asking.</summary>
internal sealed class EvidenceOptions
{
    private readonly Option<string?> _policy = CommonOptions.Text("--policy", "FILE", "A witness policy (C2SP tlog-policy): its witnesses that have an address are asked for cosignatures.");
    private readonly Option<string[]> _timestamps = CommonOptions.Texts("--timestamp-uri", "URL", "The address of an RFC 3161 time-stamp authority. Can be given several times.");
    private readonly Option<string?> _rekor = CommonOptions.Text("--rekor-uri", "URL", "The base URL of a shard of Sigstore's Rekor v2.");
    private readonly Option<string?> _rekorKey = CommonOptions.Text("--rekor-key", "FILE", "A P-256 private key (PEM) that signs for Rekor in place of the log's own key.");
    private readonly Option<string[]> _rekorRoots = CommonOptions.Texts("--rekor-root", "FILE", "A Sigstore trusted root: an answer of Rekor that contradicts it is refused.");
    private readonly Option<bool> _record = new("--record") { Description = "Append an entry auditlog.anchor for each piece of evidence, so that later entries are provably younger." };

    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_policy, _timestamps, _rekor, _rekorKey, _rekorRoots, _record]) command.Add(option);
    }

    /// <summary>Whether anybody was named.</summary>
    public bool AsksOthers(ParseResult parsed) => parsed.GetValue(_policy) is not null || parsed.GetValue(_timestamps)!.Length > 0 || parsed.GetValue(_rekor) is not null;

    /// <summary>Submits an attestation and stores what comes back; warns of what could not be had.</summary>
    /// <exception cref="AuditException">AuditLogForked, AuditPolicyInvalid, and what the given files and the log throw.</exception>
    public IReadOnlyList<EvidenceResult> Submit(ParseResult parsed, IAuditLog log, SignedNote note, SigningKey? key, string passphrase)
    {
        using Interruption interruption = new();
        using ECDsa? p256 = parsed.GetValue(_rekorKey) is { } file ? RekorKeyFile.Load(file, passphrase) : null;
        EvidencePlan plan = new()
        {
            Policy = parsed.GetValue(_policy) is { } policy ? WitnessPolicy.Load(policy) : null,
            Timestamps = parsed.GetValue(_timestamps)!,
            Rekor = parsed.GetValue(_rekor),
            RekorSigner = p256 is not null ? RekorSigner.From(p256) : key is not null ? RekorSigner.From(key) : null,
            RekorShards = RekorTrust.Load(parsed.GetValue(_rekorRoots)!).Shards,
        };
        if (plan.IsEmpty) throw new AuditException(AuditError.AuditPolicyInvalid, "Nobody was named to ask: give --policy with witnesses that have an address, --timestamp-uri or --rekor-uri.");
        using BoundedHttp http = new();
        (IReadOnlyList<EvidenceResult> results, IReadOnlyList<EvidenceRecord> stored) = EvidenceSubmission.RunAsync(log, note, plan, http, interruption.Token).GetAwaiter().GetResult();
        if (parsed.GetValue(_record)) AnchorEntries.Record(log, stored);
        foreach (EvidenceResult result in results.Where(result => result.State is EvidenceState.Pending or EvidenceState.Refused))
            Errors.Warn($"{result.Message}{(result.State == EvidenceState.Pending ? " 'auditlog submit' with the same options asks again." : "")}");
        return results.FirstOrDefault(result => result.State == EvidenceState.Forked) is { } fork ? throw new AuditException(AuditError.AuditLogForked, fork.Message) : results;
    }
}
