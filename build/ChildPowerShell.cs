using System.Diagnostics;

namespace AuditLog.Build;

// Compiled into the programs of bench/ and tests/ that start a PowerShell; build/powershell.sh and build/child-powershell.ps1
// do the same for bash and for PowerShell.

/// <summary>The PowerShell 7.6 of this machine: the one of AUDITLOG_PWSH, which build.sh and build.ps1 set, else the one on PATH.</summary>
internal static class ChildPowerShell
{
    private static readonly Lazy<string?> s_missing = new(Look);

    /// <summary>The variable that names a pwsh, or the pwsh.dll of a .NET tool, which dotnet starts.</summary>
    public const string Variable = "AUDITLOG_PWSH";

    /// <summary>Why there is none; null when there is one.</summary>
    public static string? Missing => s_missing.Value;

    /// <summary>What starts it, with no profile and no questions.</summary>
    /// <param name="arguments">For example -File and the path of a script.</param>
    public static ProcessStartInfo Start(params IEnumerable<string> arguments)
    {
        string? named = Environment.GetEnvironmentVariable(Variable);
        bool isTool = named is not null && named.EndsWith(".dll", StringComparison.OrdinalIgnoreCase);
        string program = isTool ? "dotnet" : string.IsNullOrEmpty(named) ? "pwsh" : named;
        return new ProcessStartInfo(program, [.. isTool ? [named!] : Array.Empty<string>(), "-NoProfile", "-NonInteractive", .. arguments]) { UseShellExecute = false };
    }

    private static string? Look()
    {
        ProcessStartInfo start = Start("-Command", "exit [int]($PSVersionTable.PSVersion -lt [version]'7.6')");
        try
        {
            using Process process = Process.Start(start)!;
            process.WaitForExit();
            return process.ExitCode == 0 ? null : $"'{start.FileName}' is not PowerShell 7.6 or newer";
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return $"there is no '{start.FileName}'; install PowerShell 7.6, or let ./build.sh fetch it";
        }
    }
}
