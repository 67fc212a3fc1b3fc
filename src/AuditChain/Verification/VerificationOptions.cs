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

    /// <summary>Told the number of entries read so far, once a batch; null for none.</summary>
    public Action<long>? Progress { get; init; }

    /// <summary>Stops the verification.</summary>
    public CancellationToken Cancellation { get; init; }
}
