using System.Diagnostics;
using SQLitePCL;

namespace AuditChain.Sqlite.Appending;

/// <summary>
/// Keeps the write-ahead log small. SQLite begins it anew when, between two commits, everything in it has been copied into
/// the database and nobody reads it: among writers and readers that never pause such a moment never comes, and the file
/// grows for ever. So whoever commits while it is large holds the others off for a blink, and tries to bring the moment about.
/// </summary>
internal sealed class WalLimit
{
    private const int Blink = 50; // milliseconds that writers wait at most
    private const long Large = 16 * 1024 * 1024, Usual = 8 * 1024 * 1024;
    private readonly LogDatabase _database;
    private readonly FileInfo _file;
    private long _looked;

    public WalLimit(LogDatabase database)
    {
        _database = database;
        _file = new FileInfo(LogPath.Wal(database.Real));
        // Begun anew, it is cut to this size; what it usually needs is not given back and taken again all the time.
        database.Execute($"PRAGMA journal_size_limit = {Usual}");
    }

    /// <summary>To be called after a commit. What goes wrong here concerns no entry, and comes again with the next one.</summary>
    public void Apply()
    {
        // Not after each commit: where times of files are fine-grained, looking makes the next write change the inode as well.
        if (Stopwatch.GetElapsedTime(_looked) < TimeSpan.FromSeconds(1)) return;
        _looked = Stopwatch.GetTimestamp();
        _file.Refresh();
        if (!_file.Exists || _file.Length < Large) return;
        raw.sqlite3_busy_timeout(_database.Handle, Blink);
        _ = raw.sqlite3_wal_checkpoint_v2(_database.Handle, "main", raw.SQLITE_CHECKPOINT_RESTART, out _, out _);
        _database.SetPatience(_database.Patience);
    }
}
