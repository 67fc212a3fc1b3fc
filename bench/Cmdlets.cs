using System.Diagnostics;
using System.Globalization;
using AuditLog.Build;

namespace AuditBench;

/// <summary>The cmdlets, each in a PowerShell of its own.</summary>
internal sealed class Cmdlets(string module)
{
    private static readonly string s_script = Path.Combine(AppContext.BaseDirectory, "cmdlets.ps1");

    /// <summary>Why they cannot be measured here; null when they can.</summary>
    public static string? Missing(string? module)
    {
        if (module is null) return "no module was given (--module)";
        if (!File.Exists(module)) return $"there is no module '{module}'";
        return ChildPowerShell.Missing;
    }

    public StepResult Run(string step, string log, int count) =>
        Step.Read(ChildPowerShell.Start("-File", s_script, "-Module", module, "-Step", step, "-Log", log, "-Count", count.ToString(CultureInfo.InvariantCulture)));

    /// <summary>Seconds from the start of a process to the first entry on the disk, and for a PowerShell that does nothing; medians of 11, taken in turns.</summary>
    public (double FirstEntry, double Nothing) Startup(string log)
    {
        List<double> first = [], nothing = [];
        for (int i = 0; i < 11; i++)
        {
            nothing.Add(Start(""));
            first.Add(Start($"Import-Module '{module}'; Add-AuditEntry -Type console -Message first -Path '{log}'"));
        }
        return (first.Order().ElementAt(5), nothing.Order().ElementAt(5));
    }

    private static double Start(string command)
    {
        long start = Stopwatch.GetTimestamp();
        using Process process = Process.Start(ChildPowerShell.Start("-Command", command))!;
        process.WaitForExit();
        return process.ExitCode == 0 ? Stopwatch.GetElapsedTime(start).TotalSeconds : throw new InvalidOperationException($"PowerShell ended with exit code {process.ExitCode}: {command}");
    }
}
