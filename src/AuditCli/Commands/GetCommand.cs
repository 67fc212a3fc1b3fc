using System.CommandLine;
using AuditChain;

namespace AuditCli.Commands;

/// <summary><c>auditlog get LOG</c>: the lines of entries, as they are stored and hashed.</summary>
internal static class GetCommand
{
    public static Command Create()
    {
        Argument<string?> log = CommonOptions.Log("A log, a bundle or a mirror file, or one of moat.");
        (EntryMember Member, Option<string[]> Option)[] names =
        [
            (EntryMember.Type, Names("--type", "T", "Only entries of this type")),
            (EntryMember.Actor, Names("--actor", "ID", "Only entries of this actor")),
            (EntryMember.Action, Names("--action", "A", "Only entries of this action")),
            (EntryMember.Target, Names("--target", "ID", "Only entries of this target")),
            (EntryMember.Outcome, Names("--outcome", "O", "Only entries of this outcome")),
            (EntryMember.Source, Names("--source", "S", "Only entries of this source")),
            (EntryMember.Correlation, Names("--correlation", "C", "Only entries of this trace, request or run id")),
        ];
        names[^1].Option.Aliases.Add("--correlation-id");
        Option<string[]> message = Names("--message", "TEXT", "Only entries whose message is this one, for example '*denied*'");
        Option<DateTimeOffset?> after = CommonOptions.Time("--after", $"Recorded at this time or later: {Moment.Forms}.", moments: true);
        Option<DateTimeOffset?> before = CommonOptions.Time("--before", "Recorded before this time; the same forms.", moments: true);
        Option<long[]> sequence = new("--sequence") { HelpName = "N", Description = "Only the entry of this sequence. Can be given several times.", DefaultValueFactory = _ => [] };
        Option<long?> skip = CommonOptions.Number("--skip", "Leave out the first N of those that match.");
        Option<long?> first = CommonOptions.Number("--first", "The oldest N of those that match.");
        Option<long?> last = CommonOptions.Number("--last", "The newest N of those that match, in ascending order.");
        Option<bool> descending = new("--descending") { Description = "Newest first." };
        Option<bool> json = CommonOptions.Json("Nothing changes: an entry's line is one JSON object.");
        DocumentedCommand command = new("get", "Prints entries: their lines, byte for byte, ascending. No match prints nothing and is no error.",
            """
            The filters are those of Get-AuditEntry: * and ? stand for any text and any character, and case does not matter.
            On a terminal what would act on it is shown as a visible symbol; in a pipe or a file the bytes are those of the log.

            Example:
              auditlog get ops.db --type secret --type 'net*' --actor alice --after -7d
              auditlog get ops.db --last 20 | jq -r '[.seq,.time,.message] | @tsv'
            """)
        { log, message, after, before, sequence, skip, first, last, descending, json };
        foreach ((_, Option<string[]> option) in names) command.Add(option);
        command.Validators.Add(result =>
        {
            if (result.GetResult(first) is not null && result.GetResult(last) is not null) result.AddError("--first and --last exclude each other.");
        });
        command.SetAction(parsed =>
        {
            EntryQuery query = new()
            {
                Names = [.. names.Where(name => parsed.GetValue(name.Option) is { Length: > 0 }).Select(name => NameFilter.Like(name.Member, parsed.GetValue(name.Option)!))],
                Messages = [.. (parsed.GetValue(message) ?? []).Select(NamePattern.Parse)],
                After = parsed.GetValue(after),
                Before = parsed.GetValue(before),
                Sequences = parsed.GetValue(sequence) is { Length: > 0 } sequences ? new HashSet<long>(sequences) : null,
                Last = parsed.GetValue(last),
                Descending = parsed.GetValue(descending),
            };
            return Print(LogFile.PathOf(parsed.GetValue(log)), query, parsed.GetValue(skip) ?? 0, parsed.GetValue(first) ?? long.MaxValue);
        });
        return command;
    }

    private static Option<string[]> Names(string name, string value, string description) =>
        CommonOptions.Texts(name, value, $"{description}. Can be given several times.");

    private static int Print(string path, EntryQuery query, long skip, long count)
    {
        Output output = new();
        foreach (AuditEntry entry in AuditFile.Read(path, query))
        {
            if (skip-- > 0) continue;
            output.WriteLine(entry.LineBytes.Span);
            // A reader that went away wants no more: `auditlog get … | head`.
            if (--count == 0 || output.Problem is not null) break;
        }
        return output.Finish();
    }
}
