using AuditChain.Mirrors.Delivering;
using AuditChain.Mirrors.Following;
using AuditChain.Mirrors.Settings;

namespace AuditChain.Tests.Mirrors.Following;

/// <summary>A mirror delivers of the log that it delivered of so far, and one runner at a time does.</summary>
public sealed class MirrorIdentityTests
{
    private static ScriptedSink Untouched => new(_ => throw new InvalidOperationException("nothing may be delivered"));

    [Fact]
    public async Task Another_log_under_the_cursor_stops_the_mirror()
    {
        using MirrorBench bench = new(), other = new();
        bench.Append(10);
        other.Append(20);
        await bench.RunAsync(new ScriptedSink(_ => Delivery.Acknowledged));
        other.Table.Remove(MirrorBench.Name);
        other.Table.Add(bench.Row);
        AssertMismatch(() => other.Follower(Untouched), "entry 10");
    }

    [Fact]
    public void A_log_with_another_header_stops_a_mirror_that_has_delivered_nothing()
    {
        using MirrorBench bench = new(), other = new();
        other.Table.Remove(MirrorBench.Name);
        other.Table.Add(bench.Row);
        AssertMismatch(() => other.Follower(Untouched), "header");
    }

    [Fact]
    public void A_log_that_is_shorter_than_what_was_delivered_stops_the_mirror()
    {
        using MirrorBench bench = new();
        bench.Append(10);
        bench.Table.Remove(MirrorBench.Name);
        bench.Table.Add(new MirrorRow { Name = MirrorBench.Name, Settings = bench.Settings.ToJson(), Seq = 11, Hash = bench.Log.ReadHead().Hash });
        AssertMismatch(() => bench.Follower(Untouched), "ends at 10");
    }

    [Fact]
    public async Task A_changed_entry_is_not_delivered()
    {
        using MirrorBench bench = new();
        bench.Append(10);
        Database.Edit(bench.Address, "UPDATE entries SET line = replace(line, '\"n 7\"', '\"m 7\"') WHERE seq = 7");
        ScriptedSink sink = new(_ => Delivery.Acknowledged);
        AuditException e = await Assert.ThrowsAsync<AuditException>(() => bench.RunAsync(sink));
        Assert.Equal(AuditError.AuditMirrorMismatch, e.Error);
        Assert.DoesNotContain(7, sink.Taken);
    }

    [Fact]
    public async Task Who_was_taken_over_stores_nothing_any_more()
    {
        using MirrorBench bench = new();
        bench.Append(10);
        MirrorFollower first = bench.Follower(new ScriptedSink(_ => Delivery.Acknowledged));
        MirrorRow taken = bench.Table.Take(MirrorBench.Name);
        AuditException e = await Assert.ThrowsAsync<AuditException>(() => first.RunAsync(TestContext.Current.CancellationToken));
        Assert.Equal(AuditError.AuditMirrorBusy, e.Error);
        Assert.Equal((0, taken.Epoch), (bench.Row.Seq, bench.Row.Epoch));
    }

    [Fact]
    public async Task A_change_of_settings_ends_the_run_that_has_the_old_ones()
    {
        using MirrorBench bench = new();
        bench.Append(10);
        MirrorFollower run = bench.Follower(new ScriptedSink(_ => Delivery.Acknowledged));
        bench.Table.Change(MirrorBench.Name, (bench.Settings with { BatchEntries = 5 }).ToJson());
        Assert.Equal(AuditError.AuditMirrorBusy, (await Assert.ThrowsAsync<AuditException>(() => run.RunAsync(TestContext.Current.CancellationToken))).Error);
        ScriptedSink sink = new(_ => Delivery.Acknowledged);
        await bench.RunAsync(sink);
        Assert.Equal(5, sink.Attempts.Max());
    }

    [Fact]
    public void A_lock_is_held_by_one_and_free_after_it()
    {
        using TemporaryFolder folder = new();
        using (RunnerLock.Take(folder["ops.audit"], "siem"))
        {
            AuditException e = Assert.Throws<AuditException>(() => RunnerLock.Take(folder["ops.audit"], "siem"));
            Assert.Equal(AuditError.AuditMirrorBusy, e.Error);
            RunnerLock.Take(folder["ops.audit"], "other").Dispose();
        }
        RunnerLock.Take(folder["ops.audit"], "siem").Dispose();
    }

    private static void AssertMismatch(Func<object> make, string words)
    {
        AuditException e = Assert.Throws<AuditException>(make);
        Assert.Equal(AuditError.AuditMirrorMismatch, e.Error);
        Assert.Contains(words, e.Message, StringComparison.Ordinal);
    }
}
