using System.CommandLine;
using AuditChain;

namespace AuditCli.Commands;

/// <summary><c>auditlog export LOG OUT</c>: a bundle that proves itself.</summary>
internal static class ExportCommand
{
    public static Command Create()
    {
        Argument<string[]> files = CommonOptions.LogAnd("OUT", "The bundle to write; compressed when its name ends in .gz.");
        Option<long?> first = CommonOptions.Number("--first", "First sequence. Default: 1.");
        first.Aliases.Add("--from");
        Option<long?> last = CommonOptions.Number("--last", "Last sequence. Default: the newest entry.");
        last.Aliases.Add("--to");
        Option<DateTimeOffset?> after = CommonOptions.Time("--after", "Start with the first entry recorded at this time or later.", moments: true);
        Option<DateTimeOffset?> before = CommonOptions.Time("--before", "End with the last entry recorded before this time.", moments: true);
        Option<bool> force = CommonOptions.Force();
        Option<bool> damaged = new("--allow-damaged") { Description = "Of a damaged log, export what is intact: up to the last entry that holds. A warning says what is missing." };
        Option<bool> json = CommonOptions.Json("Print {\"attestations\":…,\"firstSequence\":…,\"lastSequence\":…,\"path\":…,\"provenSequence\":…}.");
        DocumentedCommand command = new("export", "Writes a proof bundle: entries, attestations, and for a part of a log the proof that ties it to the whole.",
            """
            Anyone can verify it with the public key alone, without the log and without this machine. Of a log or a bundle of moat,
            the bundle holds what 'import' makes of it.

            Example:
              auditlog export ops.db ops.auditbundle.gz
              auditlog export ops.db incident.auditbundle --first 1200 --last 1350
              auditlog export damaged.db rescued.auditbundle --allow-damaged
            """)
        { files, first, last, after, before, force, damaged, json };
        command.SetAction(parsed =>
        {
            using Interruption interruption = new();
            (string from, string path) = LogFile.Split(parsed.GetValue(files)!);
            Destination.Check(path, FileKind.Bundle, parsed.GetValue(force));
            (long start, long? end) = EntryRange.Find(from, parsed.GetValue(first), parsed.GetValue(last), parsed.GetValue(after), parsed.GetValue(before));
            BundleSummary summary = AuditFile.Export(
                from, path, start, end, parsed.GetValue(force), cancellation: interruption.Token, allowDamaged: parsed.GetValue(damaged));
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
            output.WriteText($"{path}: {entries}, {Counted.Of(summary.Attestations, "attestation")}{proof}");
        }
        return output.Finish();
    }
}
