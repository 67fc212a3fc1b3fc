namespace AuditChain.Sqlite;

/// <summary>
/// A copy of a log and its write-ahead log in a folder of its own, for media on which nothing can be written: there SQLite
/// cannot take what a crash left in the write-ahead log into account.
/// </summary>
internal static class PrivateCopy
{
    private const int Attempts = 5;

    /// <summary>Makes the copy.</summary>
    /// <param name="path">The log.</param>
    /// <param name="copy">The copied file.</param>
    /// <returns>The folder, to be deleted by the caller.</returns>
    /// <exception cref="AuditException">AuditLogAccessDenied: there is no room for it, or the log is being written meanwhile.</exception>
    public static string Create(string path, out string copy)
    {
        string? folder = null;
        try
        {
            folder = Directory.CreateTempSubdirectory("auditlog-").FullName;
            copy = Path.Combine(folder, "log");
            for (int i = 0; i < Attempts; i++)
            {
                string before = Stamp(path);
                File.Copy(path, copy, overwrite: true);
                File.Copy(Sidecar.Of(path, "-wal"), $"{copy}-wal", overwrite: true);
                foreach (string file in Directory.GetFiles(folder)) File.SetAttributes(file, FileAttributes.Normal);
                // Both files have to be of one moment, or the copy is of no log at all.
                if (Stamp(path) == before) return folder;
            }
            throw new IOException($"it was written while it was copied, {Attempts} times over");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            if (folder is not null) Delete(folder);
            throw new AuditException(
                AuditError.AuditLogAccessDenied,
                $"'{path}' has a write-ahead log beside it and stands where nothing can be written, so a private copy is read; it cannot be made in '{Path.GetTempPath()}': {e.Message} Copy both files to where you may write, and read them there.",
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

    private static string Stamp(string path) =>
        string.Join('/', new[] { new FileInfo(path), new FileInfo(Sidecar.Of(path, "-wal")) }.Select(file => $"{file.Length} {file.LastWriteTimeUtc.Ticks}"));
}
