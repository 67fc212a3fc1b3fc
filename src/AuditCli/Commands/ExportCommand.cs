using System.CommandLine;
using AuditChain;

namespace AuditCli.Commands;

/// <summary><c>auditlog export LOG OUT</c>: a bundle that proves itself.</summary>
internal static class ExportCommand
{
    public static Command Create()
    {
        Argument<string> log = CommonOptions.Log("The log: a file that 'auditlog init' made, or one of moat.");
        Argument<string> to = new("OUT") { Description = "The bundle to write; compressed when its name ends in .gz." };
        Option<long?> first = CommonOptions.Number("--from", "First sequence. Default: 1.");
        Option<long?> last = CommonOptions.Number("--to", "Last sequence. Default: the newest entry.");
        Option<bool> force = CommonOptions.Force();
        Option<bool> damaged = new("--allow-damaged") { Description = "Of a damaged log, export what is intact: up to the last entry that holds. A warning says what is missing." };
        Option<bool> json = CommonOptions.Json("Print {\"attestations\":…,\"firstSequence\":…,\"lastSequence\":…,\"path\":…,\"provenSequence\":…}.");
        DocumentedCommand command = new("export", "Writes a proof bundle: entries, attestations, and for a part of a log the proof that ties it to the whole.",
            """
            Anyone can verify it with the public key alone, without the log and without this machine. Of a log or a bundle of moat,
            the bundle holds what 'import' makes of it.

            Example:
              auditlog export ops.db ops.auditbundle.gz
              auditlog export ops.db incident.auditbundle --from 1200 --to 1350
              auditlog export damaged.db rescued.auditbundle --allow-damaged
            """)
        { log, to, first, last, force, damaged, json };
        command.SetAction(parsed =>
        {
            using Interruption interruption = new();
            string path = Path.GetFullPath(parsed.GetValue(to)!);
            string from = Path.GetFullPath(parsed.GetValue(log)!);
            LogFile.RequireOther(path, from);
            BundleSummary summary = AuditFile.Export(
                from, path, parsed.GetValue(first) ?? 1, parsed.GetValue(last), parsed.GetValue(force), cancellation: interruption.Token, allowDamaged: parsed.GetValue(damaged));
            if (summary.Damage is not null) Errors.Warn(summary.Damage);
            return Print(summary, path, parsed.GetValue(json));
        });
        return command;
    }

    private static int Print(BundleSummary summary, string path, bool json)
    {
        Output output = new();
        if (json)
        {
            output.WriteJson(new()
            {
                ["attestations"] = summary.Attestations,
                ["firstSequence"] = summary.FirstSequence,
                ["lastSequence"] = summary.LastSequence,
                ["path"] = path,
                ["provenSequence"] = summary.ProvenSequence == 0 ? null : summary.ProvenSequence,
            });
        }
        else
        {
            string entries = summary.LastSequence == 0 ? "no entries" : $"entries {summary.FirstSequence} to {summary.LastSequence}";
            string proof = summary.ProvenSequence == 0 ? "" : $", the inclusion proof of {summary.ProvenSequence}";
            output.WriteLine($"{path}: {entries}, {summary.Attestations} attestations{proof}");
        }
        return output.Finish();
    }
}
