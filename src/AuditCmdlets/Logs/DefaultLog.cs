
namespace AuditCmdlets.Logs;

/// <summary>The log that is meant when none is named: that of the environment, else the user's own.</summary>
internal static class DefaultLog
{
    /// <summary>The environment variable that names a log for a session, a service or a machine.</summary>
    public const string Variable = "AUDITLOG_PATH";

    /// <summary>What the environment names; null when it names nothing.</summary>
    public static string? Named => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } path ? path : null;

    /// <summary>The user's own log, in the folder where the platform keeps the state of programs.</summary>
    public static string Own
    {
        get
        {
            if (OperatingSystem.IsWindows())
                return Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "AuditLog", "default.audit");
            string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
            if (OperatingSystem.IsMacOS()) return Path.Combine(home, "Library", "Application Support", "AuditLog", "default.audit");
            // The XDG specification: a relative path is to be ignored.
            string? state = Environment.GetEnvironmentVariable("XDG_STATE_HOME");
            return Path.Combine(Path.IsPathFullyQualified(state ?? "") ? state! : Path.Combine(home, ".local", "state"), "auditlog", "default.audit");
        }
    }

    /// <summary>Opens the user's own log for appending; creates it when it is not there yet, its folder for the user alone.</summary>
    public static IAuditLog OpenOrCreateOwn()
    {
        string path = Own;
        if (!File.Exists(path))
        {
            CreateFolder(Path.GetDirectoryName(path)!);
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

    private static void CreateFolder(string folder)
    {
        try
        {
            if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
            else Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new AuditException(
                AuditError.AuditLogAccessDenied,
                $"Your own log cannot be created: the folder '{folder}' cannot be made: {e.Message} Name a log with -Path or in $env:{Variable}.", e);
        }
    }
}
