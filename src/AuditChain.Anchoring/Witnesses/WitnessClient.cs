namespace AuditChain.Anchoring.Witnesses;

// Submits a checkpoint to a witness (C2SP tlog-witness). Where the caller does not know what the witness cosigned last, it asks
// with 0, learns the size from a 409 and sends the proof from there:
//
//   → old 0, checkpoint of 150        ← 409, 100
//   → old 100, proof, checkpoint      ← 200, cosignature
//
// A size is the witness's unsigned word. It decides which proof is sent and whether somebody is alarmed; nothing else is
// believed, and no verdict is made of it.

/// <summary>Gets cosignatures of one witness.</summary>
public sealed class WitnessClient
{
    private const int MaxTries = 4;
    private readonly BoundedHttp _http;
    private readonly Uri _address;
    private readonly WitnessKey _key;

    /// <summary>Names a witness.</summary>
    /// <param name="http">The connection.</param>
    /// <param name="prefix">Its submission prefix.</param>
    /// <param name="key">Its key.</param>
    /// <exception cref="AuditException">AuditEvidenceRefused: not an address; the key's type is not supported.</exception>
    public WitnessClient(BoundedHttp http, string prefix, WitnessKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (!key.IsSupported) throw new AuditException(AuditError.AuditEvidenceRefused, $"The witness {key.Name} signs with a type (0x{key.Type:x2}) that is not supported. Name a key of the type 0x04.");
        _http = http;
        _key = key;
        _address = BoundedHttp.Below(BoundedHttp.Address(prefix, "a witness"), WitnessRequest.Path);
    }

    /// <summary>Submits a checkpoint.</summary>
    /// <param name="note">The signed checkpoint.</param>
    /// <param name="tree">The log, for consistency proofs.</param>
    /// <param name="count">How many entries the log has now, at least those of the checkpoint.</param>
    /// <param name="lastSize">What the witness cosigned last, where the caller knows; 0 when it does not.</param>
    /// <param name="cancellation">Ends the submission.</param>
    /// <exception cref="AuditException">AuditLogDamaged: the log cannot be read; AuditChainBroken: it is not the one that the checkpoint attests. Whatever the witness does is an outcome.</exception>
    public async Task<WitnessOutcome> SubmitAsync(SignedNote note, ITreeReader tree, long count, long lastSize = 0, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(note);
        ArgumentNullException.ThrowIfNull(tree);
        Checkpoint checkpoint = note.Checkpoint();
        long size = checkpoint.Size, old = Math.Clamp(lastSize, 0, size);
        long? told = null;
        for (int attempt = 1; attempt <= MaxTries; attempt++)
        {
            WitnessAnswer answer;
            try
            {
                answer = await AskAsync(old, Proof(tree, old, checkpoint), note, cancellation).ConfigureAwait(false);
            }
            catch (AuditException e) when (e.Error == AuditError.AuditEvidenceRefused)
            {
                return Ended(WitnessOutcomeKind.Pending, e.Message);
            }
            if (answer.Kind != WitnessAnswerKind.OtherSize) return Outcome(answer, old, told);
            told = answer.Size;
            if (told > count) return Ended(WitnessOutcomeKind.Forked, $"says that it has cosigned {told} entries, and the log has {count}. Was it restored from a backup? Compare with a checkpoint that was kept elsewhere before anything is appended.");
            if (told > size) return Ended(WitnessOutcomeKind.Superseded, $"has cosigned {told} entries already, more than the {size} of this attestation. Attest the log anew and submit that.");
            if (told == old) return Ended(WitnessOutcomeKind.Refused, $"answers 409 and names the size {told} that it was sent.");
            old = answer.Size!.Value;
        }
        return Ended(WitnessOutcomeKind.Pending, $"named another size each time, {MaxTries} times; somebody else seems to submit as well.");

        WitnessOutcome Ended(WitnessOutcomeKind kind, string what) => new(kind, null, null, told, $"The witness {_key.Name} {what}");
    }

    private static IReadOnlyList<Digest> Proof(ITreeReader tree, long old, Checkpoint checkpoint)
    {
        if (old == 0 || old == checkpoint.Size) return [];
        return LogProof.Consistency(tree, old, checkpoint.Size, checkpoint.Root, out _) ?? throw new AuditException(
            AuditError.AuditChainBroken,
            $"The log does not lead to the root of its attestation of {checkpoint.Size} entries; nothing was submitted. Verify the log, and keep this file as it is.");
    }

    private async Task<WitnessAnswer> AskAsync(long old, IReadOnlyList<Digest> proof, SignedNote note, CancellationToken cancellation)
    {
        byte[] body = WitnessRequest.Compose(old, proof, note);
        BoundedAnswer answer = await _http.PostAsync(_address, body, "text/plain", null, WitnessAnswer.MaxBytes, cancellation).ConfigureAwait(false);
        return WitnessAnswer.Read((int)answer.Status, answer.MediaType, answer.Body, note, _key);
    }

    private WitnessOutcome Outcome(WitnessAnswer answer, long old, long? told)
    {
        WitnessOutcomeKind kind = answer.Kind switch
        {
            WitnessAnswerKind.Cosigned => WitnessOutcomeKind.Cosigned,
            WitnessAnswerKind.NotNow => WitnessOutcomeKind.Pending,
            // It named this very size, and the proof is ours: what it cosigned there is not what this log holds.
            WitnessAnswerKind.ProofRefused when told == old && old > 0 => WitnessOutcomeKind.Forked,
            _ => WitnessOutcomeKind.Refused,
        };
        string what = kind == WitnessOutcomeKind.Forked
            ? $"has cosigned {old} entries, and they are not the first {old} of this log. Was it restored from a backup and continued? Compare with a checkpoint that was kept elsewhere. {answer.Message}"
            : answer.Message;
        return new WitnessOutcome(kind, answer.Line, answer.Time, told, $"The witness {_key.Name}: {what}");
    }
}
