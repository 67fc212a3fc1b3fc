using SQLitePCL;

namespace AuditChain.Sqlite.Files;

/// <summary>Result codes of SQLite in the words of this project.</summary>
internal static class SqliteErrors
{
    /// <summary>The exception for a result code.</summary>
    /// <param name="code">An extended result code.</param>
    /// <param name="path">The log.</param>
    /// <param name="detail">SQLite's own words.</param>
    /// <param name="inner">The cause, where there is one.</param>
    /// <param name="patience">How long was waited for others; null for the usual time.</param>
    public static AuditException From(int code, string path, string detail, Exception? inner = null, TimeSpan? patience = null) => (code & 0xff) switch
    {
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED or raw.SQLITE_PROTOCOL => Busy(path, patience ?? BusyTimeout.Default, inner),
        raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB => new(AuditError.AuditLogDamaged,
            $"'{path}' is damaged ({detail}). Keep the file as it is; verify it to learn up to where it can be read.", inner),
        raw.SQLITE_FULL => new(AuditError.AuditLogWriteFailed,
            $"'{path}' could not be written: the disk or the quota is full ({detail}). Nothing of this batch was stored. Free some room and try again.", inner),
        raw.SQLITE_READONLY or raw.SQLITE_PERM or raw.SQLITE_AUTH => new(AuditError.AuditLogAccessDenied,
            $"'{path}' or its folder may not be written by this user, or is on read-only media ({detail}). Nothing was stored.", inner),
        raw.SQLITE_CANTOPEN => new(AuditError.AuditLogAccessDenied,
            $"'{path}' cannot be opened together with its -wal and -shm files ({detail}). Its folder may not be written by this user, or is on read-only media.", inner),
        raw.SQLITE_IOERR => new(AuditError.AuditLogWriteFailed,
            $"An I/O error on '{path}' ({detail}). Nothing was acknowledged. Check the disk, then try again.", inner),
        _ => new(AuditError.AuditLogDamaged, $"'{path}' cannot be used: {detail} (SQLite result {code}).", inner),
    };

    /// <summary>The exception for what a connection answered last.</summary>
    public static AuditException Last(sqlite3 db, string path, TimeSpan? patience = null) =>
        From(raw.sqlite3_extended_errcode(db), path, DatabaseFile.Explain(db), inner: null, patience);

    /// <summary>Somebody else held the log for too long: who, where the system tells.</summary>
    public static AuditException Busy(string path, TimeSpan patience, Exception? inner = null) => new(AuditError.AuditLogBusy,
        $"'{path}' was held for writing by {LockHolder.Find(path) ?? "another process"} for more than {patience.TotalSeconds:0.#} seconds; nothing was written. End or continue that process, then try again.", inner);
}
