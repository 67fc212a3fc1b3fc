using AuditChain;

namespace AuditCli;

/// <summary>Opens a log; only <c>auditlog init</c> ever makes one.</summary>
internal static class LogFile
{
    public static IAuditLog OpenToAppend(string path)
    {
        try
        {
            return LogOpener.OpenToAppend(path);
        }
        catch (AuditException e) when (e.Error == AuditError.AuditLogNotFound)
        {
            throw new AuditException(e.Error, $"{e.Message} A new log is made by: auditlog init '{path}'", e);
        }
    }

    /// <summary>Refuses to write where the log is: with --force the output would take the place of what it was made from.</summary>
    public static void RequireOther(string path, string log)
    {
        string full = Path.GetFullPath(path);
        string real = File.Exists(full) ? File.ResolveLinkTarget(full, returnFinalTarget: true)?.FullName ?? full : full;
        if (new[] { log, $"{log}-wal", $"{log}-shm" }.Contains(real, StringComparer.OrdinalIgnoreCase))
            throw new UsageException($"'{path}' is the log itself, or a file of its database. Choose another name.");
    }
}
