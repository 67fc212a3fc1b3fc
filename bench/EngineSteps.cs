using System.Diagnostics;
using AuditChain;
using AuditChain.Sqlite;

namespace AuditBench;

/// <summary>What is measured of the engine and the store. Every method gives seconds.</summary>
internal static class EngineSteps
{
    private const string Origin = "example.com/bench";
    private const int Batch = 1000;

    /// <summary>A new log, in durable batches of 1,000.</summary>
    public static double Append(string path, int count) => Time(() =>
    {
        using SqliteAuditLog log = SqliteAuditLog.Create(path, Origin);
        Append(log, count);
    });

    /// <summary>One entry a commit, by so many callers at once.</summary>
    public static double Commit(string path, int callers, int each)
    {
        using SqliteAuditLog log = SqliteAuditLog.Create(path, Origin);
        Thread[] threads = [.. Enumerable.Range(0, callers).Select(_ => new Thread(() =>
        {
            for (int i = 0; i < each; i++) log.Append([PreparedEntry.From(Workload.Event(i))]);
        }))];
        return Time(() =>
        {
            foreach (Thread thread in threads) thread.Start();
            foreach (Thread thread in threads) thread.Join();
        });
    }

    /// <summary>A log or a bundle.</summary>
    public static double Verify(string path) => Time(() =>
    {
        VerificationReport report = AuditFile.Verify(path);
        if (!report.IsValid) throw new InvalidOperationException(report.ToString());
    });

    public static double Export(string path, string bundle) => Time(() =>
    {
        using SqliteAuditLog log = SqliteAuditLog.Open(path, LogAccess.Read);
        BundleExport.Write(log, bundle, overwrite: true);
    });

    /// <summary>The newest 20 of a type, in a log that is open; the median of 21 calls.</summary>
    public static double Last20(string path)
    {
        using SqliteAuditLog log = SqliteAuditLog.Open(path, LogAccess.Read);
        EntryQuery query = new() { Names = [NameFilter.AnyOf(EntryMember.Type, "secret")], Last = 20 };
        return Median(21, () =>
        {
            if (log.Read(query).Count() != 20) throw new InvalidOperationException("Expected 20 entries.");
        });
    }

    /// <summary>The inclusion proof of the entry in the middle under the newest checkpoint, checked; in a log that is open.</summary>
    public static double Prove(string path)
    {
        using SqliteAuditLog log = SqliteAuditLog.Open(path, LogAccess.Read);
        Checkpoint checkpoint = NewestCheckpoint(log);
        long seq = checkpoint.Size / 2;
        Digest leaf = log.ReadHashes(seq, seq).Single();
        return Median(5, () =>
        {
            IReadOnlyList<Digest> proof = LogProof.Inclusion(log, seq, checkpoint.Size, checkpoint.Root);
            if (!MerkleTree.VerifyInclusion(leaf, seq - 1, checkpoint.Size, proof, checkpoint.Root)) throw new InvalidOperationException("The proof does not hold.");
        });
    }

    /// <summary>Bytes that someone needs to check one entry: header, entry, checkpoint and proof, as a bundle.</summary>
    public static long ProofBytes(string path, string bundle)
    {
        using SqliteAuditLog log = SqliteAuditLog.Open(path, LogAccess.Read);
        long seq = NewestCheckpoint(log).Size / 2;
        BundleExport.Write(log, bundle, seq, seq, overwrite: true);
        return new FileInfo(bundle).Length;
    }

    /// <summary>The first checkpoint of a log.</summary>
    public static double FirstCheckpoint(string path)
    {
        using SigningKey key = SigningKey.Generate(Origin);
        using SqliteAuditLog log = SqliteAuditLog.Open(path, LogAccess.Append);
        return Time(() => LogAttestation.Create(log, key));
    }

    /// <summary>1,000 further entries in one durable batch; the median of five, each time in a log that was just opened.</summary>
    public static double AppendMore(string path) => MedianOfOpen(path, log => Append(log, Batch), _ => { });

    /// <summary>A new checkpoint after 1,000 further entries; the median of five, each time in a log that was just opened.</summary>
    public static double NextCheckpoint(string path)
    {
        using SigningKey key = SigningKey.Generate(Origin);
        return MedianOfOpen(path, log => LogAttestation.Create(log, key), log => Append(log, Batch));
    }

    private static double MedianOfOpen(string path, Action<SqliteAuditLog> measured, Action<SqliteAuditLog> before) => MedianOf(5, () =>
    {
        using (SqliteAuditLog first = SqliteAuditLog.Open(path, LogAccess.Append)) before(first);
        using SqliteAuditLog log = SqliteAuditLog.Open(path, LogAccess.Append);
        log.ReadStatus();
        return Time(() => measured(log));
    });

    private static void Append(SqliteAuditLog log, int count)
    {
        for (int done = 0; done < count; done += Batch)
        {
            PreparedEntry[] entries = new PreparedEntry[Math.Min(Batch, count - done)];
            for (int i = 0; i < entries.Length; i++) entries[i] = PreparedEntry.From(Workload.Event(done + i));
            log.Append(entries);
        }
    }

    private static Checkpoint NewestCheckpoint(SqliteAuditLog log) => SignedNote.Parse(log.ReadAttestations().Last().Note).Checkpoint();

    private static double Median(int times, Action action) => MedianOf(times, () => Time(action));

    private static double MedianOf(int times, Func<double> seconds)
    {
        double[] all = [.. Enumerable.Range(0, times).Select(_ => seconds()).Order()];
        return all[times / 2];
    }

    private static double Time(Action action)
    {
        long start = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
