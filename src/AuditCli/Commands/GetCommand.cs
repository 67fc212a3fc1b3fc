using System.CommandLine;
using AuditChain;

namespace AuditCli.Commands;

/// <summary><c>auditlog get LOG</c>: the lines of entries, as they are stored and hashed.</summary>
internal static class GetCommand
{
    public static Command Create()
    {
        Argument<string> log = CommonOptions.Log("A log, a bundle or a mirror file, or one of moat.");
        Option<string[]> type = CommonOptions.Texts("--type", "T", "Only entries of this type, whatever the case. Can be given several times.");
        Option<string[]> actor = CommonOptions.Texts("--actor", "ID", "Only entries of this actor, whatever the case. Can be given several times.");
        Option<DateTimeOffset?> after = CommonOptions.Time("--after", "Recorded at this time or later: RFC 3339, or a date (UTC).", dates: true);
        Option<DateTimeOffset?> before = CommonOptions.Time("--before", "Recorded before this time: RFC 3339, or a date (UTC).", dates: true);
        Option<long?> first = CommonOptions.Number("--first", "The oldest N of those that match.");
        Option<long?> last = CommonOptions.Number("--last", "The newest N of those that match, in ascending order.");
        Option<bool> json = CommonOptions.Json("Nothing changes: an entry's line is one JSON object.");
        DocumentedCommand command = new("get", "Prints entries: their lines, byte for byte, ascending. No match prints nothing and is no error.",
            """
            Example:
              auditlog get ops.db --type secret --type network --actor alice --after 2026-11-01
              auditlog get ops.db --last 20 | jq -r '[.seq,.time,.message] | @tsv'
            """)
        { log, type, actor, after, before, first, last, json };
        command.Validators.Add(result =>
        {
            if (result.GetResult(first) is not null && result.GetResult(last) is not null) result.AddError("--first and --last exclude each other.");
        });
        command.SetAction(parsed =>
        {
            List<NameFilter> names = [];
            if (parsed.GetValue(type) is { Length: > 0 } types) names.Add(NameFilter.AnyOf(EntryMember.Type, types));
            if (parsed.GetValue(actor) is { Length: > 0 } actors) names.Add(NameFilter.AnyOf(EntryMember.Actor, actors));
            EntryQuery query = new() { Names = names, After = parsed.GetValue(after), Before = parsed.GetValue(before), Last = parsed.GetValue(last) };
            return Print(parsed.GetValue(log)!, query, parsed.GetValue(first) ?? long.MaxValue);
        });
        return command;
    }

    private static int Print(string path, EntryQuery query, long count)
    {
        Output output = new();
        foreach (AuditEntry entry in AuditFile.Read(path, query))
        {
            output.WriteLine(entry.LineBytes.Span);
            // A reader that went away wants no more: `auditlog get … | head`.
            if (--count == 0 || output.Problem is not null) break;
        }
        return output.Finish();
    }
}
