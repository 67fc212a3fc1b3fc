using System.CommandLine;
using System.Diagnostics;
using AuditChain;

namespace AuditCli.Commands;

/// <summary><c>auditlog serve FILE</c>: starts the program AuditService, so that this one needs no ASP.NET Core.</summary>
internal static class ServeCommand
{
    /// <summary>Names the program where it is not beside this one.</summary>
    private const string Variable = "AUDITLOG_SERVICE", Program = "AuditService.dll";

    public static Command Create()
    {
        Argument<string> file = new("FILE") { Description = "The configuration, a JSON file; docs/service.md and auditlog.schema.json beside the program describe it." };
        Option<bool> check = new("--check") { Description = "Check the configuration, open the log and the certificates, and start nothing." };
        DocumentedCommand command = new("serve", "Serves a log to other machines, over HTTP and the collector's protocol, until it is stopped.",
            """
            It needs the ASP.NET Core runtime 10, which the rest of auditlog does not. Who may do what, 'auditlog token' says.

            Example:
              auditlog serve service.json --check
              auditlog serve service.json
            """)
        { file, check };
        command.SetAction(parsed => Start(Find(), [Path.GetFullPath(parsed.GetValue(file)!), .. (string[])(parsed.GetValue(check) ? ["--check"] : [])]));
        return command;
    }

    private static string Find()
    {
        string[] places = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named ? [Path.GetFullPath(named)]
            : [Path.Combine(AppContext.BaseDirectory, Program), Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "service", Program))];
        return places.FirstOrDefault(File.Exists) ?? throw new AuditException(AuditError.AuditConfigurationInvalid,
            $"The service is a program of its own, {Program}, and it is not at {string.Join(" or ", places.Select(place => $"'{place}'"))}. {Variable} can name it.");
    }

    /// <summary>Runs it in place of this program: the terminal's signals reach it as well, and a stop is passed on.</summary>
    private static int Start(string program, string[] arguments)
    {
        using Process service = Process.Start(new ProcessStartInfo("dotnet", [program, .. arguments]) { UseShellExecute = false })
            ?? throw new AuditException(AuditError.AuditConfigurationInvalid, $"'{program}' could not be started.");
        using PosixStop stop = new(service);
        service.WaitForExit();
        return service.ExitCode;
    }
}
