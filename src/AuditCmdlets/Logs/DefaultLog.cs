
namespace AuditCmdlets.Logs;

/// <summary>The log that is meant when none is named: that of the environment, else the user's own.</summary>
internal static class DefaultLog
{
    /// <summary>The environment variable that names a log for a session, a service or a machine.</summary>
    public const string Variable = LogLocation.Variable;

    /// <summary>What the environment names; null when it names nothing.</summary>
    public static string? Named => LogLocation.Named;

    /// <summary>The user's own log, in the folder where the platform keeps the state of programs.</summary>
    public static string Own => LogLocation.Own;

    /// <summary>Opens the user's own log for appending; creates it when it is not there yet, its folder for the user alone.</summary>
    public static IAuditLog OpenOrCreateOwn()
    {
        string path = Own;
        if (!File.Exists(path))
        {
            LogLocation.CreateOwnFolder();
            try
            {
                return LogOpener.Create(path);
            }
            catch (AuditException e) when (e.Error == AuditError.AuditLogExists)
            {
                // Another process was faster; its log is as good.
            }
        }
        return LogOpener.OpenToAppend(path);
    }
}
