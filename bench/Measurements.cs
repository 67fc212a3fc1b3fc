using System.Diagnostics;
using AuditChain;
using AuditChain.Sqlite;

namespace AuditBench;

/// <summary>Each figure beside the raw limit that it is a part of, in one run, on the same bytes.</summary>
internal sealed class Measurements(string folder, int count)
{
    private readonly string _log = Path.Combine(folder, "a.audit");
    private readonly string _bundle = Path.Combine(folder, "a.auditbundle");

    public void Run()
    {
        double one = Callers(1, 2000), many = Callers(32, 500);
        Print("engine, one caller, one entry a commit", one, 0);
        Print("engine, 32 callers, one entry each", many, 0);
        Console.WriteLine($"  {one / many:N1} times as much");
        const int batch = 1000;
        double append = Time(() =>
        {
            using SqliteAuditLog log = SqliteAuditLog.Create(_log, "example.com/bench");
            for (int i = 0; i < count; i += batch)
            {
                PreparedEntry[] entries = new PreparedEntry[Math.Min(batch, count - i)];
                for (int k = 0; k < entries.Length; k++) entries[k] = PreparedEntry.From(Workload.Event(i + k));
                log.Append(entries);
            }
        });
        Print("engine, batches of 1,000, durable", append, 0);
        double insert = Time(() => RawLimits.Insert(_log, Path.Combine(folder, "raw.audit")));
        Print("raw insert", insert, 0);
        Print("  ratio", append, insert);
        double scan = Time(() => RawLimits.Scan(_log));
        double hash = Time(() => RawLimits.ScanAndHash(_log));
        Print("raw scan", scan, 0);
        Print("raw scan and hash, two threads", hash, 0);
        double verify = Time(() => Check(AuditFile.Verify(_log)));
        Print("verify a log", verify, hash);
        double export = Time(() =>
        {
            using SqliteAuditLog log = SqliteAuditLog.Open(_log, LogAccess.Read);
            BundleExport.Write(log, _bundle);
        });
        double copy = Time(() => RawLimits.ScanAndWrite(_log, Path.Combine(folder, "raw.bundle")));
        Print("raw scan and file write", copy, 0);
        Print("export a bundle", export, copy);
        double fileHash = Time(() => RawLimits.ReadAndHash(_bundle));
        Print("raw file read and hash, two threads", fileHash, 0);
        double bundle = Time(() => Check(AuditFile.Verify(_bundle)));
        Print("verify a bundle", bundle, fileHash);
        double read = Time(() =>
        {
            using SqliteAuditLog log = SqliteAuditLog.Open(_log, LogAccess.Read);
            foreach (AuditEntry _ in log.Read(new EntryQuery())) { }
        });
        Print("read every entry", read, 0);
    }

    private double Callers(int callers, int each)
    {
        string path = Path.Combine(folder, $"{callers}.audit");
        using SqliteAuditLog log = SqliteAuditLog.Create(path, "example.com/bench");
        return Time(() =>
        {
            Thread[] threads = [.. Enumerable.Range(0, callers).Select(_ => new Thread(() =>
            {
                for (int i = 0; i < each; i++) log.Append([PreparedEntry.From(Workload.Event(i))]);
            }))];
            foreach (Thread thread in threads) thread.Start();
            foreach (Thread thread in threads) thread.Join();
        }) / (callers * each) * count;
    }

    private static void Check(VerificationReport report)
    {
        if (!report.IsValid) throw new InvalidOperationException(report.ToString());
    }

    private static double Time(Action action)
    {
        GC.Collect();
        long start = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private void Print(string what, double seconds, double raw) =>
        Console.WriteLine($"{what,-40} {count / seconds,12:N0}/s {seconds,8:N2} s {(raw > 0 ? $"{raw / seconds,7:P0} of raw" : "")}");
}
