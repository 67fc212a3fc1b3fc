namespace AuditLog;

/// <summary>What a verification found.</summary>
public sealed class Report
{
    private readonly VerificationReport _report;

    internal VerificationReport Inner => _report;

    internal Report(VerificationReport report, TimeSpan elapsed) => (_report, Elapsed) = (report, elapsed);

    /// <summary>True for the verdict Intact alone.</summary>
    public bool IsValid => _report.IsValid;

    /// <summary>Intact, Tampered, Truncated, Forked, Malformed or Unverifiable; as text, so that JSON and CSV say it too.</summary>
    public string Verdict => _report.Verdict.ToString();

    /// <summary>The sequence where it shows; null for Intact.</summary>
    public long? Sequence => _report.Sequence;

    /// <summary>The verdict in words, with what it does and does not mean.</summary>
    public string Reason => _report.Reason;

    /// <summary>The file.</summary>
    public string Path => _report.Path;

    /// <summary>What kind of file it is.</summary>
    public string Kind => _report.Kind.ToString();

    /// <summary>The log's name.</summary>
    public string? Origin => _report.Origin;

    /// <summary>The log's identity: the header hash.</summary>
    public string? LogId => _report.LogId?.ToString();

    /// <summary>Number of entries that were read and hold.</summary>
    public long Count => _report.Count;

    /// <summary>First sequence that was read; 0 when there was none.</summary>
    public long FirstSequence => _report.FirstSequence;

    /// <summary>Last sequence that was read and holds; 0 when there was none.</summary>
    public long LastSequence => _report.LastSequence;

    /// <summary>Time of the first entry; local time.</summary>
    public DateTime? FirstTime => _report.FirstTime?.LocalDateTime;

    /// <summary>Time of the last entry that holds; local time.</summary>
    public DateTime? LastTime => _report.LastTime?.LocalDateTime;

    /// <summary>Leaf hash of the last entry that holds.</summary>
    public string? Head => _report.Head?.ToString();

    /// <summary>The last sequence that a key or checkpoint handed over vouches for; 0 when none does.</summary>
    public long VouchedSequence => _report.VouchedSequence;

    /// <summary>Which keys vouched, and for what.</summary>
    public KeyVouch[] VouchedBy => [.. _report.VouchedBy.Select(vouch => vouch with { Time = vouch.Time.ToLocalTime() })];

    /// <summary>The keys that were trusted in the end, with the sizes for which each vouches.</summary>
    public KeyState[] Keys => [.. _report.Keys];

    /// <summary>Entries after the last attestation.</summary>
    public long UnattestedTail => _report.UnattestedTail;

    /// <summary>Attestations in the file.</summary>
    public int AttestationsSeen => _report.AttestationsSeen;

    /// <summary>Those of them whose signature was checked and holds.</summary>
    public int AttestationsChecked => _report.AttestationsChecked;

    /// <summary>Checkpoints handed over that the log was proven to extend.</summary>
    public int CheckpointsMatched => _report.CheckpointsMatched;

    /// <summary>What others vouched for, each piece judged: Kind, Standing, Size, By, Time, AnchoredAt, Message.</summary>
    public EvidenceFinding[] Evidence => [.. _report.Evidence.Select(found => found with { Time = found.Time?.ToLocalTime() })];

    /// <summary>With -Policy: the last sequence that its quorum cosigned; 0 for none.</summary>
    public long WitnessedSequence => _report.WitnessedSequence;

    /// <summary>With -Policy: entries after that.</summary>
    public long? UnwitnessedTail => _report.UnwitnessedTail;

    /// <summary>The last sequence that existed at a time by the clock of somebody who was handed over; 0 for none.</summary>
    public long TimedSequence => _report.TimedSequence;

    /// <summary>For Forked, where it is known: the last sequence on which both agree.</summary>
    public long? LastAgreedSequence => _report.LastAgreedSequence;

    /// <summary>With -Since: up to where the log was verified before and not read now; else 0.</summary>
    public long VerifiedBefore => _report.VerifiedBefore;

    /// <summary>Entries whose time lies before that of the entry before.</summary>
    public long ClockRegressions => _report.ClockRegressions;

    /// <summary>The first of them.</summary>
    public long[] ClockRegressionsAt => [.. _report.ClockRegressionsAt];

    /// <summary>What else should be known, in words.</summary>
    public string[] Notes => [.. _report.Notes];

    /// <summary>How long it took.</summary>
    public TimeSpan Elapsed { get; }

    /// <summary>One line: verdict, place and reason.</summary>
    public override string ToString() => _report.ToString();
}
