namespace AuditChain.Files;

/// <summary>Where a log is when none is named: that of the environment, else the user's own.</summary>
public static class LogLocation
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

    /// <summary>Makes the folder of the user's own log, for the user alone.</summary>
    /// <exception cref="AuditException">AuditLogAccessDenied.</exception>
    public static void CreateOwnFolder()
    {
        string folder = Path.GetDirectoryName(Own)!;
        try
        {
            if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
            else Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new AuditException(
                AuditError.AuditLogAccessDenied, $"Your own log cannot be created: the folder '{folder}' cannot be made: {e.Message} Name a log, or set {Variable} in the environment.", e);
        }
    }
}
