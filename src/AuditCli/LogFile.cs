using AuditChain;

namespace AuditCli;

/// <summary>Finds and opens the log that is meant, by the same rules as the module. Only <c>auditlog init</c>, and the first use of one's own, make one.</summary>
internal static class LogFile
{
    /// <summary>The log that is named, else that of the environment, else the user's own.</summary>
    /// <param name="given">As typed; null for none.</param>
    /// <exception cref="AuditException">AuditLogNotFound: the one that is meant when none is named is not there.</exception>
    public static string PathOf(string? given)
    {
        if (given is not null) return LogOpener.IsService(given) ? given : Path.GetFullPath(given);
        if (LogLocation.Named is { } named)
        {
            if (LogOpener.IsService(named)) return named;
            string full = Path.GetFullPath(named);
            return Path.Exists(full) ? full : throw new AuditException(AuditError.AuditLogNotFound,
                $"There is no log '{full}', which {LogLocation.Variable} names in the environment. Nothing was created. Check the variable, or make the log: auditlog init '{full}'");
        }
        return File.Exists(LogLocation.Own) ? LogLocation.Own : throw new AuditException(AuditError.AuditLogNotFound,
            $"No LOG was named, and you have none of your own yet at '{LogLocation.Own}'. Name one, or set {LogLocation.Variable} in the environment; 'auditlog add' without LOG starts your own.");
    }

    /// <summary>The log and the file of an argument that holds both, or the file alone.</summary>
    public static (string Log, string File) Split(string[] given) => given is [var log, var file] ? (PathOf(log), Path.GetFullPath(file)) : (PathOf(null), Path.GetFullPath(given[0]));

    /// <summary>Opens the log that is meant. The user's own is made when it is used for the first time.</summary>
    public static IAuditLog OpenToAppend(string? given, bool create = false)
    {
        if (create && given is null && LogLocation.Named is null && !File.Exists(LogLocation.Own)) return CreateOwn();
        string path = PathOf(given);
        try
        {
            return LogOpener.OpenToAppend(path);
        }
        catch (AuditException e) when (e.Error == AuditError.AuditLogNotFound)
        {
            throw new AuditException(e.Error, $"{e.Message} A new log is made by: auditlog init '{path}'", e);
        }
    }

    private static IAuditLog CreateOwn()
    {
        LogLocation.CreateOwnFolder();
        try
        {
            return LogOpener.Create(LogLocation.Own);
        }
        catch (AuditException e) when (e.Error == AuditError.AuditLogExists)
        {
            // Another process was faster; its log is as good.
            return LogOpener.OpenToAppend(LogLocation.Own);
        }
    }
}
