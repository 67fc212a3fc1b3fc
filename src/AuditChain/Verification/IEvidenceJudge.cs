namespace AuditChain.Verification;

/// <summary>What a piece of evidence comes to.</summary>
public enum EvidenceStanding
{
    /// <summary>It does not hold, or a trusted key contradicts it: somebody altered something.</summary>
    Contradicted = 1,

    /// <summary>It counts for nothing: whom it is from was not handed over, it cannot be checked here, or what it is about is not in this file.</summary>
    Unknown,

    /// <summary>It holds, and is from somebody that was handed over.</summary>
    Valid,
}

/// <summary>One piece of evidence, judged.</summary>
/// <param name="Kind">One of <see cref="EvidenceKinds"/>.</param>
/// <param name="Standing">What it comes to.</param>
/// <param name="Size">Number of entries of the attestation that it is about; 0 when that is not in the file.</param>
/// <param name="By">Who vouches: a witness, an authority, a shard.</param>
/// <param name="Time">By that one's clock: what is attested existed then at the latest. Null where the kind gives none.</param>
/// <param name="Message">Why, in one sentence.</param>
public sealed record EvidenceFinding(string Kind, EvidenceStanding Standing, long Size, string By, DateTimeOffset? Time, string Message)
{
    /// <summary>The entry that names this evidence, so that everything after it was recorded later; null when none does.</summary>
    public long? AnchoredAt { get; init; }
}

/// <summary>Judges evidence of the kinds that need more than this engine has: certificates, other logs' keys. A pure function.</summary>
public interface IEvidenceJudge
{
    /// <summary>The kinds of which the caller handed over whom to believe: one piece of each must hold, or the verdict is Unverifiable.</summary>
    IReadOnlyCollection<string> Demanded { get; }

    /// <summary>Judges one piece.</summary>
    /// <param name="record">The evidence.</param>
    /// <param name="artifact">The artifact that it names.</param>
    /// <param name="size">Number of entries of the attestation.</param>
    /// <param name="logKeys">Trusted keys of the log.</param>
    EvidenceFinding Judge(EvidenceRecord record, byte[] artifact, long size, IReadOnlyList<VerifierKey> logKeys);
}
