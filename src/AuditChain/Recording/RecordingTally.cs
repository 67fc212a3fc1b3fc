namespace AuditChain.Recording;

/// <summary>What the recorders of this process have counted for one log. It begins with the process; the log itself states what was not recorded by entries of the type <c>audit-gap</c>.</summary>
public sealed class RecordingTally
{
    private const int MaxRows = 256;

    // A service that opens logs without end must not keep the counts of all of them.
    private const int MaxIdle = 256;
    private static readonly Lock s_gate = new();
    private static readonly Dictionary<string, RecordingTally> s_logs = new(StringComparer.Ordinal);
    private static readonly Queue<string> s_idle = new();
    private readonly Lock _gate = new();
    private readonly Dictionary<(string?, string, string?), RecordingCount> _rows = [];

    private int _recorders;

    private RecordingTally()
    {
    }

    /// <summary>Counts by source, type and outcome; past 256 of these, the rest is counted together under the type <c>*</c>.</summary>
    public IReadOnlyList<RecordingCount> Rows
    {
        get
        {
            lock (_gate) return [.. _rows.Values];
        }
    }

    /// <summary>Events that are not recorded, and whose count the log does not state yet.</summary>
    public long Unstated { get; private set; }

    /// <summary>When an event could last not be recorded; null when that never happened.</summary>
    public DateTimeOffset? LastFailure { get; private set; }

    /// <summary>Why; the name of the error.</summary>
    public string? LastError { get; private set; }

    /// <summary>
    /// The counts of a log; null when no recorder of this process has had anything to do with it, or when more than 256 other logs
    /// were recorded to since its last recorder was disposed.
    /// </summary>
    /// <param name="path">Its full path, as it was given to the recorder.</param>
    public static RecordingTally? Find(string path)
    {
        lock (s_gate) return s_logs.GetValueOrDefault(Path.GetFullPath(path));
    }

    /// <summary>The counts of a log for a recorder, which leaves them when it is disposed.</summary>
    internal static RecordingTally Join(string path)
    {
        lock (s_gate)
        {
            if (!s_logs.TryGetValue(path, out RecordingTally? tally)) s_logs[path] = tally = new RecordingTally();
            tally._recorders++;
            return tally;
        }
    }

    /// <summary>A recorder is done. The counts stay readable for a while.</summary>
    internal static void Leave(string path)
    {
        lock (s_gate)
        {
            if (--s_logs[path]._recorders > 0) return;
            s_idle.Enqueue(path);
            while (s_idle.Count > MaxIdle)
            {
                string oldest = s_idle.Dequeue();
                // Where a recorder came back meanwhile, the path is queued again when that one leaves.
                if (s_logs.TryGetValue(oldest, out RecordingTally? tally) && tally._recorders == 0 && !s_idle.Contains(oldest)) s_logs.Remove(oldest);
            }
        }
    }

    internal static string NameOf(Exception error) => error is AuditException known ? known.Error.ToString() : error.GetType().Name;

    internal void Recorded(AuditEvent said, TimeSpan duration)
    {
        Change(said, row => row with { Recorded = row.Recorded + 1 });
        RecorderMetrics.Recorded(said, duration);
    }

    internal void Failed(AuditEvent said, FailurePolicy policy, string error, DateTimeOffset time, long count)
    {
        Change(said, row => policy == FailurePolicy.Open ? row with { Unrecorded = row.Unrecorded + count } : row with { Refused = row.Refused + count });
        lock (_gate)
        {
            Unstated += count;
            (LastFailure, LastError) = (time, error);
        }
        RecorderMetrics.Failed(said, policy, error, count);
    }

    /// <summary>Whoever is told of failures failed himself.</summary>
    internal void WarningFailed(Exception error)
    {
        lock (_gate) LastError = $"{LastError}, and its warning: {error.GetType().Name}";
    }

    internal void Collapsed(AuditEvent said)
    {
        Change(said, row => row with { Collapsed = row.Collapsed + 1 });
        RecorderMetrics.Collapsed(said);
    }

    internal void Stated(long count)
    {
        lock (_gate) Unstated -= count;
        RecorderMetrics.Stated(count);
    }

    private void Change(AuditEvent said, Func<RecordingCount, RecordingCount> change)
    {
        (string?, string, string?) key = (said.Source, said.Type, said.Outcome);
        lock (_gate)
        {
            if (_rows.Count >= MaxRows && !_rows.ContainsKey(key)) key = (null, "*", null);
            _rows[key] = change(_rows.GetValueOrDefault(key) ?? new RecordingCount(key.Item1, key.Item2, key.Item3));
        }
    }
}

/// <summary>Counts of events of one source, type and outcome.</summary>
/// <param name="Source">Their source; null for none.</param>
/// <param name="Type">Their type.</param>
/// <param name="Outcome">Their outcome; null for none.</param>
public sealed record RecordingCount(string? Source, string Type, string? Outcome)
{
    /// <summary>On the disk.</summary>
    public long Recorded { get; init; }

    /// <summary>Could not be recorded, and the operation went on (open).</summary>
    public long Unrecorded { get; init; }

    /// <summary>Could not be recorded, and the operation was told not to go on (closed).</summary>
    public long Refused { get; init; }

    /// <summary>Counted in a summary by flood control.</summary>
    public long Collapsed { get; init; }
}
