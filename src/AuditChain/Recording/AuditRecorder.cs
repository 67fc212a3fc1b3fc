using System.Diagnostics;
using AuditChain.Recording.Secrets;

namespace AuditChain.Recording;

/// <summary>
/// Records events for a service or a session: fills in the actor, the source and the trace, applies a failure policy, counts,
/// and collapses floods where rules say so. Safe for any number of threads; their events share commits. Dispose it at the end:
/// then summaries and counts that are still held are recorded. The end of the process does the same; a process that is killed
/// cannot, and what is lost then is in docs/recording.md.
/// </summary>
public sealed partial class AuditRecorder : IDisposable
{
    private readonly RecorderOptions _options;
    private readonly RecordingTally _tally;
    private readonly GapLedger _gap;
    private readonly RecorderLog _log;
    private readonly FloodControl? _flood;
    private int _disposed;

    /// <summary>Creates a recorder. The log is opened when something is recorded, and opened anew after a failure: it need not be there yet.</summary>
    /// <param name="path">The log's path, for messages and counts.</param>
    /// <param name="open">Opens it for appending; called whenever another instance is needed, by any thread. For example <c>() => SqliteAuditLog.Open(path, LogAccess.Append)</c>.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <exception cref="ArgumentException">A flood rule without a name, with a limit below 1 or a window beyond an hour.</exception>
    public AuditRecorder(string path, Func<IAuditLog> open, RecorderOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(open);
        _options = options ?? new RecorderOptions();
        foreach (FloodRule rule in _options.FloodRules) rule.Validate();
        LogPath = Path.GetFullPath(path);
        _tally = RecordingTally.Join(LogPath);
        _gap = new GapLedger(_tally);
        _log = new RecorderLog(LogPath, open, _gap, taken => GapLedger.Entry(taken, SystemActor.Find(), _options.Source));
        if (_options.FloodRules.Count > 0) _flood = new FloodControl([.. _options.FloodRules], _options.Clock, Summarize);
        AppDomain.CurrentDomain.ProcessExit += OnProcessExit;
    }

    /// <summary>The full path of the log.</summary>
    public string LogPath { get; }

    /// <summary>How many events could not be recorded by this recorder, and are not stated in the log yet.</summary>
    public long Unstated => _gap.Count;

    /// <summary>Records an event; when it returns a place, the event is on the disk.</summary>
    /// <param name="said">The event. Without an actor it gets that of the scope or the process, without a source that of the options, without a correlation the id of the current trace (<see cref="Activity"/>).</param>
    /// <param name="policy">What happens when it cannot be recorded; null for what the options say of its type and outcome.</param>
    /// <param name="writer">Writes the data; null for the writer of plain .NET values.</param>
    /// <param name="secrets">Takes secrets out before anything is stored; null for the filter of the options.</param>
    /// <returns>Its place; null when it was collapsed, or could not be recorded and its policy is open.</returns>
    /// <exception cref="AuditException">AuditRecordRefused: it could not be recorded (the inner exception says why), and its policy is closed. The operation must not go on.</exception>
    public EntryPlace? Record(AuditEvent said, FailurePolicy? policy = null, ValueWriter? writer = null, SecretFilter? secrets = null)
    {
        ArgumentNullException.ThrowIfNull(said);
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        FailurePolicy chosen = policy ?? _options.Policy.For(said.Type, said.Outcome);
        FloodStep step = FloodStep.Record;
        FloodWindow? window = null, due = null;
        EntryPlace place;
        long start;
        try
        {
            said = Complete(said);
            PreparedEntry entry = PreparedEntry.From(said, writer);
            entry = (secrets ?? _options.Secrets)?.Apply(entry) ?? entry;
            if (_flood is not null && chosen == FailurePolicy.Open) step = _flood.Take(said, entry, out window, out due);
            if (step != FloodStep.Record) _tally.Collapsed(said);
            if (step == FloodStep.Collapse) return null;

            if (step == FloodStep.Open) entry = window!.Note();
            start = Stopwatch.GetTimestamp();
            place = _log.Append(due is null ? [entry] : [due.Summary(), entry], chosen)[^1];
        }
        // Whatever it is: a getter of the data, a callback of the host and a store may throw anything, and the policy says what that means.
        catch (Exception e)
        {
            if (due is not null) CountWindow(due, e);
            if (step != FloodStep.Open) Count(said, chosen, e);
            // Without its note on the disk a window must not collapse anything. If its time is over already, its summary counts them.
            else if (_flood!.Cancel(window!)) CountWindow(window!, e);
            return Fail(said, chosen, e);
        }
        if (step == FloodStep.Open) return null;
        _tally.Recorded(said, Stopwatch.GetElapsedTime(start));
        return place;
    }

    /// <summary>Records what is still held, and closes the log.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return;
        AppDomain.CurrentDomain.ProcessExit -= OnProcessExit;
        foreach (FloodWindow window in _flood?.End() ?? []) Summarize(window);
        try
        {
            _log.Append([], FailurePolicy.Open);
        }
        catch (Exception e)
        {
            Warn(new RecordingFailure(null, LogPath, _gap.Count, e));
        }
        _log.Dispose();
        RecordingTally.Leave(LogPath);
    }

    private void OnProcessExit(object? sender, EventArgs e) => Dispose();

    private AuditEvent Complete(AuditEvent said)
    {
        AuditActor? actor = said.Actor ?? (_options.Actor is { } find ? find() : ActorScope.Current ?? SystemActor.Find());
        return said with { Actor = actor, Source = said.Source ?? _options.Source, Correlation = said.Correlation ?? Activity.Current?.TraceId.ToHexString() };
    }

    private void Summarize(FloodWindow window)
    {
        try
        {
            _log.Append([window.Summary()], FailurePolicy.Open);
        }
        // On a thread of the clock, where an exception would end the process.
        catch (Exception e)
        {
            CountWindow(window, e);
            Warn(new RecordingFailure(window.Common, LogPath, _gap.Count, e));
        }
    }

    private void CountWindow(FloodWindow window, Exception error) =>
        _gap.Add(window.Common, FailurePolicy.Open, error, window.First, window.Last, window.Collapsed);

    private void Count(AuditEvent said, FailurePolicy policy, Exception error)
    {
        DateTimeOffset now = _options.Clock.GetUtcNow();
        _gap.Add(said, policy, error, now, now);
    }

    private EntryPlace? Fail(AuditEvent said, FailurePolicy policy, Exception error)
    {
        if (policy == FailurePolicy.Closed)
            throw new AuditException(AuditError.AuditRecordRefused, $"'{said.Type}' could not be recorded in '{LogPath}', and its failure policy is closed: the operation must not go on. {error.Message}", error);
        Warn(new RecordingFailure(said with { Data = null }, LogPath, _gap.Count, error));
        return null;
    }

    /// <summary>Tells of a failure. One that cannot even be told stays counted: a listener that throws must not end what goes on.</summary>
    private void Warn(RecordingFailure failure)
    {
        try
        {
            _options.Warning?.Invoke(failure);
        }
        catch (Exception e)
        {
            _tally.WarningFailed(e);
        }
    }
}
