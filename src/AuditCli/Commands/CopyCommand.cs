using System.CommandLine;
using AuditChain;

namespace AuditCli.Commands;

/// <summary><c>auditlog copy LOG NEW</c>: a backup of a log that may be in use.</summary>
internal static class CopyCommand
{
    public static Command Create()
    {
        Argument<string[]> files = CommonOptions.LogAnd("NEW", "The file to create, or a folder for a copy of the same name.");
        Option<bool> force = CommonOptions.Force();
        Option<bool> json = CommonOptions.Json("Print {\"count\":…,\"head\":…,\"logId\":…,\"origin\":…,\"path\":…}.");
        DocumentedCommand command = new("copy", "Copies a log, also while it is written to: one moment of it, verified.",
            """
            The copy appears whole or not at all, with everything that was acknowledged before it began, attestations included.
            A log that does not hold is not copied: what of it is intact can be exported. With --force an earlier copy of the
            same log is replaced; any other file, and a log in use, never is. cp would copy no moment at all: what was
            written last is in another file.

            To restore a backup, stop the writers, move what is left of the log away, and copy the backup to its place. Verify it against the newest checkpoint kept elsewhere:
            a backup that is older than that is reported as Truncated.

            Example:
              auditlog copy ops.db /backup/ops-2026-11-20.db
            """)
        { files, force, json };
        command.SetAction(parsed =>
        {
            using Interruption interruption = new();
            (string from, string to) = LogFile.Split(parsed.GetValue(files)!);
            VerificationReport copy = LogOpener.Copy(from, to, parsed.GetValue(force), cancellation: interruption.Token);
            return Print(copy, parsed.GetValue(json));
        });
        return command;
    }

    private static int Print(VerificationReport copy, bool json)
    {
        Output output = new();
        if (json)
        {
            output.WriteJson(new()
            {
                ["count"] = copy.Count,
                ["head"] = copy.Head?.ToString(),
                ["logId"] = copy.LogId?.ToString(),
                ["origin"] = copy.Origin,
                ["path"] = copy.Path,
            });
        }
        else
        {
            output.WriteText($"{copy.Path}: {Counted.Entries(copy.Count)}, {Counted.Of(copy.AttestationsSeen, "attestation")}, {copy.Verdict}");
        }
        return output.Finish();
    }
}
