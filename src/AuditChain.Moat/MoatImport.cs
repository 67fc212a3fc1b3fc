namespace AuditChain.Moat;

/// <summary>Turns a log of moat into a new log of ours, entry by entry. The new log appears whole or not at all.</summary>
internal static class MoatImport
{
    private const int BatchEntries = 1024;
    private const int BatchBytes = 4 * 1024 * 1024;

    /// <summary>Verifies the old log, then writes the new one.</summary>
    /// <param name="path">A file of moat.</param>
    /// <param name="kind">Its kind.</param>
    /// <param name="destination">A file that does not exist.</param>
    /// <param name="origin">The new log's name; null for <c>host/file-name</c>.</param>
    /// <param name="options">Keys that must vouch for the old log; progress of both passes.</param>
    public static LogStatus Run(string path, ChainSourceKind kind, string destination, string? origin, VerificationOptions options)
    {
        string full = Path.GetFullPath(destination);
        NewLogFile.CheckPlace(full);
        MoatFile.RequireIntact(path, kind, options);
        NewLogFile.Build(full, overwrite: false, temporary =>
        {
            using SqliteAuditLog log = SqliteAuditLog.Create(temporary, origin ?? SqliteAuditLog.DefaultOrigin(full));
            using IMoatSource source = MoatFile.Open(path, kind);
            Copy(source, log, options);
        });
        using SqliteAuditLog made = SqliteAuditLog.Open(full, LogAccess.Read);
        return made.ReadStatus();
    }

    private static void Copy(IMoatSource source, SqliteAuditLog log, VerificationOptions options)
    {
        MoatCopy copy = new(source);
        List<PreparedEntry> batch = [];
        long bytes = 0, done = 0;
        while (copy.Next() is { } entry)
        {
            batch.Add(entry);
            bytes += copy.DataLength;
            if (batch.Count < BatchEntries && bytes < BatchBytes) continue;
            options.Cancellation.ThrowIfCancellationRequested();
            log.Append(batch);
            options.Progress?.Invoke(done += batch.Count);
            batch.Clear();
            bytes = 0;
        }
        if (batch.Count > 0) log.Append(batch);
    }
}
