namespace AuditChain.Recording;

/// <summary>Whom the operating system says a process acts for: the actor of events that name none. A convenience and no proof: whoever may append may say another.</summary>
public static class SystemActor
{
    /// <summary>The name of the further member that holds the machine.</summary>
    public const string MachineMember = "machine";

    private static readonly Dictionary<string, object?> s_more = new(StringComparer.Ordinal) { [MachineMember] = Environment.MachineName };

    /// <summary>The account of this process, <c>DOMAIN\user</c> on Windows.</summary>
    public static string Account => OperatingSystem.IsWindows() ? $"{Environment.UserDomainName}\\{Environment.UserName}" : Environment.UserName;

    /// <summary>The account of this process and the machine; under sudo the user who called it, and the account as <c>runAs</c>.</summary>
    public static AuditActor Find() => Behind(SudoUser());

    /// <summary>Somebody for whom this process acts.</summary>
    /// <param name="user">Null, or the account itself, when there is nobody behind it.</param>
    /// <param name="session">The session in which he does; null when there is none.</param>
    public static AuditActor Behind(string? user, string? session = null)
    {
        string account = Account;
        bool other = !string.IsNullOrEmpty(user) && user != account;
        return new AuditActor { Id = other ? user! : account, Type = "user", RunAs = other ? account : null, Session = session, More = s_more };
    }

    // sudo sets all of these. For root one is enough; for other accounts a variable that was left over is no witness.
    private static string? SudoUser()
    {
        if (OperatingSystem.IsWindows()) return null;
        bool called = Environment.UserName == "root" || (Environment.GetEnvironmentVariable("SUDO_UID") is not null && Environment.GetEnvironmentVariable("SUDO_COMMAND") is not null);
        return called ? Environment.GetEnvironmentVariable("SUDO_USER") : null;
    }
}
