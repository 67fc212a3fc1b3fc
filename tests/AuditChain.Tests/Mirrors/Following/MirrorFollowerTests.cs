using AuditChain.Mirrors.Delivering;
using AuditChain.Mirrors.Following;
using AuditChain.Mirrors.Settings;

namespace AuditChain.Tests.Mirrors.Following;

public sealed class MirrorFollowerTests
{
    private static readonly MirrorSettings s_small = new() { Kind = "test", BatchEntries = 7 };

    [Fact]
    public async Task Every_entry_is_delivered_once_and_in_order_and_the_cursor_stands_behind_the_last()
    {
        using MirrorBench bench = new(s_small);
        bench.Append(1000);
        ScriptedSink sink = new(_ => Delivery.Acknowledged);
        await bench.RunAsync(sink);
        Assert.Equal(Numbers(1, 1000), sink.Taken);
        Assert.Equal((1000, 1000, 0), (bench.Row.Seq, bench.Row.Delivered, bench.Row.Skipped));
        Assert.Equal(bench.Log.ReadHead().Hash, bench.Row.Hash);
        Assert.True(sink.IsClosed);
        Assert.Equal(7, sink.Attempts.Max());
        await bench.RunAsync(sink);
        Assert.Equal(1000, sink.Taken.Count);
    }

    [Fact]
    public async Task A_batch_is_bounded_by_bytes_and_a_longer_entry_goes_alone()
    {
        using MirrorBench bench = new(s_small with { BatchEntries = 100, BatchBytes = 2000 });
        bench.Append(10, length: 300);
        bench.Append(2, length: 5000);
        bench.Append(10, length: 300);
        ScriptedSink sink = new(batch =>
        {
            Assert.True(batch.Count == 1 || batch.Records.ToArray().Sum(record => record.Entry.LineBytes.Length) <= 2000);
            return Delivery.Acknowledged;
        });
        await bench.RunAsync(sink);
        Assert.Equal(Numbers(1, 22), sink.Taken);
        Assert.True(sink.Attempts.Max() > 1);
    }

    [Fact]
    public async Task A_filter_leaves_out_what_it_does_not_name_and_the_cursor_passes_it()
    {
        using MirrorBench bench = new(s_small with { Filter = new Dictionary<string, IReadOnlyList<string>> { ["type"] = ["SECRET*", "exec"] } });
        bench.Append(100, i => i % 10 == 0 ? "secret-set" : i % 25 == 0 ? "exec" : "console");
        ScriptedSink sink = new(_ => Delivery.Acknowledged);
        await bench.RunAsync(sink);
        Assert.Equal(Numbers(1, 100).Where(i => i % 10 == 0 || i % 25 == 0), sink.Taken);
        Assert.Equal((100, 12, 88), (bench.Row.Seq, bench.Row.Delivered, bench.Row.Skipped));
    }

    [Fact]
    public async Task A_stall_waits_longer_and_longer_is_recorded_once_and_loses_nothing()
    {
        using MirrorBench bench = new(s_small);
        bench.Append(20);
        int failures = 0;
        ScriptedSink sink = new(batch => batch[0].Seq == 8 && failures++ < 12 ? Delivery.Stalled("503 away") : Delivery.Acknowledged);
        await bench.RunAsync(sink);
        Assert.Equal(Numbers(1, 22), sink.Taken);
        Assert.Equal(["auditlog.mirror-stalled", "auditlog.mirror-resumed"], bench.Types);
        Assert.Equal(12, bench.Waits.Count);
        for (int i = 0; i < 12; i++)
        {
            double full = Math.Min(60, 0.25 * Math.Pow(2, i));
            Assert.InRange(bench.Waits[i].TotalSeconds, full / 2, full);
        }
        AuditEntry stalled = bench.Log.Read(new EntryQuery { FirstSequence = 21, LastSequence = 21 }).Single();
        Assert.Equal((7, "503 away"), (stalled.Data!.Value.GetProperty("after").GetInt64(), stalled.Data.Value.GetProperty("reason").GetString()));
        Assert.Equal((null, false), (bench.Progress.Error, bench.Progress.IsStalled));
    }

    [Fact]
    public async Task What_the_other_side_asks_for_is_obeyed_up_to_an_hour()
    {
        using MirrorBench bench = new(s_small);
        bench.Append(1);
        Queue<TimeSpan> asked = new([TimeSpan.FromSeconds(90), TimeSpan.FromDays(3), TimeSpan.Zero]);
        await bench.RunAsync(new ScriptedSink(_ => asked.TryDequeue(out TimeSpan wait) ? Delivery.Stalled("429", wait) : Delivery.Acknowledged));
        Assert.Equal(90, bench.Waits[0].TotalSeconds);
        Assert.Equal(3600, bench.Waits[1].TotalSeconds);
        Assert.InRange(bench.Waits[2].TotalSeconds, 0.5, 1);
    }

    [Fact]
    public async Task Whatever_a_sink_throws_is_a_stall()
    {
        using MirrorBench bench = new(s_small);
        bench.Append(10);
        Queue<Exception> thrown = new([new IOException("pipe"), new InvalidOperationException("bug"), new OperationCanceledException("its own"), new TimeoutException("late")]);
        ScriptedSink sink = new(_ => thrown.TryDequeue(out Exception? e) ? throw e : Delivery.Acknowledged);
        await bench.RunAsync(sink);
        Assert.Equal(Numbers(1, 10), sink.Taken.Take(10));
        Assert.Equal(4, bench.Waits.Count);
    }

    [Fact]
    public async Task What_was_taken_of_a_batch_is_not_sent_again()
    {
        using MirrorBench bench = new(s_small);
        bench.Append(50);
        int calls = 0;
        ScriptedSink sink = new(batch => calls++ % 2 == 0 ? Delivery.Stalled("closed", taken: Math.Min(3, batch.Count)) : Delivery.Acknowledged);
        await bench.RunAsync(sink);
        Assert.Equal(Numbers(1, 50), sink.Taken.Take(50));
        Assert.Equal(sink.Taken.Distinct(), sink.Taken);
    }

    [Theory, InlineData(new long[] { 1 }), InlineData(new long[] { 64 }), InlineData(new long[] { 100 }), InlineData(new long[] { 13, 14, 50, 99, 100 })]
    public async Task A_refused_batch_is_cut_down_to_the_record_that_is_to_blame(long[] poison)
    {
        using MirrorBench bench = new(s_small with { BatchEntries = 64 });
        bench.Append(100);
        ScriptedSink sink = new(batch => batch.Records.ToArray().Any(record => poison.Contains(record.Seq)) ? Delivery.Refused("422 bad kind") : Delivery.Acknowledged);
        await bench.RunAsync(sink);
        Assert.Equal(Numbers(1, 100).Except(poison), sink.Taken.Where(seq => seq <= 100));
        Assert.Equal(sink.Taken.Order().Distinct(), sink.Taken);
        AuditEntry[] rejected = [.. bench.Log.Read(new EntryQuery { FirstSequence = 101 })];
        Assert.Equal(poison, rejected.Select(entry => entry.Data!.Value.GetProperty("seq").GetInt64()));
        Assert.Equal(bench.Log.ReadHashes(poison[0], poison[0]).Single().ToString(), rejected[0].Data!.Value.GetProperty("hash").GetString());
        Assert.All(rejected, entry => Assert.Equal(("auditlog.mirror-rejected", "422 bad kind"), (entry.Type, entry.Data!.Value.GetProperty("reason").GetString())));
        Assert.Equal(poison.Length, bench.Progress.Rejected);
    }

    [Fact]
    public async Task A_receiver_that_refuses_everything_brings_no_entry_without_end()
    {
        using MirrorBench bench = new(s_small);
        bench.Append(20);
        await bench.RunAsync(new ScriptedSink(_ => Delivery.Refused("no")));
        Assert.Equal(40, bench.Log.ReadHead().Count);
        Assert.Equal((40, 40), (bench.Row.Seq, bench.Progress.Rejected));
    }

    [Fact]
    public async Task Set_to_stop_a_mirror_stands_in_front_of_the_refused_entry()
    {
        using MirrorBench bench = new(s_small with { OnRejected = RejectedPolicy.Stop });
        bench.Append(20);
        ScriptedSink sink = new(batch => batch.Records.ToArray().Any(record => record.Seq == 12) ? Delivery.Refused("400 no such field") : Delivery.Acknowledged);
        AuditException e = await Assert.ThrowsAsync<AuditException>(() => bench.RunAsync(sink));
        Assert.Equal(AuditError.AuditMirrorRejected, e.Error);
        Assert.Contains("entry 12", e.Message, StringComparison.Ordinal);
        Assert.Equal((11, "400 no such field"), (bench.Row.Seq, bench.Progress.Error));
        Assert.Empty(bench.Types);
    }

    [Fact]
    public async Task A_run_that_is_to_end_gives_up_after_its_attempts()
    {
        using MirrorBench bench = new(s_small);
        bench.Append(5);
        AuditException e = await Assert.ThrowsAsync<AuditException>(() => bench.RunAsync(
            new ScriptedSink(_ => Delivery.Stalled("connection refused")), new FollowerOptions { UntilCaughtUp = true, MaxAttempts = 4 }));
        Assert.Equal(AuditError.AuditMirrorStalled, e.Error);
        Assert.Contains("connection refused", e.Message, StringComparison.Ordinal);
        Assert.Equal((0, true, "connection refused"), (bench.Row.Seq, bench.Progress.IsStalled, bench.Progress.Error));
        Assert.Equal(3, bench.Waits.Count);
    }

    [Fact]
    public async Task Following_delivers_what_is_appended_later_and_ends_when_cancelled()
    {
        using MirrorBench bench = new(s_small);
        bench.Append(3);
        using CancellationTokenSource stop = new();
        ScriptedSink sink = new(batch =>
        {
            if (batch[0].Seq == 1) _ = Task.Run(() => bench.Append(2), TestContext.Current.CancellationToken);
            if (batch[batch.Count - 1].Seq == 5) stop.Cancel();
            return Delivery.Acknowledged;
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => bench.Follower(sink, new FollowerOptions()).RunAsync(stop.Token));
        Assert.Equal(Numbers(1, 5), sink.Taken);
        Assert.Equal(5, bench.Row.Seq);
    }

    private static IEnumerable<long> Numbers(long first, int count) => Enumerable.Range((int)first, count).Select(i => (long)i);
}
