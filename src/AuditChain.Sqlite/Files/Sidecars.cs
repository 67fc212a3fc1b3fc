namespace AuditChain.Sqlite.Files;

// SQLite believes whatever lies beside a database under the right name: a -journal is rolled back into it, a -wal is read as
// if it were part of it and later copied into it. In a folder where others may make files (/tmp is one), somebody who may
// not write the log can so have its owner write it. Hence, before a log is opened and again once it is open:
//
//   LOG-journal   a log has none, because it is kept in WAL mode: one that is not empty is refused
//   LOG-wal       a regular file of somebody who may write the log; never a link, a pipe or a folder
//   LOG-shm       the same
//
// Who may write the log: its owner and root; everybody where the file lets others write; the group where the file lets it
// write and the folder lets nobody else make files. Windows keeps these by access lists that files inherit from the folder.

/// <summary>The files that SQLite keeps beside a database, and whether they may be believed.</summary>
internal static class Sidecars
{
    private const uint Root = 0;

    /// <summary>Refuses to go on beside a file that somebody else can have put there.</summary>
    /// <param name="path">The log, for messages.</param>
    /// <param name="real">Its <see cref="LogPath.Real"/>.</param>
    /// <exception cref="AuditException">AuditLogAccessDenied, naming the file and what to do.</exception>
    public static void Check(string path, string real)
    {
        string journal = LogPath.Journal(real);
        if (HasContent(journal))
        {
            throw new AuditException(AuditError.AuditLogAccessDenied,
                $"'{path}' was not opened: beside it lies '{journal}', and a log has no journal. SQLite would change the log by what it holds. Find out who made it, keep it as it is elsewhere, and try again.");
        }
        foreach (string file in (string[])[LogPath.Wal(real), LogPath.Shm(real), journal])
        {
            if (Problem(real, file) is { } problem)
            {
                throw new AuditException(AuditError.AuditLogAccessDenied,
                    $"'{path}' was not opened: '{file}' beside it {problem}. SQLite would take what it holds for part of the log. Find out who made it, keep it as it is elsewhere, and try again.");
            }
        }
    }

    /// <summary>True for a file that is there and not empty.</summary>
    public static bool HasContent(string file) => new FileInfo(file) is { Exists: true, Length: > 0 };

    private static string? Problem(string real, string file)
    {
        if (OperatingSystem.IsWindows())
            return File.Exists(file) && File.GetAttributes(file).HasFlag(FileAttributes.ReparsePoint) ? "is a link" : null;
        if (FileStat.Of(file) is not { } found) return null;
        if (!found.IsRegularFile) return "is not a regular file";
        if (FileStat.Of(real) is not { } log || found.Owner == log.Owner || found.Owner == Root || log.OthersMayWrite) return null;
        bool sharedByGroup = log.GroupMayWrite && found.Group == log.Group
            && FileStat.Of(Path.GetDirectoryName(real)!) is { IsFolder: true, OthersMayWrite: false };
        return sharedByGroup ? null : $"belongs to another user (id {found.Owner}) than the log (id {log.Owner}), who may not write the log";
    }
}
