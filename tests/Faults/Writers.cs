using AuditChain;
using AuditChain.Sqlite;

namespace Faults;

/// <summary>Threads of one process that append to one log, one entry a call, each waiting until it is on the disk.</summary>
internal sealed class Writers(string path, int entries, int pause)
{
    public int Run(int threads)
    {
        using Stream output = Console.OpenStandardOutput();
        // One thread is this one: what is done to the calls of the main thread is done to all of the work.
        if (threads == 1) return Append(0, output);
        int[] codes = new int[threads];
        Thread[] all = [.. Enumerable.Range(0, threads).Select(i => new Thread(() => codes[i] = Append(i, output)))];
        foreach (Thread thread in all) thread.Start();
        foreach (Thread thread in all) thread.Join();
        return codes.Max();
    }

    private int Append(int writer, Stream output)
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
                if (pause > 0) Thread.Sleep(pause);
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
