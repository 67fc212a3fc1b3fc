namespace AuditLog;

/// <summary>What recorders of this process counted for a log: audited commands, rules, and services in C#.</summary>
public sealed class Recording
{
    private readonly RecordingTally _tally;

    internal Recording(RecordingTally tally)
    {
        _tally = tally;
        Rows = [.. tally.Rows];
    }

    /// <summary>On the disk.</summary>
    public long Recorded => Rows.Sum(row => row.Recorded);

    /// <summary>Could not be recorded, and the operation went on (open).</summary>
    public long Unrecorded => Rows.Sum(row => row.Unrecorded);

    /// <summary>Could not be recorded, and the operation was told not to go on (closed).</summary>
    public long Refused => Rows.Sum(row => row.Refused);

    /// <summary>Counted in a summary by flood control.</summary>
    public long Collapsed => Rows.Sum(row => row.Collapsed);

    /// <summary>Of the unrecorded and refused ones, those whose count the log does not state yet.</summary>
    public long Unstated => _tally.Unstated;

    /// <summary>When an event could last not be recorded, local time; null when that never happened.</summary>
    public DateTime? LastFailure => _tally.LastFailure?.LocalDateTime;

    /// <summary>Why; the name of the error.</summary>
    public string? LastError => _tally.LastError;

    /// <summary>The counts by source, type and outcome.</summary>
    public RecordingCount[] Rows { get; }

    /// <summary>The counts in a line.</summary>
    public override string ToString() => $"{Recorded} recorded, {Unrecorded} unrecorded, {Refused} refused, {Collapsed} collapsed, {Unstated} unstated";
}
