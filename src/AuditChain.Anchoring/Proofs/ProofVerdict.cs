namespace AuditChain.Anchoring.Proofs;

/// <summary>What a proof of an entry comes to. A verdict that is too kind would be a hole, so anything but <see cref="Valid"/> is no proof.</summary>
public enum ProofVerdict
{
    /// <summary>A signature, the path or the entry contradicts what the proof claims.</summary>
    Tampered = 1,

    /// <summary>Nothing contradicts it, but no key or quorum that was handed over vouches for it.</summary>
    Unverifiable,

    /// <summary>The entry is in the log that a trusted key attests, and the quorum, if one was demanded, has cosigned.</summary>
    Valid,
}
