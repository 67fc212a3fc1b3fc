using System.CommandLine;
using AuditChain;

namespace AuditCli.Commands;

/// <summary><c>auditlog import OLD NEW</c>: a log of another system becomes one of ours.</summary>
internal static class ImportCommand
{
    public static Command Create()
    {
        Argument<string> old = new("OLD") { Description = "A database or a bundle of moat. It is only read." };
        Argument<string> log = new("NEW") { Description = "The log to create. It must not be there yet; its folder must." };
        Option<string?> origin = CommonOptions.Text("--origin", "NAME", "The new log's name in every signature: no spaces, no '+'. Default: host/file-name.");
        Option<string[]> keys = CommonOptions.Texts("--public-key", "VKEY-or-FILE",
            "A key that must vouch for the old log: a file with the 32 bytes of a public key or a PEM, or a verifier-key line. Can be given several times.");
        Option<bool> json = CommonOptions.Json("Print {\"count\":…,\"head\":…,\"logId\":…,\"origin\":…,\"path\":…}.");
        DocumentedCommand command = new("import", "Turns a log of moat into a new log: every entry, with its old sequence, hash and time.",
            """
            The old log is verified first; one that does not hold is not imported. Its entries are recorded now: the old time
            becomes 'occurred', and 'data' holds the old data, seq, hash and exact time, and moat's attestation of the entry
            where there is one. The new log appears whole or not at all.

            Example:
              auditlog import ~/.moat/runs/run-1/audit.db run-1.db --origin example.com/run-1
              auditlog get run-1.db --last 3 | jq '.data'
            """)
        { old, log, origin, keys, json };
        command.SetAction(parsed => Run(parsed.GetValue(old)!, parsed.GetValue(log)!, parsed.GetValue(origin), parsed.GetValue(keys)!, parsed.GetValue(json)));
        return command;
    }

    private static int Run(string old, string path, string? origin, string[] keys, bool json)
    {
        using Interruption interruption = new();
        LogStatus made = AuditFile.Import(old, path, origin, new VerificationOptions
        {
            Keys = [.. keys.SelectMany(key => VerifierKey.Load(key))],
            Cancellation = interruption.Token,
        });
        Output output = new();
        if (json)
        {
            output.WriteJson(new()
            {
                ["count"] = made.Count,
                ["head"] = made.Head.ToString(),
                ["logId"] = made.LogId.ToString(),
                ["origin"] = made.Origin,
                ["path"] = made.Location,
            });
        }
        else
        {
            output.WriteText($"{made.LogId} {made.Origin}: {Counted.Entries(made.Count)}");
        }
        return output.Finish();
    }
}
