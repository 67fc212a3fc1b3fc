using System.Text.Json;

namespace AuditChain.Tests.Recording;

public sealed class FloodControlTests : IDisposable
{
    private readonly RecordingFolder _folder = new();
    private readonly ManualClock _clock = new();

    public void Dispose() => _folder.Dispose();

    private AuditRecorder Recorder(params FloodRule[] rules) =>
        _folder.Recorder(new RecorderOptions { Clock = _clock, FloodRules = rules, Actor = () => "alice" });

    private static readonly FloodRule s_two = new() { Name = "two", Limit = 2, Window = TimeSpan.FromSeconds(10) };

    private static AuditEvent Allow(string target = "db", string? message = null) =>
        new() { Type = "egress-allow", Outcome = "granted", Source = "proxy", Action = "connect", Target = target, Message = message };

    private string[] Types() => [.. _folder.Entries().Select(entry => entry.Type)];

    [Fact]
    public void It_is_off_by_default()
    {
        AuditRecorder recorder = Recorder();
        for (int i = 0; i < 50; i++) Assert.NotNull(recorder.Record(Allow()));
        Assert.Equal(50, _folder.Entries().Length);
    }

    [Fact]
    public void Above_the_limit_a_note_comes_first_and_at_the_end_of_the_window_a_summary()
    {
        AuditRecorder recorder = Recorder(s_two);
        Assert.NotNull(recorder.Record(Allow(message: "1")));
        Assert.NotNull(recorder.Record(Allow(message: "2")));
        for (int i = 3; i <= 100; i++)
        {
            _clock.Advance(0.05);
            Assert.Null(recorder.Record(Allow(message: $"{i}") with { Data = new { n = i } }));
            if (i == 3) Assert.Equal(["egress-allow", "egress-allow", "audit-flood"], Types());
        }
        Assert.Equal(3, _folder.Entries().Length);
        _clock.Advance(10);

        AuditEntry[] entries = _folder.Entries();
        Assert.Equal(["egress-allow", "egress-allow", "audit-flood", "audit-summary"], entries.Select(entry => entry.Type));
        Assert.All(entries, entry => Assert.Equal(("alice", "connect", "db", "granted", "proxy"), (entry.Actor!.Id, entry.Action, entry.Target!.Id, entry.Outcome, entry.Source)));
        JsonElement note = RecordingFolder.Data(entries[2]), summary = RecordingFolder.Data(entries[3]);
        Assert.Equal("""{"limit":2,"name":"two","windowSeconds":10}""", note.GetProperty("rule").GetRawText());
        Assert.Equal("2026-11-20T08:00:10.0000000Z", note.GetProperty("until").GetString());
        Assert.Equal(("egress-allow", 98L), (summary.GetProperty("of").GetString(), summary.GetProperty("count").GetInt64()));
        Assert.Equal(("2026-11-20T08:00:00.0500000Z", "2026-11-20T08:00:04.9000000Z"), (summary.GetProperty("first").GetString(), summary.GetProperty("last").GetString()));
        Assert.Equal("""[{"data":{"n":3},"message":"3","target":"db"},{"data":{"n":4},"message":"4","target":"db"},{"data":{"n":5},"message":"5","target":"db"}]""", summary.GetProperty("samples").GetRawText());
        Assert.Equal(summary.GetProperty("rule").GetRawText(), note.GetProperty("rule").GetRawText());
        // A new window begins with the next event.
        Assert.NotNull(recorder.Record(Allow()));
    }

    [Theory]
    [InlineData("denied")]
    [InlineData("failure")]
    [InlineData("error")]
    public void Denials_failures_and_errors_are_never_collapsed(string outcome)
    {
        AuditRecorder recorder = Recorder(s_two);
        for (int i = 0; i < 20; i++) Assert.NotNull(recorder.Record(Allow() with { Outcome = outcome }, FailurePolicy.Open));
        Assert.Equal(20, _folder.Entries().Length);
    }

    [Fact]
    public void What_must_be_durable_before_it_happens_is_never_collapsed()
    {
        AuditRecorder recorder = Recorder(s_two);
        for (int i = 0; i < 5; i++) Assert.NotNull(recorder.Record(Allow(), FailurePolicy.Closed));
        for (int i = 0; i < 5; i++) Assert.NotNull(recorder.Record(Allow() with { Outcome = null }));
        Assert.Equal(10, _folder.Entries().Length);
    }

    [Fact]
    public void Different_events_have_windows_of_their_own_and_targets_too_unless_the_rule_says_otherwise()
    {
        AuditRecorder recorder = Recorder(s_two with { Name = "any", Source = "scanner", AnyTarget = true }, s_two);
        for (int i = 0; i < 5; i++) Assert.NotNull(recorder.Record(Allow($"host-{i}")));
        Assert.NotNull(recorder.Record(Allow() with { Actor = "bob" }));
        for (int i = 0; i < 7; i++) recorder.Record(Allow($"host-{i / 2}") with { Source = "scanner" });
        recorder.Dispose();
        AuditEntry[] entries = _folder.Entries();
        Assert.Equal(8, entries.Count(entry => entry.Type == "egress-allow"));
        AuditEntry summary = entries[^1];
        Assert.Equal(("audit-summary", null, "any"), (summary.Type, summary.Target, RecordingFolder.Data(summary).GetProperty("rule").GetProperty("name").GetString()));
        Assert.Equal(["host-1", "host-2", "host-3"], RecordingFolder.Data(summary).GetProperty("samples").EnumerateArray().Select(sample => sample.GetProperty("target").GetString()));
    }

    [Fact]
    public void A_late_timer_changes_nothing_the_next_event_comes_after_its_summary()
    {
        AuditRecorder recorder = Recorder(s_two);
        for (int i = 0; i < 4; i++) recorder.Record(Allow());
        _clock.Advance(11, ring: false);
        Assert.NotNull(recorder.Record(Allow()));
        _clock.Advance(0);
        Assert.Equal(["egress-allow", "egress-allow", "audit-flood", "audit-summary", "egress-allow"], Types());
    }

    [Fact]
    public void Nothing_is_collapsed_without_a_note_on_the_disk()
    {
        AuditRecorder recorder = Recorder(s_two);
        recorder.Record(Allow());
        recorder.Record(Allow());
        _folder.IsBroken = true;
        Assert.Null(recorder.Record(Allow()));
        Assert.Equal(1, recorder.Unstated);
        _folder.IsBroken = false;
        Assert.NotNull(recorder.Record(Allow()));
        Assert.Equal(["egress-allow", "egress-allow", "audit-gap", "egress-allow"], Types());
    }

    [Fact]
    public void A_summary_that_cannot_be_recorded_becomes_part_of_the_gap()
    {
        AuditRecorder recorder = Recorder(s_two);
        for (int i = 0; i < 12; i++) recorder.Record(Allow());
        _folder.IsBroken = true;
        _clock.Advance(10);
        Assert.Equal(10, recorder.Unstated);
        _folder.IsBroken = false;
        recorder.Dispose();
        AuditEntry gap = _folder.Entries()[^1];
        Assert.Equal(("audit-gap", 10L), (gap.Type, RecordingFolder.Data(gap).GetProperty("count").GetInt64()));
    }

    [Fact]
    public void Samples_that_do_not_fit_are_left_out_and_the_summary_is_not()
    {
        AuditRecorder recorder = Recorder(s_two with { Limit = 1 });
        object deep = "x";
        for (int i = 0; i < 62; i++) deep = new[] { deep };
        AuditEvent[] said = [Allow(), Allow() with { Data = deep }, Allow() with { Data = new string('x', 100_000) }, Allow(message: new string('y', 900_000))];
        foreach (AuditEvent one in said) recorder.Record(one);
        recorder.Dispose();
        JsonElement summary = RecordingFolder.Data(_folder.Entries()[^1]);
        Assert.Equal(3, summary.GetProperty("count").GetInt64());
        Assert.All(summary.GetProperty("samples").EnumerateArray(), sample => Assert.False(sample.TryGetProperty("data", out _)));
    }

    [Fact]
    public void Every_event_of_many_threads_is_recorded_or_counted()
    {
        AuditRecorder recorder = Recorder(s_two with { Limit = 5 });
        Parallel.For(0, 8, _ =>
        {
            for (int i = 0; i < 200; i++) recorder.Record(Allow());
        });
        recorder.Dispose();
        AuditEntry[] entries = _folder.Entries();
        Assert.Equal((5, 1), (entries.Count(entry => entry.Type == "egress-allow"), entries.Count(entry => entry.Type == "audit-flood")));
        Assert.Equal(1595, RecordingFolder.Data(Assert.Single(entries, entry => entry.Type == "audit-summary")).GetProperty("count").GetInt64());
        Assert.Equal(1595, RecordingTally.Find(_folder.Path)!.Rows.Sum(row => row.Collapsed));
    }

    [Fact]
    public void Rules_without_bounds_are_refused()
    {
        Assert.Throws<ArgumentException>(() => Recorder(s_two with { Name = "" }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Recorder(s_two with { Limit = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Recorder(s_two with { Window = TimeSpan.Zero }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Recorder(s_two with { Window = TimeSpan.FromHours(2) }));
    }
}
