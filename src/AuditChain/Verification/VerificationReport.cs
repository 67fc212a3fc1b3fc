namespace AuditChain.Verification;

/// <summary>The result of a verification.</summary>
public sealed record VerificationReport
{
    /// <summary>The file.</summary>
    public required string Path { get; init; }

    /// <summary>What kind of file it is.</summary>
    public ChainSourceKind Kind { get; init; }

    /// <summary>The verdict.</summary>
    public Verdict Verdict { get; init; }

    /// <summary>True for <see cref="Verdict.Intact"/> alone.</summary>
    public bool IsValid => Verdict == Verdict.Intact;

    /// <summary>For every other verdict the sequence where it shows; null for Intact.</summary>
    public long? Sequence { get; init; }

    /// <summary>The verdict in words, with what it does and does not mean. It may quote the file, as <see cref="VisibleText"/>.</summary>
    public string Reason { get; init => field = ReportLine.Of(value); } = "";

    /// <summary>The log's name, from its header.</summary>
    public string? Origin { get; init; }

    /// <summary>The log's identity: the header hash.</summary>
    public Digest? LogId { get; init; }

    /// <summary>First sequence that was read; 0 when there was none.</summary>
    public long FirstSequence { get; init; }

    /// <summary>Where an incremental verification went on from: entries up to this sequence were verified before and not read now (but for this one itself); 0 when everything was read.</summary>
    public long VerifiedBefore { get; init; }

    /// <summary>Last sequence that was read and holds; 0 when there was none.</summary>
    public long LastSequence { get; init; }

    /// <summary>Number of entries that were read and hold.</summary>
    public long Count => LastSequence == 0 ? 0 : LastSequence - FirstSequence + 1;

    /// <summary>Leaf hash of the last entry that holds, or the header hash.</summary>
    public Digest? Head { get; init; }

    /// <summary>Time of the first entry read.</summary>
    public DateTimeOffset? FirstTime { get; init; }

    /// <summary>Time of the last entry that holds.</summary>
    public DateTimeOffset? LastTime { get; init; }

    /// <summary>The last sequence that a handed-over key or checkpoint vouches for; 0 when none does.</summary>
    public long VouchedSequence { get; init; }

    /// <summary>Entries after the last attestation that fits (whoever signed it).</summary>
    public long UnattestedTail { get; init; }

    /// <summary>Attestations in the file, those that a proof leads to among them.</summary>
    public int AttestationsSeen { get; init; }

    /// <summary>Attestations whose signature was checked with a handed-over key and holds.</summary>
    public int AttestationsChecked { get; init; }

    /// <summary>Handed-over checkpoints that the log was proven to extend.</summary>
    public int CheckpointsMatched { get; init; }

    /// <summary>Which keys vouched, and for what.</summary>
    public IReadOnlyList<KeyVouch> VouchedBy { get; init; } = [];

    /// <summary>The keys that were trusted in the end, with the sizes for which each vouches. Handed over again as <see cref="VerificationOptions.KnownKeys"/>, a later verification goes on with them.</summary>
    public IReadOnlyList<KeyState> Keys { get; init; } = [];

    /// <summary>What others vouched for, each piece judged; the largest attestation first, a bounded number.</summary>
    public IReadOnlyList<EvidenceFinding> Evidence
    {
        get;
        init => field = [.. value.Select(found => found with { By = VisibleText.Of(found.By), Message = VisibleText.Of(found.Message), Kind = VisibleText.Of(found.Kind) })];
    }
    = [];

    /// <summary>The last sequence that the quorum of the policy cosigned; 0 for none, or when no quorum was asked for.</summary>
    public long WitnessedSequence { get; init; }

    /// <summary>Entries after that; null when no quorum was asked for.</summary>
    public long? UnwitnessedTail { get; init; }

    /// <summary>The last sequence that existed at a time by the clock of somebody who was handed over; 0 for none.</summary>
    public long TimedSequence { get; init; }

    /// <summary>The last sequence on which the log and what it is compared with agree, where the verdict is Forked and that is known.</summary>
    public long? LastAgreedSequence { get; init; }

    /// <summary>Entries whose time lies before that of the entry before; the log stays valid.</summary>
    public long ClockRegressions { get; init; }

    /// <summary>The first of them, at most ten sequences.</summary>
    public IReadOnlyList<long> ClockRegressionsAt { get; init; } = [];

    /// <summary>What else should be known, in words: a bounded number of lines. They may quote the file, as <see cref="VisibleText"/>.</summary>
    public IReadOnlyList<string> Notes { get; init => field = ReportLine.Of(value); } = [];

    /// <summary>One line: verdict, place and reason.</summary>
    public override string ToString() => Sequence is { } at ? $"{Verdict} at sequence {at}: {Reason}" : $"{Verdict}: {Reason}";
}

/// <summary>What one key vouched for.</summary>
/// <param name="KeyName">The name under which it signed.</param>
/// <param name="KeyId">Eight hexadecimal characters.</param>
/// <param name="Sequence">The last sequence it vouches for.</param>
/// <param name="Attestations">How many of its attestations were checked and hold.</param>
/// <param name="Time">When it signed the last of them.</param>
public sealed record KeyVouch(string KeyName, string KeyId, long Sequence, int Attestations, DateTimeOffset Time)
{
    /// <summary>Name, id and reach.</summary>
    public override string ToString() => $"{VisibleText.Of(KeyName)}+{KeyId} up to {Sequence}";
}
