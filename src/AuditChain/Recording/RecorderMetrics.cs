using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace AuditChain.Recording;

// The meter "AuditLog":
//
//   auditlog.events.recorded    {event}   counter                source, type, outcome
//   auditlog.events.failed      {event}   counter                source, type, outcome, policy (open, closed), error
//   auditlog.events.collapsed   {event}   counter                source, type, outcome
//   auditlog.events.unstated    {event}   up-down counter        –   failed, and not stated in a log yet
//   auditlog.record.duration    s         histogram              –   from the call to the disk
internal static class RecorderMetrics
{
    public const string MeterName = "AuditLog";
    private static readonly Meter s_meter = new(MeterName, typeof(RecorderMetrics).Assembly.GetName().Version?.ToString(3));
    private static readonly Counter<long> s_recorded = s_meter.CreateCounter<long>("auditlog.events.recorded", "{event}", "Events recorded.");
    private static readonly Counter<long> s_failed = s_meter.CreateCounter<long>("auditlog.events.failed", "{event}", "Events that could not be recorded.");
    private static readonly Counter<long> s_collapsed = s_meter.CreateCounter<long>("auditlog.events.collapsed", "{event}", "Events counted in a summary by flood control.");
    private static readonly UpDownCounter<long> s_unstated = s_meter.CreateUpDownCounter<long>("auditlog.events.unstated", "{event}", "Events that could not be recorded, and whose count is not in a log yet.");
    private static readonly Histogram<double> s_duration = s_meter.CreateHistogram<double>("auditlog.record.duration", "s", "Time from the call to the disk.");

    public static void Recorded(AuditEvent said, TimeSpan duration) => Measure(() =>
    {
        s_recorded.Add(1, Tags(said));
        s_duration.Record(duration.TotalSeconds);
    });

    public static void Failed(AuditEvent said, FailurePolicy policy, string error, long count) => Measure(() =>
    {
        TagList tags = Tags(said);
        tags.Add("policy", policy == FailurePolicy.Open ? "open" : "closed");
        tags.Add("error", error);
        s_failed.Add(count, tags);
        s_unstated.Add(count);
    });

    public static void Collapsed(AuditEvent said) => Measure(() => s_collapsed.Add(1, Tags(said)));

    public static void Stated(long count) => Measure(() => s_unstated.Add(-count));

    /// <summary>A listener runs on this very thread. What it throws must not make a stored event a failed one.</summary>
    private static void Measure(Action measure)
    {
        try
        {
            measure();
        }
        catch (Exception)
        {
            // The counts of the tally are right all the same.
        }
    }

    private static TagList Tags(AuditEvent said) => new()
    {
        { "source", said.Source },
        { "type", said.Type },
        { "outcome", said.Outcome },
    };
}
