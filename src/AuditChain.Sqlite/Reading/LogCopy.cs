using SQLitePCL;

namespace AuditChain.Sqlite.Reading;

/// <summary>Copies a log that may be in use: one snapshot of it by SQLite's backup interface, verified before it gets its name.</summary>
internal static class LogCopy
{
    private const int PagesAtOnce = 1024, Attempts = 20;

    /// <summary>Makes the copy.</summary>
    /// <param name="path">The log; only read.</param>
    /// <param name="destination">The full path of the copy, or of a folder for it.</param>
    /// <param name="overwrite">Whether a file may be there; never a log that is in use.</param>
    /// <param name="progress">Told how many of how many pages are copied; null for none.</param>
    /// <param name="cancellation">Stops the copy; nothing is left behind.</param>
    public static VerificationReport Create(string path, string destination, bool overwrite, Action<long, long>? progress, CancellationToken cancellation)
    {
        if (Directory.Exists(destination)) destination = Path.Combine(destination, Path.GetFileName(path));
        if (LogPath.Real(path) == LogPath.Real(destination))
            throw new AuditException(AuditError.AuditDestinationInvalid, $"'{destination}' is the log itself. Choose another name for the copy.");
        if (File.Exists(destination) && !overwrite)
            throw new AuditException(AuditError.AuditDestinationExists, $"'{destination}' already exists. Choose another name, or overwrite it on purpose (-Force, --force).");
        NewLogFile.CheckPlace(destination, overwrite);
        if (File.Exists(destination) && new FileInfo(destination).Length > 0) RequireEarlier(path, destination);
        VerificationReport? report = null;
        NewLogFile.Build(destination, overwrite, temporary =>
        {
            Copy(path, temporary, progress, cancellation);
            report = LogVerification.Verify(temporary, new VerificationOptions { Cancellation = cancellation });
            if (!report.IsValid)
                throw new AuditException(AuditError.AuditChainBroken, $"'{path}' was not copied, because it does not hold: {report} Keep the file as it is; what of it is intact can be exported.");
        });
        return report! with { Path = destination };
    }

    /// <summary>Copies one snapshot; again where somebody began to write to a log that was opened without locks.</summary>
    private static void Copy(string path, string temporary, Action<long, long>? progress, CancellationToken cancellation)
    {
        for (int attempt = 1; attempt <= Attempts; attempt++)
        {
            FilePlace.TryDelete(temporary);
            NewLogFile.CreatePrivate(temporary);
            using LogDatabase source = CheckedLog.OpenToRead(path);
            using (LogDatabase copy = NewLogFile.OpenEmpty(temporary)) Copy(source, copy, progress, cancellation);
            if (!source.IsStale) return;
        }
        throw new AuditException(AuditError.AuditLogBusy, $"'{path}' was written to again and again while it was opened to be copied. Try again.");
    }

    private static LogHeader HeaderOf(ReadStatements statements) => CheckedLog.ReadHeader(statements.Database);

    /// <summary>A log is of value: a copy takes the place of an earlier state of the same log, and of no other one, on purpose or not.</summary>
    private static void RequireEarlier(string path, string destination)
    {
        try
        {
            using ReadSession source = new(path), there = new(destination);
            LogHeader header = source.Read(HeaderOf);
            EntryReader entries = new(source, header);
            LogHead old = new EntryReader(there, header).ReadHead();
            bool same = there.Read(HeaderOf).Hash == header.Hash && old.Count <= entries.ReadHead().Count;
            if (same && (old.Count == 0 || entries.ReadHashes(old.Count, old.Count).Single() == old.Hash)) return;
        }
        catch (AuditException e) when (e.Error != AuditError.AuditLogNotFound)
        {
            // What cannot be read cannot be compared, and is kept as evidence.
        }
        throw new AuditException(AuditError.AuditDestinationInvalid,
            $"'{destination}' is a database, and not an earlier state of the log '{path}': it may hold entries that this one has not, so it is never replaced. Choose another name, or move that file away first.");
    }

    private static void Copy(LogDatabase source, LogDatabase copy, Action<long, long>? progress, CancellationToken cancellation)
    {
        // One snapshot for all steps: without it every append would make the copy begin again.
        source.Execute("BEGIN");
        source.Scalar("PRAGMA schema_version");
        using (sqlite3_backup backup = raw.sqlite3_backup_init(copy.Handle, "main", source.Handle, "main") ?? throw SqliteErrors.Last(copy.Handle, copy.Path))
        {
            int result;
            while ((result = raw.sqlite3_backup_step(backup, PagesAtOnce)) == raw.SQLITE_OK)
            {
                cancellation.ThrowIfCancellationRequested();
                int pages = raw.sqlite3_backup_pagecount(backup);
                progress?.Invoke(pages - raw.sqlite3_backup_remaining(backup), pages);
            }
            if (result != raw.SQLITE_DONE) throw SqliteErrors.From(result, copy.Path, raw.sqlite3_errstr(result).utf8_to_string());
        }
        source.Execute("COMMIT");
    }
}
