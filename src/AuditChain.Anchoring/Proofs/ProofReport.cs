namespace AuditChain.Anchoring.Proofs;

/// <summary>What the check of a proof found.</summary>
public sealed record ProofReport
{
    /// <summary>The verdict.</summary>
    public required ProofVerdict Verdict { get; init; }

    /// <summary>Why, in one sentence.</summary>
    public required string Reason { get; init; }

    /// <summary>The entry that it is about.</summary>
    public required long Seq { get; init; }

    /// <summary>The log's name, by the checkpoint.</summary>
    public required string Origin { get; init; }

    /// <summary>Number of entries of the attested tree.</summary>
    public required long Size { get; init; }

    /// <summary>The entry; null where neither proof nor caller has its line.</summary>
    public AuditEntry? Entry { get; init; }

    /// <summary>The checkpoint, where it is one of an audit log.</summary>
    public Checkpoint? Checkpoint { get; init; }

    /// <summary>Names of the handed-over keys whose signature is valid.</summary>
    public IReadOnlyList<string> SignedBy { get; init; } = [];

    /// <summary>Witnesses of the policy whose cosignature is valid, and their times.</summary>
    public IReadOnlyList<(string Name, DateTimeOffset Time)> CosignedBy { get; init; } = [];
}
