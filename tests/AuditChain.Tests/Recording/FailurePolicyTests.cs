using System.Text.Json;

namespace AuditChain.Tests.Recording;

public sealed class FailurePolicyTests : IDisposable
{
    private readonly RecordingFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static AuditEvent Granted(string message = "m") => new() { Type = "secret", Outcome = "granted", Source = "vault", Message = message };

    private static AuditEvent Denied() => new() { Type = "secret", Outcome = "denied", Source = "vault" };

    [Theory]
    [InlineData("secret", "granted", FailurePolicy.Open)]
    [InlineData("secret", "success", FailurePolicy.Open)]
    [InlineData("secret", "failure", FailurePolicy.Open)]
    [InlineData("secret", "denied", FailurePolicy.Closed)]
    [InlineData("egress-block", "DENIED", FailurePolicy.Closed)]
    [InlineData("secret", null, FailurePolicy.Closed)]
    [InlineData("service", "attempted", FailurePolicy.Closed)]
    [InlineData("credential-issued", "granted", FailurePolicy.Closed)]
    public void By_default_denials_and_what_has_not_happened_yet_are_closed_and_grants_open(string type, string? outcome, FailurePolicy expected) =>
        Assert.Equal(expected, FailureRules.Default.For(type, outcome));

    [Fact]
    public void The_first_rule_that_matches_counts_and_then_the_last_word()
    {
        FailureRules rules = new(FailurePolicy.Closed, new FailureRule("egress-*", "granted", FailurePolicy.Open), new FailureRule("job?", "*", FailurePolicy.Open), new FailureRule("console", "", FailurePolicy.Open));
        Assert.Equal(FailurePolicy.Open, rules.For("egress-allow", "granted"));
        Assert.Equal(FailurePolicy.Closed, rules.For("egress-allow", "denied"));
        Assert.Equal(FailurePolicy.Open, rules.For("JOB1", null));
        Assert.Equal(FailurePolicy.Closed, rules.For("job10", null));
        Assert.Equal(FailurePolicy.Open, rules.For("console", null));
        Assert.Equal(FailurePolicy.Closed, rules.For("console", "success"));
    }

    [Fact]
    public void Open_goes_on_warns_and_states_the_gap_before_the_next_entry()
    {
        AuditRecorder recorder = _folder.Recorder();
        Assert.Equal(1, recorder.Record(Granted("before"))!.Value.Seq);
        _folder.IsBroken = true;
        Assert.Null(recorder.Record(Granted("lost 1")));
        Assert.Null(recorder.Record(Granted("lost 2")));
        Assert.Null(recorder.Record(Granted("lost 3") with { Source = "other" }));
        Assert.Equal(3, recorder.Unstated);
        Assert.Equal([1L, 2, 3], _folder.Warnings.Select(warning => warning.Unstated));
        Assert.Contains("policy is open", _folder.Warnings[0].ToString());
        Assert.Contains("The disk is full.", _folder.Warnings[0].ToString());
        _folder.IsBroken = false;
        Assert.Equal(3, recorder.Record(Granted("after"))!.Value.Seq);
        Assert.Equal(0, recorder.Unstated);

        AuditEntry[] entries = _folder.Entries();
        Assert.Equal(["before", "3 events could not be recorded: 3 went on unrecorded (open), 0 were refused (closed).", "after"], entries.Select(entry => entry.Message));
        Assert.Equal(("audit-gap", "failure"), (entries[1].Type, entries[1].Outcome));
        JsonElement gap = RecordingFolder.Data(entries[1]);
        Assert.Equal(3, gap.GetProperty("count").GetInt64());
        Assert.Equal(entries[1].Occurred, gap.GetProperty("first").GetDateTimeOffset());
        Assert.Equal(
            [("vault", "secret", "granted", "open", 2L, "AuditLogWriteFailed"), ("other", "secret", "granted", "open", 1L, "AuditLogWriteFailed")],
            gap.GetProperty("events").EnumerateArray().Select(row => (Text(row, "source"), Text(row, "type"), Text(row, "outcome"), Text(row, "policy"), row.GetProperty("count").GetInt64(), Text(row, "error"))));
    }

    [Fact]
    public void Closed_throws_and_the_refusal_is_stated_too()
    {
        AuditRecorder recorder = _folder.Recorder();
        _folder.IsBroken = true;
        AuditException refused = Assert.Throws<AuditException>(() => recorder.Record(Denied()));
        Assert.Equal(AuditError.AuditRecordRefused, refused.Error);
        Assert.Contains("the operation must not go on", refused.Message);
        Assert.Equal(AuditError.AuditLogWriteFailed, Assert.IsType<AuditException>(refused.InnerException).Error);
        Assert.Throws<AuditException>(() => recorder.Record(Granted(), FailurePolicy.Closed));
        Assert.Empty(_folder.Warnings);
        _folder.IsBroken = false;
        recorder.Record(Granted());
        Assert.Equal("2 events could not be recorded: 0 went on unrecorded (open), 2 were refused (closed).", _folder.Entries()[0].Message);
    }

    [Fact]
    public void An_event_that_the_format_refuses_is_a_failure_like_any_other()
    {
        AuditRecorder recorder = _folder.Recorder();
        Assert.Null(recorder.Record(new AuditEvent { Type = new string('x', 300) + "\ud800", Outcome = "granted" }));
        Assert.Null(recorder.Record(new AuditEvent { Type = "\ud800", Outcome = "granted", Source = "a\ud800b" }));
        Assert.Throws<AuditException>(() => recorder.Record(new AuditEvent { Type = "t", Data = double.NaN }));
        recorder.Record(Granted());
        string[] types = [.. RecordingFolder.Data(_folder.Entries()[0]).GetProperty("events").EnumerateArray().Select(row => Text(row, "type")!)];
        Assert.Equal(3, types.Length);
        Assert.True(types.All(type => type.Length <= AuditLimits.TypeLength), string.Join(' ', types));
    }

    [Fact]
    public void However_many_kinds_fail_the_gap_is_one_bounded_entry_that_counts_all()
    {
        AuditRecorder recorder = _folder.Recorder();
        _folder.IsBroken = true;
        for (int i = 0; i < 1000; i++) recorder.Record(Granted() with { Type = $"type-{i}" });
        _folder.IsBroken = false;
        recorder.Dispose();
        JsonElement gap = RecordingFolder.Data(Assert.Single(_folder.Entries()));
        JsonElement[] rows = [.. gap.GetProperty("events").EnumerateArray()];
        Assert.Equal((1000L, 101), (gap.GetProperty("count").GetInt64(), rows.Length));
        Assert.Equal(1000, rows.Sum(row => row.GetProperty("count").GetInt64()));
        Assert.Equal(900, Assert.Single(rows, row => Text(row, "type") == "*").GetProperty("count").GetInt64());
    }

    [Fact]
    public void A_count_that_cannot_be_recorded_at_the_end_is_the_last_warning()
    {
        AuditRecorder recorder = _folder.Recorder();
        _folder.IsBroken = true;
        recorder.Record(Granted());
        recorder.Dispose();
        Assert.Equal(2, _folder.Warnings.Count);
        Assert.Null(_folder.Warnings[1].Event);
        Assert.StartsWith("1 event was not recorded", _folder.Warnings[1].ToString());
        Assert.Throws<ObjectDisposedException>(() => recorder.Record(Granted()));
    }

    [Fact]
    public void Of_many_threads_nothing_is_lost_unseen()
    {
        AuditRecorder recorder = _folder.Recorder(new RecorderOptions { Policy = new FailureRules(FailurePolicy.Open) });
        int recorded = 0;
        Thread[] threads = [.. Enumerable.Range(0, 8).Select(thread => new Thread(() =>
        {
            for (int i = 0; i < 100; i++)
            {
                if (thread == 0 && i % 10 == 0) _folder.IsBroken = !_folder.IsBroken;
                if (recorder.Record(Granted($"{thread}/{i}")) is not null) Interlocked.Increment(ref recorded);
            }
        }))];
        foreach (Thread thread in threads) thread.Start();
        foreach (Thread thread in threads) thread.Join();
        _folder.IsBroken = false;
        recorder.Dispose();
        AuditEntry[] entries = _folder.Entries();
        Assert.Equal(recorded, entries.Count(entry => entry.Type == "secret"));
        Assert.Equal(800 - recorded, entries.Where(entry => entry.Type == "audit-gap").Sum(entry => RecordingFolder.Data(entry).GetProperty("count").GetInt64()));
        RecordingTally tally = RecordingTally.Find(_folder.Path)!;
        Assert.Equal((recorded, 800 - recorded, 0), (tally.Rows.Sum(row => row.Recorded), tally.Rows.Sum(row => row.Unrecorded), tally.Unstated));
    }

    private static string? Text(JsonElement row, string name) => row.TryGetProperty(name, out JsonElement value) ? value.GetString() : null;
}
