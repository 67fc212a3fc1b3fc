using System.CommandLine;
using AuditChain;

namespace AuditCli.Commands;

/// <summary><c>auditlog init LOG</c>: a new log. The only command that creates one.</summary>
internal static class InitCommand
{
    public static Command Create()
    {
        Argument<string> log = new("LOG") { Description = "The file to create. It must not be there yet; its folder must." };
        Option<string?> origin = CommonOptions.Text("--origin", "NAME", "The log's name in every signature: no spaces, no '+'. Default: host/file-name.");
        Option<bool> json = CommonOptions.Json("Print {\"created\":…,\"logId\":…,\"origin\":…,\"path\":…}.");
        Command command = new("init", "Creates a log and prints its identity (the header hash) and its origin.") { log, origin, json };
        command.SetAction(parsed => Run(parsed.GetValue(log)!, parsed.GetValue(origin), parsed.GetValue(json)));
        return command;
    }

    private static int Run(string path, string? origin, bool json)
    {
        using IAuditLog log = LogOpener.Create(path, origin);
        Output output = new();
        if (json)
        {
            output.WriteJson(new()
            {
                ["created"] = log.Header.Created,
                ["logId"] = log.Header.Hash.ToString(),
                ["origin"] = log.Header.Origin,
                ["path"] = log.Location,
            });
        }
        else
        {
            output.WriteText($"{log.Header.Hash} {log.Header.Origin}");
        }
        return output.Finish();
    }
}
