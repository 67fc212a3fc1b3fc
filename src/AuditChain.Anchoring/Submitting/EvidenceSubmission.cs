using AuditChain.Anchoring.Rekor;
using AuditChain.Anchoring.Timestamps;
using AuditChain.Anchoring.Witnesses;

namespace AuditChain.Anchoring.Submitting;

// The attestation is signed and stored before anybody is asked. Each piece of evidence is stored as it comes, so that a crash or a
// deaf server costs no other; what could not be had is told, and the same call gets it later: it asks only for what is not there.

/// <summary>Gets evidence for a stored attestation, from everybody that a plan names, and keeps it in the log.</summary>
public sealed class EvidenceSubmission
{
    private readonly IAuditLog _log;
    private readonly SignedNote _note;
    private readonly EvidencePlan _plan;
    private readonly BoundedHttp _http;
    private readonly byte[] _artifact;
    private readonly Digest _name;
    private readonly List<EvidenceRecord> _there;

    private EvidenceSubmission(IAuditLog log, SignedNote note, EvidencePlan plan, BoundedHttp http)
    {
        (_log, _note, _plan, _http) = (log, note, plan, http);
        _artifact = SignatureLine.Artifact(note, note.Signatures[0]);
        _name = Digest.Of(_artifact);
        _there = [.. log.ReadEvidence().Where(record => record.Note == _name)];
    }

    /// <summary>Submits an attestation.</summary>
    /// <param name="log">The log that keeps it, open for appending.</param>
    /// <param name="note">One of its attestations; evidence is about its first signature.</param>
    /// <param name="plan">Whom to ask.</param>
    /// <param name="http">The connection.</param>
    /// <param name="cancellation">Ends the submission; what came until then is stored.</param>
    /// <returns>What became of each request, and the records that were stored now.</returns>
    /// <exception cref="AuditException">AuditChainBroken, or what reading and writing the log throws. What others do is a result.</exception>
    public static async Task<(IReadOnlyList<EvidenceResult> Results, IReadOnlyList<EvidenceRecord> Stored)> RunAsync(
        IAuditLog log, SignedNote note, EvidencePlan plan, BoundedHttp http, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(log);
        ArgumentNullException.ThrowIfNull(note);
        ArgumentNullException.ThrowIfNull(plan);
        EvidenceSubmission submission = new(log, note, plan, http);
        List<EvidenceResult> results = [];
        List<EvidenceRecord> stored = [];
        foreach (PolicyWitness witness in plan.Policy?.Witnesses ?? [])
        {
            if (witness.Url is not null) results.Add(await submission.CosignAsync(witness, stored, cancellation).ConfigureAwait(false));
        }
        foreach (string address in plan.Timestamps) results.Add(await submission.StampAsync(address, stored, cancellation).ConfigureAwait(false));
        if (plan.Rekor is not null) results.Add(await submission.EnterAsync(plan.Rekor, stored, cancellation).ConfigureAwait(false));
        return (results, stored);
    }

    private async Task<EvidenceResult> CosignAsync(PolicyWitness witness, List<EvidenceRecord> stored, CancellationToken cancellation)
    {
        string by = witness.Key.Name;
        string[] lines = [.. _there.Where(record => record.Kind == EvidenceKinds.Cosignature).Select(record => System.Text.Encoding.UTF8.GetString(record.Data.Span))];
        Cosignature present = Cosignature.Check(CosignedNote.Merge(_note, lines), witness.Key);
        if (present.Verification == NoteVerification.Valid) return new EvidenceResult(EvidenceKinds.Cosignature, by, EvidenceState.Present, present.Time, $"The witness {by} has cosigned it already.");
        WitnessOutcome outcome;
        try
        {
            outcome = await new WitnessClient(_http, witness.Url!, witness.Key).SubmitAsync(_note, _log, _log.ReadHead().Count, cancellation: cancellation).ConfigureAwait(false);
        }
        catch (AuditException e) when (e.Error == AuditError.AuditEvidenceRefused)
        {
            return new EvidenceResult(EvidenceKinds.Cosignature, by, EvidenceState.Refused, null, e.Message);
        }
        if (outcome.Line is not null) await StoreAsync(EvidenceRecord.Cosignature(_name, outcome.Line), stored, cancellation).ConfigureAwait(false);
        EvidenceState state = outcome.Kind switch
        {
            WitnessOutcomeKind.Cosigned => EvidenceState.Stored,
            WitnessOutcomeKind.Pending => EvidenceState.Pending,
            WitnessOutcomeKind.Forked => EvidenceState.Forked,
            _ => EvidenceState.Refused,
        };
        return new EvidenceResult(EvidenceKinds.Cosignature, by, state, outcome.Time, outcome.Message);
    }

    /// <summary>Who stands behind an address shows only in the answer; an authority that has spoken already is not kept twice.</summary>
    private Task<EvidenceResult> StampAsync(string address, List<EvidenceRecord> stored, CancellationToken cancellation) =>
        GetAsync(EvidenceKinds.Timestamp, address, present: false, async () =>
        {
            byte[] token = await new TimestampClient(_http, address).RequestAsync(_name, cancellation).ConfigureAwait(false);
            TimestampReport report = TimestampCheck.Run(token, _name, []);
            bool known = _there.Concat(stored).Any(record => record.Kind == EvidenceKinds.Timestamp && TimestampCheck.Run(record.Data, _name, []).Signer == report.Signer);
            return (known ? null : token, report.Time);
        }, stored, cancellation);

    private Task<EvidenceResult> EnterAsync(string address, List<EvidenceRecord> stored, CancellationToken cancellation) =>
        GetAsync(EvidenceKinds.Rekor, address, _there.Exists(record => record.Kind == EvidenceKinds.Rekor), async () =>
        {
            RekorSigner signer = _plan.RekorSigner ?? throw new AuditException(AuditError.AuditEvidenceRefused, "Rekor takes signatures, and no key was named to sign with.");
            RekorEntry entry = await new RekorClient(_http, address).SubmitAsync(signer, _artifact, _plan.RekorShards, cancellation).ConfigureAwait(false);
            return (entry.Json.ToArray(), null);
        }, stored, cancellation);

    private async Task<EvidenceResult> GetAsync(
        string kind, string by, bool present, Func<Task<(byte[]? Data, DateTimeOffset? Time)>> get, List<EvidenceRecord> stored, CancellationToken cancellation)
    {
        if (present) return new EvidenceResult(kind, by, EvidenceState.Present, null, "It is there already.");
        try
        {
            (byte[]? data, DateTimeOffset? time) = await get().ConfigureAwait(false);
            if (data is null) return new EvidenceResult(kind, by, EvidenceState.Present, null, "An earlier token of this authority is there already.");
            await StoreAsync(new EvidenceRecord(_name, kind, data), stored, cancellation).ConfigureAwait(false);
            return new EvidenceResult(kind, by, EvidenceState.Stored, time, "It was given, checked and stored.");
        }
        catch (AuditException e) when (e.Error == AuditError.AuditEvidenceRefused)
        {
            return new EvidenceResult(kind, by, EvidenceState.Pending, null, e.Message);
        }
    }

    private async Task StoreAsync(EvidenceRecord record, List<EvidenceRecord> stored, CancellationToken cancellation)
    {
        await _log.AddEvidenceAsync([record], cancellation).ConfigureAwait(false);
        stored.Add(record);
    }
}
