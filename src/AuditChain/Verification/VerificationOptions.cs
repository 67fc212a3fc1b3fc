namespace AuditChain.Verification;

/// <summary>What a verification is handed from outside the file: the only things it trusts.</summary>
public sealed record VerificationOptions
{
    /// <summary>Keys whose signatures count. Signatures by other keys are ignored.</summary>
    public IReadOnlyList<VerifierKey> Keys { get; init; } = [];

    /// <summary>Checkpoints kept elsewhere. Each must be a prefix of the log.</summary>
    public IReadOnlyList<SignedNote> Checkpoints { get; init; } = [];

    /// <summary>A checkpoint up to which the log was verified before: of a log, only its last entry and what came after are read. Null to read everything.</summary>
    public SignedNote? Since { get; init; }

    /// <summary>The keys that an earlier verification reported, with their bounds (<see cref="VerificationReport.Keys"/>), for one that goes on from <see cref="Since"/>. Trusted as what was handed over.</summary>
    public IReadOnlyList<KeyState> KnownKeys { get; init; } = [];

    /// <summary>True when a part of a log is what was asked for: then entries absent before its first and after its last are no fault. One missing between always is.</summary>
    public bool AllowPart { get; init; }

    /// <summary>A witness policy: the quorum must have cosigned, and the keys of its logs are trusted; null for none.</summary>
    public WitnessPolicy? Policy { get; init; }

    /// <summary>Judges evidence by what else was handed over (certificates, trusted roots); null for nobody.</summary>
    public IEvidenceJudge? EvidenceJudge { get; init; }

    /// <summary>How old the newest attestation may be, by others' clocks where such were handed over; null for any age.</summary>
    public TimeSpan? MaxAge { get; init; }

    /// <summary>What time it is, for <see cref="MaxAge"/>.</summary>
    public Func<DateTimeOffset> Now { get; init; } = static () => DateTimeOffset.UtcNow;

    /// <summary>Told the number of entries read so far, once a batch; null for none.</summary>
    public Action<long>? Progress { get; init; }

    /// <summary>Stops the verification.</summary>
    public CancellationToken Cancellation { get; init; }
}
