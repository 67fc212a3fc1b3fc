namespace AuditChain.Sqlite.Files;

/// <summary>
/// A copy of a log and its write-ahead log in a folder of its own: SQLite takes what a crash left in a write-ahead log into
/// account only where it can write, and a reader writes nothing to a log.
/// </summary>
internal static class PrivateCopy
{
    private const int Attempts = 5;

    /// <summary>Makes the copy.</summary>
    /// <param name="path">The log, for messages.</param>
    /// <param name="real">The file that it leads to.</param>
    /// <param name="copy">The copied file.</param>
    /// <returns>The folder, to be deleted by the caller.</returns>
    /// <exception cref="AuditException">AuditLogAccessDenied: there is no room for it, or the log is being written meanwhile.</exception>
    public static string Create(string path, string real, out string copy)
    {
        string? folder = null;
        try
        {
            folder = Directory.CreateTempSubdirectory("auditlog-").FullName;
            copy = Path.Combine(folder, "log");
            for (int i = 0; i < Attempts; i++)
            {
                FileStamp before = FileStamp.Of(real);
                File.Copy(real, copy, overwrite: true);
                File.Copy(LogPath.Wal(real), LogPath.Wal(copy), overwrite: true);
                foreach (string file in Directory.GetFiles(folder)) File.SetAttributes(file, FileAttributes.Normal);
                // Both files have to be of one moment, or the copy is of no log at all.
                if (FileStamp.Of(real) == before) return folder;
            }
            throw new IOException($"it was written while it was copied, {Attempts} times over");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            if (folder is not null) Delete(folder);
            throw new AuditException(
                AuditError.AuditLogAccessDenied,
                $"'{path}' was left with a write-ahead log by a crash. A reader changes neither, so a private copy is read; it cannot be made in '{Path.GetTempPath()}': {e.Message} Make room there, or set TMPDIR to where there is room. An append to the log also puts things in order.",
                e);
        }
    }

    /// <summary>Deletes the folder; what cannot be deleted is left to the system, which cleans that place.</summary>
    public static void Delete(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It holds nothing that the log does not hold.
        }
    }
}
