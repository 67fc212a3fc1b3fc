namespace AuditChain.Sqlite;

/// <summary>Makes the file of a new log: complete under another name first, so that nobody ever meets half a log.</summary>
internal static class NewLogFile
{
    public static void Create(string path, LogHeader header)
    {
        CheckPlace(path);
        FileSizeLimit.FailInsteadOfKill();
        string temporary = $"{path}.{Environment.ProcessId}-{Guid.NewGuid():n}.new";
        try
        {
            // Readable by its owner alone, from the first byte on; widen it on purpose where others are to append.
            FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            new FileStream(temporary, options).Dispose();
            Fill(temporary, header);
            if (!FilePlace.TryTake(temporary, path, overwrite: false)) throw Exists(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new AuditException(AuditError.AuditLogWriteFailed, $"The log '{path}' cannot be created: {e.Message}", e);
        }
        finally
        {
            foreach (string leftover in (string[])[temporary, $"{temporary}-wal", $"{temporary}-shm", $"{temporary}-journal"]) FilePlace.TryDelete(leftover);
        }
    }

    /// <summary>Says why no log can be created there, before any work is done for it.</summary>
    /// <exception cref="AuditException">AuditLogExists, or AuditLogWriteFailed when its folder is missing.</exception>
    public static void CheckPlace(string path)
    {
        if (File.Exists(path) || Directory.Exists(path)) throw Exists(path);
        string folder = Path.GetDirectoryName(path)!;
        if (!Directory.Exists(folder))
            throw new AuditException(AuditError.AuditLogWriteFailed, $"There is no folder '{folder}' for the new log. Create it first.");
    }

    private static void Fill(string temporary, LogHeader header)
    {
        using LogDatabase database = LogDatabase.OpenNew(temporary);
        using Statement insert = database.Prepare("INSERT INTO header(id, line) VALUES (1, ?)");
        insert.BindText(1, header.LineBytes.Span);
        insert.Run();
        // The temporary name, and the write-ahead log with it, is about to go: everything has to be in the file itself.
        database.Execute("PRAGMA wal_checkpoint(TRUNCATE)");
    }

    private static AuditException Exists(string path) =>
        new(AuditError.AuditLogExists, $"'{path}' already exists. A new log never takes the place of a file: choose another path, or append to the log that is there.");
}
