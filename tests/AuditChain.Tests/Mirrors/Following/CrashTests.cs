using AuditChain.Mirrors.Delivering;
using AuditChain.Mirrors.Following;
using AuditChain.Mirrors.Settings;

namespace AuditChain.Tests.Mirrors.Following;

/// <summary>At least once, in order, duplicates only after a restart: whatever the other side does, and wherever a runner dies.</summary>
public sealed class CrashTests
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 40)];

    [Theory, MemberData(nameof(Seeds))]
    public async Task Nothing_is_lost_wherever_a_runner_dies(int seed)
    {
        Random random = new(seed);
        using MirrorBench bench = new(new MirrorSettings { Kind = "test", BatchEntries = random.Next(1, 12), ReceiptEntries = random.Next(0, 30) });
        bench.Append(60);
        long poison = random.Next(1, 80);
        List<List<long>> runs = [];
        bool done = false;
        while (!done)
        {
            using CancellationTokenSource death = new();
            int left = runs.Count < 8 ? random.Next(0, 14) : int.MaxValue;
            ScriptedSink sink = new(batch => Next(batch, random, poison, () =>
            {
                if (left-- > 0) return false;
                bench.Table.IsFrozen = true;
                death.Cancel();
                return true;
            }));
            try
            {
                await bench.Follower(sink).RunAsync(death.Token);
                done = true;
            }
            catch (OperationCanceledException)
            {
                bench.Table.IsFrozen = false;
            }
            catch (AuditException e) when (e.Error == AuditError.AuditLogWriteFailed)
            {
                // It died while it was about to store the cursor.
                bench.Table.IsFrozen = false;
            }
            runs.Add(sink.Taken);
            if (runs.Count != 3) continue;
            bench.Append(40);
            done = false;
        }
        foreach (List<long> run in runs)
        {
            // Within a run: in order, none twice, none left out but the one that is refused.
            Assert.Equal(run.Order().Distinct(), run);
            for (int i = 1; i < run.Count; i++) Assert.True(run[i] - run[i - 1] == 1 || (run[i] - run[i - 1] == 2 && run[i] - 1 == poison), $"{run[i - 1]} → {run[i]}");
        }
        long count = bench.Log.ReadHead().Count;
        Assert.Equal(Enumerable.Range(1, (int)count).Select(i => (long)i).Where(seq => seq != poison), runs.SelectMany(run => run).Distinct().Order());
        Assert.Equal(count, bench.Row.Seq);
        Assert.Equal(runs.SelectMany(run => run).Distinct(), runs.SelectMany(run => run).Distinct().Order());
    }

    private static Delivery Next(MirrorBatch batch, Random random, long poison, Func<bool> dies)
    {
        bool isPoisoned = batch.Records.ToArray().Any(record => record.Seq == poison);
        if (dies()) return random.Next(2) == 0 || isPoisoned ? throw new IOException("cut off") : Delivery.Acknowledged;
        if (isPoisoned) return Delivery.Refused("poison");
        return random.Next(6) switch
        {
            0 => Delivery.Stalled("away"),
            1 => Delivery.Stalled("in the middle", taken: random.Next(batch.Count + 1)),
            2 => throw new TimeoutException("late"),
            _ => Delivery.Acknowledged,
        };
    }
}
