using SQLitePCL;

namespace AuditChain.Sqlite.Files;

// How a log is opened for reading, so that neither it nor anything beside it can be changed:
//
//   some process has it open    read-only, next to it: SQLite's snapshots, with the locks that go with them
//   nobody has, no WAL          read-only, as a file that does not change: no locks, no sidecars
//   nobody has, a WAL is there  a crash left it; what it holds is entries. Replaying it would change files: in a private copy
//
// In the last two somebody may begin to write while it is read. That is noticed (IsStale), and the reader opens it anew.

/// <summary>Opens databases for reading.</summary>
internal static class ReadConnection
{
    /// <summary>Opens any SQLite database; what it holds, the caller finds out.</summary>
    /// <param name="path">As somebody gave it.</param>
    /// <exception cref="AuditException">AuditLogAccessDenied, AuditLogDamaged, AuditLogBusy.</exception>
    public static LogDatabase Open(string path)
    {
        string real = LogPath.Real(path);
        Sidecars.Check(path, real);
        LogDatabase database = LiveLog.IsOpen(real) ? OpenLive(path, real) : OpenQuiet(path, real);
        try
        {
            // Somebody may have put them there since.
            Sidecars.Check(path, real);
            return database;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    private static LogDatabase OpenLive(string path, string real)
    {
        LiveLog.Enter(real);
        try
        {
            LogDatabase database = LogDatabase.Connect(path, real, real, raw.SQLITE_OPEN_READONLY, BusyTimeout.Default);
            database.Closed = () => LiveLog.Leave(real);
            database.Guard();
            return database;
        }
        catch
        {
            LiveLog.Leave(real);
            throw;
        }
    }

    private static LogDatabase OpenQuiet(string path, string real)
    {
        FileStamp stamp = FileStamp.Of(real);
        LogDatabase database = stamp.WalLength == 0
            ? LogDatabase.Connect(path, real, real, raw.SQLITE_OPEN_READONLY, BusyTimeout.Default, unchanging: true)
            : OpenCopy(path, real);
        database.Stamp = stamp;
        return database;
    }

    private static LogDatabase OpenCopy(string path, string real)
    {
        string folder = PrivateCopy.Create(path, real, out string copy);
        try
        {
            // Written to only by SQLite, when it takes the write-ahead log into account.
            LogDatabase database = LogDatabase.Connect(path, real, copy, raw.SQLITE_OPEN_READONLY, BusyTimeout.Default);
            database.Closed = () => PrivateCopy.Delete(folder);
            return database;
        }
        catch
        {
            PrivateCopy.Delete(folder);
            throw;
        }
    }
}
