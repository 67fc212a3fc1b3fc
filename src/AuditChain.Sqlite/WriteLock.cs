using System.Diagnostics;
using System.Globalization;
using SQLitePCL;

namespace AuditChain.Sqlite;

/// <summary>
/// Takes the log's write lock. SQLite's own waiting backs off to a tenth of a second, which starves whoever waits long;
/// here everybody tries once a millisecond, so that all have the same chance at every commit.
/// </summary>
internal static class WriteLock
{
    /// <summary>Begins a transaction that writes.</summary>
    /// <param name="database">The connection.</param>
    /// <param name="begin">BEGIN IMMEDIATE, prepared.</param>
    /// <exception cref="AuditException">AuditLogBusy after <see cref="SqliteAuditLog.BusyTimeout"/>, naming the process that holds the lock where the system tells.</exception>
    public static void Take(LogDatabase database, Statement begin)
    {
        raw.sqlite3_busy_timeout(database.Handle, 0);
        try
        {
            if (begin.TryRun()) return;
            long start = Stopwatch.GetTimestamp();
            while (!begin.TryRun())
            {
                if (Stopwatch.GetElapsedTime(start) > SqliteAuditLog.BusyTimeout) throw Busy(database.Path);
                Thread.Sleep(1);
            }
        }
        finally
        {
            raw.sqlite3_busy_timeout(database.Handle, (int)SqliteAuditLog.BusyTimeout.TotalMilliseconds);
        }
    }

    private static AuditException Busy(string path)
    {
        string holder = FindHolder(path) ?? "another process";
        return new AuditException(AuditError.AuditLogBusy,
            $"'{path}' was held for writing by {holder} for more than {SqliteAuditLog.BusyTimeout.TotalSeconds:0} seconds; nothing was written. End or continue that process, then try again.");
    }

    /// <summary>Linux tells who holds which lock: SQLite's write lock is byte 120 of the -shm file.</summary>
    private static string? FindHolder(string path)
    {
        if (!File.Exists("/proc/locks")) return null;
        try
        {
            foreach (string line in File.ReadLines("/proc/locks"))
            {
                string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
                if (words is not [_, "POSIX", _, "WRITE", string pid, _, string from, string to]) continue;
                if (long.Parse(from, CultureInfo.InvariantCulture) > 120 || (to != "EOF" && long.Parse(to, CultureInfo.InvariantCulture) < 120)) continue;
                string[] files = Directory.GetFiles($"/proc/{pid}/fd");
                if (files.Any(file => new FileInfo(file).LinkTarget == $"{path}-shm")) return $"process {pid} ({File.ReadAllText($"/proc/{pid}/comm").Trim()})";
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            // The process ended meanwhile, or belongs to somebody else: then it stays without a name.
        }
        return null;
    }
}
