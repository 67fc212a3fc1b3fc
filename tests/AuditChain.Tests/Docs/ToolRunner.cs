using System.ComponentModel;
using System.Diagnostics;

namespace AuditChain.Tests.Docs;

/// <summary>Runs programs that are not ours: the papers say that a log can be checked without our software.</summary>
internal static class ToolRunner
{
    /// <summary>Skips the test on a machine without one of the programs.</summary>
    public static void Require(params string[] programs)
    {
        foreach (string program in programs) Assert.SkipUnless(Starts(program), $"There is no program '{program}' here.");
    }

    /// <summary>Runs a program to its end.</summary>
    public static (int ExitCode, string Output) Run(string program, string[] arguments, params (string Name, string Value)[] environment)
    {
        ProcessStartInfo start = new(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false, WorkingDirectory = RepositoryFiles.Root };
        foreach ((string name, string value) in environment) start.Environment[name] = value;
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + errors.GetAwaiter().GetResult());
    }

    private static bool Starts(string program)
    {
        try
        {
            return Run(program, [program == "openssl" ? "version" : "--version"]).ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }
}
