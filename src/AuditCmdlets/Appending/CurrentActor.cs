using System.Management.Automation;
using System.Management.Automation.Remoting;

namespace AuditCmdlets.Appending;

/// <summary>Who is at the prompt: the default of -Actor. A convenience and no proof: whoever may append may say another.</summary>
internal static class CurrentActor
{
    /// <summary>The account of this process; where somebody else stands behind it (remoting, sudo), that one, and the account as runAs.</summary>
    /// <param name="session">For $PSSenderInfo.</param>
    public static AuditActor Find(SessionState session)
    {
        string account = OperatingSystem.IsWindows() ? $"{Environment.UserDomainName}\\{Environment.UserName}" : Environment.UserName;
        string? behind = Unwrap(session.PSVariable.GetValue("PSSenderInfo")) is PSSenderInfo sender ? sender.UserInfo?.Identity?.Name : SudoUser(account);
        return string.IsNullOrEmpty(behind) || behind == account
            ? new AuditActor { Id = account, Type = "user" }
            : new AuditActor { Id = behind, Type = "user", RunAs = account };
    }

    private static string? SudoUser(string account) =>
        !OperatingSystem.IsWindows() && account == "root" ? Environment.GetEnvironmentVariable("SUDO_USER") : null;

    private static object? Unwrap(object? value) => value is PSObject wrapped ? wrapped.BaseObject : value;
}
