using System.Diagnostics.Metrics;

namespace AuditChain.Tests.Recording;

public sealed class MetricsTests : IDisposable
{
    private readonly RecordingFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>Other tests record at the same time: only measurements of this test's source, which no other uses, are looked at.</summary>
    [Fact]
    public void A_collector_sees_what_was_recorded_failed_and_collapsed()
    {
        Dictionary<string, long> sums = [];
        double durations = 0;
        using MeterListener listener = new();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Meter.Name == "AuditLog") self.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            string?[] texts = [.. tags.ToArray().Select(tag => tag.Value?.ToString())];
            if (texts.FirstOrDefault() != "metered") return;
            string name = string.Join(' ', [instrument.Name, .. texts[1..]]);
            lock (sums) sums[name] = sums.GetValueOrDefault(name) + value;
        });
        listener.SetMeasurementEventCallback<double>((_, value, _, _) => durations += value);
        listener.Start();

        AuditRecorder recorder = _folder.Recorder(new RecorderOptions { Source = "metered", FloodRules = [new FloodRule { Name = "r", Limit = 2 }] });
        AuditEvent said = new() { Type = "secret", Outcome = "granted" };
        for (int i = 0; i < 5; i++) recorder.Record(said);
        _folder.IsBroken = true;
        recorder.Record(said with { Outcome = "warned" });
        Assert.Throws<AuditException>(() => recorder.Record(said with { Outcome = "denied" }));
        _folder.IsBroken = false;

        Assert.Equal(
            new Dictionary<string, long>
            {
                ["auditlog.events.recorded secret granted"] = 2,
                ["auditlog.events.collapsed secret granted"] = 3,
                ["auditlog.events.failed secret warned open AuditLogWriteFailed"] = 1,
                ["auditlog.events.failed secret denied closed AuditLogWriteFailed"] = 1,
            },
            sums);
        Assert.True(durations > 0);
        RecordingTally tally = RecordingTally.Find(_folder.Path)!;
        Assert.Equal((2L, "AuditLogWriteFailed"), (tally.Unstated, tally.LastError));
        recorder.Dispose();
        Assert.Equal(0, tally.Unstated);
        Assert.Equal(
            [("granted", 2L, 0L, 0L, 3L), ("warned", 0, 1, 0, 0), ("denied", 0, 0, 1, 0)],
            tally.Rows.Select(row => (row.Outcome!, row.Recorded, row.Unrecorded, row.Refused, row.Collapsed)));
    }

    [Fact]
    public void A_log_that_no_recorder_has_to_do_with_has_no_counts() => Assert.Null(RecordingTally.Find(_folder.Path));

    [Fact]
    public void The_counts_of_logs_that_are_long_closed_are_given_up()
    {
        string kept = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid()}.audit"), gone = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid()}.audit");
        using AuditRecorder open = new(kept, () => throw new InvalidOperationException());
        new AuditRecorder(gone, () => throw new InvalidOperationException()).Dispose();
        Assert.NotNull(RecordingTally.Find(gone));
        for (int i = 0; i < 1000; i++) new AuditRecorder($"{gone}.{i}", () => throw new InvalidOperationException()).Dispose();
        Assert.Null(RecordingTally.Find(gone));
        Assert.NotNull(RecordingTally.Find(kept));
    }
}
