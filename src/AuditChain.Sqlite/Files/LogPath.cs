namespace AuditChain.Sqlite.Files;

/// <summary>The one place that says where a log lies: behind symbolic links, and where its sidecars are, which SQLite keeps beside the file and not beside the link.</summary>
internal static class LogPath
{
    /// <summary>The full path of the file itself, all symbolic links at its end followed.</summary>
    /// <param name="path">As somebody gave it. What is not there is taken as it stands.</param>
    public static string Real(string path)
    {
        string full = Path.GetFullPath(path);
        try
        {
            return File.ResolveLinkTarget(full, returnFinalTarget: true)?.FullName ?? full;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Not there, or not to be seen: opening it says so in better words.
            return full;
        }
    }

    /// <summary>The write-ahead log of a log.</summary>
    /// <param name="real">What <see cref="Real"/> gave.</param>
    public static string Wal(string real) => $"{real}-wal";

    /// <summary>The shared memory by which the processes that use a log agree.</summary>
    /// <param name="real">What <see cref="Real"/> gave.</param>
    public static string Shm(string real) => $"{real}-shm";

    /// <summary>The rollback journal, which a log never has.</summary>
    /// <param name="real">What <see cref="Real"/> gave.</param>
    public static string Journal(string real) => $"{real}-journal";
}
