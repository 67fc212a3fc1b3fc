namespace AuditChain.Sqlite;

/// <summary>Makes the file of a new log: complete under another name first, so that nobody ever meets half a log.</summary>
internal static class NewLogFile
{
    public static void Create(string path, LogHeader header)
    {
        if (File.Exists(path) || Directory.Exists(path)) throw Exists(path);
        string folder = Path.GetDirectoryName(path)!;
        if (!Directory.Exists(folder))
            throw new AuditException(AuditError.AuditLogWriteFailed, $"There is no folder '{folder}' for the new log. Create it first.");
        string temporary = $"{path}.{Environment.ProcessId}-{Guid.NewGuid():n}.new";
        try
        {
            // Readable by its owner alone, from the first byte on; widen it on purpose where others are to append.
            FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            new FileStream(temporary, options).Dispose();
            Fill(temporary, header);
            File.Move(temporary, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            throw Exists(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new AuditException(AuditError.AuditLogWriteFailed, $"The log '{path}' cannot be created: {e.Message}", e);
        }
        finally
        {
            foreach (string leftover in (string[])[temporary, $"{temporary}-wal", $"{temporary}-shm", $"{temporary}-journal"]) File.Delete(leftover);
        }
    }

    private static void Fill(string temporary, LogHeader header)
    {
        using LogDatabase database = LogDatabase.OpenNew(temporary);
        using Statement insert = database.Prepare("INSERT INTO header(id, line) VALUES (1, ?)");
        insert.BindText(1, header.LineBytes.Span);
        insert.Run();
    }

    private static AuditException Exists(string path) =>
        new(AuditError.AuditLogExists, $"'{path}' already exists. A new log never takes the place of a file: choose another path, or append to the log that is there.");
}
