using AuditChain;
using AuditChain.Sqlite;

namespace Faults;

/// <summary>Threads of one process that append to one log, one entry a call, each waiting until it is on the disk.</summary>
internal static class Writers
{
    public static int Run(string path, int threads, int entries)
    {
        using Stream output = Console.OpenStandardOutput();
        // One thread is this one: what is done to the calls of the main thread is done to all of the work.
        if (threads == 1) return Append(path, 0, entries, output);
        int[] codes = new int[threads];
        Thread[] all = [.. Enumerable.Range(0, threads).Select(i => new Thread(() => codes[i] = Append(path, i, entries, output)))];
        foreach (Thread thread in all) thread.Start();
        foreach (Thread thread in all) thread.Join();
        return codes.Max();
    }

    private static int Append(string path, int writer, int entries, Stream output)
    {
        try
        {
            using SqliteAuditLog log = SqliteAuditLog.Open(path, LogAccess.Append);
            for (int i = 0; i < entries; i++)
            {
                PreparedEntry entry = PreparedEntry.From(new AuditEvent { Type = "fault", Actor = $"{Environment.ProcessId}/{writer}", Message = $"entry {i} of writer {writer}", Data = new { i } });
                EntryPlace place = log.Append([entry])[0];
                byte[] line = System.Text.Encoding.ASCII.GetBytes($"{place.Seq} {place.Hash}\n");
                lock (output) output.Write(line);
            }
            return 0;
        }
        catch (AuditException e)
        {
            Console.Error.WriteLine($"faulttool: [{e.Error}] {e.Message}");
            return 2;
        }
    }
}
