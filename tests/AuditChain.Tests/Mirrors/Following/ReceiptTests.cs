using System.Text.Json;
using AuditChain.Mirrors.Delivering;
using AuditChain.Mirrors.Following;
using AuditChain.Mirrors.Settings;

namespace AuditChain.Tests.Mirrors.Following;

public sealed class ReceiptTests
{
    [Fact]
    public async Task A_receipt_covers_what_was_delivered_and_the_next_goes_on_after_it()
    {
        using MirrorBench bench = new(new MirrorSettings { Kind = "test", BatchEntries = 10, ReceiptEntries = 40 });
        bench.Append(100);
        ScriptedSink sink = new(_ => Delivery.Acknowledged);
        await bench.RunAsync(sink);
        // 20 are left over, and the receipts themselves, which let nothing fall due.
        JsonElement[] receipts = Receipts(bench);
        Assert.Equal([(1L, 40L, 40L), (41L, 80L, 40L)], receipts.Select(Range));
        foreach (JsonElement receipt in receipts) AssertRoot(receipt, sink);
        Assert.Equal("has 40", receipts[0].GetProperty("answer").GetString());
        Assert.Equal((20, 22), (bench.Progress.Receipt!.Due, bench.Progress.Receipt.Count));

        bench.Append(20);
        await bench.RunAsync(sink);
        JsonElement last = Receipts(bench)[^1];
        Assert.Equal((81L, 122L, 42L), Range(last));
        AssertRoot(last, sink);
        Assert.Equal(0, bench.Progress.Receipt!.Due);
    }

    [Fact]
    public async Task Time_lets_a_receipt_fall_due_once()
    {
        using MirrorBench bench = new(new MirrorSettings { Kind = "test", ReceiptMinutes = 5 });
        bench.Append(3);
        ScriptedSink sink = new(_ => Delivery.Acknowledged);
        await bench.RunAsync(sink);
        Assert.Empty(Receipts(bench));
        bench.Clock.Advance(300);
        await bench.RunAsync(sink);
        Assert.Equal((1L, 3L, 3L), Range(Assert.Single(Receipts(bench))));
        bench.Clock.Advance(3000);
        await bench.RunAsync(sink);
        Assert.Single(Receipts(bench));
        Assert.Equal(4, bench.Log.ReadHead().Count);
    }

    [Fact]
    public async Task What_was_left_out_or_refused_is_in_no_receipt()
    {
        using MirrorBench bench = new(new MirrorSettings
        {
            Kind = "test",
            ReceiptEntries = 8,
            Filter = new Dictionary<string, IReadOnlyList<string>> { ["type"] = ["secret"] },
        });
        bench.Append(20, i => i % 2 == 0 ? "secret" : "console");
        ScriptedSink sink = new(batch => batch.Records.ToArray().Any(record => record.Seq == 6) ? Delivery.Refused("no") : Delivery.Acknowledged);
        await bench.RunAsync(sink);
        JsonElement receipt = Assert.Single(Receipts(bench));
        Assert.Equal((2L, 20L, 9L), Range(receipt));
        AssertRoot(receipt, sink);
    }

    [Fact]
    public void A_pending_receipt_that_contradicts_itself_is_refused()
    {
        using MirrorBench bench = new();
        string state = $$$"""{"receipt":{"from":1,"to":2,"count":2,"due":2,"since":"2026-11-20T08:00:00Z","edge":"{{{Convert.ToBase64String(new byte[32])}}}","root":"{{{Digest.Of([]).ToBase64()}}}"}}""";
        bench.Table.Remove(MirrorBench.Name);
        bench.Table.Add(new MirrorRow { Name = MirrorBench.Name, Settings = bench.Settings.ToJson(), Seq = 0, Hash = bench.Log.Header.Hash, State = state });
        Assert.Equal(AuditError.AuditMirrorInvalid, Assert.Throws<AuditException>(() => bench.Follower(new ScriptedSink(_ => Delivery.Acknowledged))).Error);
    }

    private static JsonElement[] Receipts(MirrorBench bench) =>
        [.. bench.Log.Read(new EntryQuery()).Where(entry => entry.Type == "auditlog.mirror-receipt").Select(entry => entry.Data!.Value)];

    private static (long From, long To, long Count) Range(JsonElement receipt) =>
        (receipt.GetProperty("from").GetInt64(), receipt.GetProperty("to").GetInt64(), receipt.GetProperty("count").GetInt64());

    private static void AssertRoot(JsonElement receipt, ScriptedSink sink)
    {
        (long from, long to, _) = Range(receipt);
        MerkleFrontier tree = new();
        for (int i = 0; i < sink.Taken.Count; i++)
        {
            if (sink.Taken[i] >= from && sink.Taken[i] <= to) tree.Add(sink.Hashes[i]);
        }
        Assert.Equal(tree.Root().ToBase64(), receipt.GetProperty("root").GetString());
    }
}
