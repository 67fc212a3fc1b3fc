using System.Diagnostics;
using SQLitePCL;

namespace AuditChain.Sqlite.Appending;

/// <summary>
/// Takes the log's write lock. SQLite's own waiting backs off to a tenth of a second, which starves whoever waits long;
/// here everybody tries once a millisecond, so that all have the same chance at every commit.
/// </summary>
internal static class WriteLock
{
    /// <summary>Begins a transaction that writes.</summary>
    /// <param name="database">The connection.</param>
    /// <param name="begin">BEGIN IMMEDIATE, prepared.</param>
    /// <exception cref="AuditException">AuditLogBusy after the connection's patience, naming the process that holds the lock where the system tells.</exception>
    public static void Take(LogDatabase database, Statement begin)
    {
        TimeSpan patience = database.Patience;
        raw.sqlite3_busy_timeout(database.Handle, 0);
        try
        {
            if (begin.TryRun()) return;
            long start = Stopwatch.GetTimestamp();
            while (!begin.TryRun())
            {
                if (Stopwatch.GetElapsedTime(start) > patience) throw SqliteErrors.Busy(database.Path, patience);
                Thread.Sleep(1);
            }
        }
        finally
        {
            database.SetPatience(patience);
        }
    }
}
