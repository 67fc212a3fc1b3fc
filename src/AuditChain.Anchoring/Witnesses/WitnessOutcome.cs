namespace AuditChain.Anchoring.Witnesses;

/// <summary>How a submission to a witness ended.</summary>
public enum WitnessOutcomeKind
{
    /// <summary>There is a valid cosignature.</summary>
    Cosigned = 1,

    /// <summary>The witness has cosigned a later checkpoint of this log; this one will have no cosignature of it any more, and needs none.</summary>
    Superseded,

    /// <summary>Nobody answered, or not now: worth another try later.</summary>
    Pending,

    /// <summary>The witness, or its answer, was refused for good: somebody has to look.</summary>
    Refused,

    /// <summary>The witness says that it knows more of this log than there is, or another history: was the log restored from a backup?</summary>
    Forked,
}

/// <summary>How a submission to a witness ended.</summary>
/// <param name="Kind">In a word.</param>
/// <param name="Line">The cosignature, a signature line without its line feed; null unless cosigned.</param>
/// <param name="Time">Its time, by the witness's clock.</param>
/// <param name="WitnessSize">The size that the witness named, by its unsigned word; null when it named none.</param>
/// <param name="Message">For a person.</param>
public sealed record WitnessOutcome(WitnessOutcomeKind Kind, string? Line, DateTimeOffset? Time, long? WitnessSize, string Message);
