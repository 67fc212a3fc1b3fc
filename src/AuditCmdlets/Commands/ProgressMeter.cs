using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;

namespace AuditCmdlets.Commands;

/// <summary>The progress bar of one piece of work: percent, rate and time left; silent for what is done at once, and always taken away.</summary>
/// <param name="cmdlet">Who works.</param>
/// <param name="activity">What is done, for example <c>Verifying ops.audit</c>.</param>
/// <param name="count">Tells the number of entries, 0 when it is not known; asked when the bar is shown first.</param>
internal sealed class ProgressMeter(Cmdlet cmdlet, string activity, Func<long> count) : IDisposable
{
    private const int FirstAfterMilliseconds = 1000;
    private const int ThenEveryMilliseconds = 250;
    private readonly ProgressRecord _record = new(Random.Shared.Next(1000, int.MaxValue), VisibleText.Of(activity), "0 entries");
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly long _start = Environment.TickCount64;
    private long _next = FirstAfterMilliseconds;
    private long _total;
    private bool _shown;

    /// <summary>How long the work has taken.</summary>
    public TimeSpan Elapsed => _clock.Elapsed;

    /// <summary>True when there is something to show. Coarser than a stopwatch, and cheap enough to be asked for every entry.</summary>
    public bool IsDue => Environment.TickCount64 - _start >= _next;

    /// <summary>Says how much is done. Cheap enough to be called for every batch.</summary>
    /// <param name="done">Number of entries.</param>
    public void Show(long done)
    {
        if (!IsDue) return;
        long now = Environment.TickCount64 - _start;
        _next = now + ThenEveryMilliseconds;
        if (!_shown) _total = count();
        _shown = true;
        double rate = done * 1000.0 / now;
        _record.StatusDescription = _total > 0 ? $"{Number(done)} of {Number(_total)} entries, {Number((long)rate)} a second" : $"{Number(done)} entries, {Number((long)rate)} a second";
        if (_total > 0)
        {
            _record.PercentComplete = (int)Math.Clamp(done * 100 / _total, 0, 100);
            _record.SecondsRemaining = rate > 0 ? (int)Math.Min(int.MaxValue, Math.Max(0, _total - done) / rate) : -1;
        }
        cmdlet.WriteProgress(_record);
    }

    /// <summary>Takes the bar away.</summary>
    public void Dispose()
    {
        if (!_shown) return;
        _shown = false;
        _record.RecordType = ProgressRecordType.Completed;
        try
        {
            cmdlet.WriteProgress(_record);
        }
        catch (PipelineStoppedException)
        {
            // The pipeline was stopped and takes its bars away itself; what stopped it is already on its way up.
        }
    }

    private static string Number(long value) => value.ToString("N0", CultureInfo.CurrentCulture);
}
