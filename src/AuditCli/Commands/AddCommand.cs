using System.CommandLine;
using System.Text;
using System.Text.Json;
using AuditChain;
using AuditCli.Input;

namespace AuditCli.Commands;

/// <summary><c>auditlog add LOG</c>: one event from the options, or any number from standard input.</summary>
internal static class AddCommand
{
    public static Command Create()
    {
        Argument<string?> log = CommonOptions.Log("The log. It must be there: 'auditlog init LOG' makes one.");
        Option<string?> type = CommonOptions.Text("--type", "T", "Kind of entry, required: console, secret, network … 1 to 128 characters.");
        Option<string?> message = CommonOptions.Text("--message", "M", "One sentence for people.");
        Option<string?> action = CommonOptions.Text("--action", "A", "What was done: resolve, update, restart …");
        Option<string?> actor = CommonOptions.Text("--actor", "ID", "Who did it. Default: the account of this process and the machine; under sudo the user who called it.");
        Option<string?> target = CommonOptions.Text("--target", "ID", "What it was done to.");
        Option<string?> outcome = CommonOptions.Text("--outcome", "O", "success, failure, granted, denied, warned, error, skipped or another lower-case word.");
        Option<string?> source = CommonOptions.Text("--source", "S", "The component or service that recorded it.");
        Option<string?> correlation = CommonOptions.Text("--correlation", "C", "Trace, request or run id: what ties entries together.");
        Option<DateTimeOffset?> occurred = CommonOptions.Time("--occurred", "When it happened, as RFC 3339. When it was recorded is always the log's own clock.", moments: false);
        Option<string?> data = CommonOptions.Text("--data", "JSON", "The payload: any JSON value, at most 64 levels deep, no member twice.");
        Option<bool> stdin = new("--stdin") { Description = "Read one JSON event a line from standard input instead." };
        Option<bool> whole = new("--all-or-nothing") { Description = "With --stdin: record all events in one step at the end of the input, or none if a line is bad. They are held in memory until then." };
        Option<bool> quiet = new("--quiet") { Description = "Print nothing on success." };
        Option<bool> json = CommonOptions.Json("Print {\"hash\":…,\"seq\":…} for each entry.");
        Option[] members = [type, message, action, actor, target, outcome, source, correlation, occurred, data];

        DocumentedCommand command = new("add", "Appends entries. Prints 'seq hash' for each, once it is on the disk.",
            """
            With --stdin, each line is a JSON object with the members of an entry but those that the log adds (seq, time,
            prev). Actor and target are an id, or an object with one; an event without an actor gets the default one. Events are committed as they arrive, many at a time
            when they arrive fast. A bad line ends it, with the line's number and exit code 2; what came before is recorded,
            or with --all-or-nothing nothing.

            Example:
              auditlog add ops.db --type console --action Restart-Service --actor alice --target spooler --outcome success
              auditlog add ops.db --type job --data '{"rows":1204,"took":3.5}'
              journalctl -o json | jq -c '{type:"journal",message:.MESSAGE,source:.SYSLOG_IDENTIFIER}' | auditlog add ops.db --stdin --quiet
            """)
        { log };
        foreach (Option option in (Option[])[.. members, stdin, whole, quiet, json]) command.Add(option);
        command.Validators.Add(result =>
        {
            bool fromInput = result.GetValue(stdin);
            if (!fromInput && result.GetResult(type) is null) result.AddError("An entry needs a type: give --type, or --stdin to read events from standard input.");
            if (!fromInput && result.GetValue(whole)) result.AddError("--all-or-nothing is for --stdin: one entry alone is always recorded whole.");
            foreach (Option member in members.Where(member => fromInput && result.GetResult(member) is not null))
                result.AddError($"{member.Name} and --stdin exclude each other: with --stdin every line says it for itself.");
        });
        command.SetAction(parsed =>
        {
            using IAuditLog opened = LogFile.OpenToAppend(parsed.GetValue(log), create: true);
            Acknowledgements acknowledgements = new(parsed.GetValue(quiet), parsed.GetValue(json));
            if (parsed.GetValue(stdin)) return new InputRecorder(opened, acknowledgements, parsed.GetValue(whole)).Run(StandardInput.Open());

            using JsonDocument? payload = parsed.GetValue(data) is { } text ? Payload(text) : null;
            PreparedEntry entry = PreparedEntry.From(new AuditEvent
            {
                Type = parsed.GetValue(type)!,
                Occurred = parsed.GetValue(occurred),
                Actor = parsed.GetValue(actor) is { } who ? AuditActor.FromString(who) : DefaultActor(opened),
                Action = parsed.GetValue(action),
                Target = parsed.GetValue(target) is { } what ? AuditTarget.FromString(what) : null,
                Outcome = parsed.GetValue(outcome),
                Message = parsed.GetValue(message),
                Source = parsed.GetValue(source),
                Correlation = parsed.GetValue(correlation),
                Data = payload is null || payload.RootElement.ValueKind == JsonValueKind.Null ? null : payload.RootElement,
            });
            acknowledgements.Print(opened.Append([entry]));
            return acknowledgements.Finish();
        });
        return command;
    }

    /// <summary>The account of this process; nobody for a service, which knows by the token who delivers.</summary>
    internal static AuditActor? DefaultActor(IAuditLog log) => LogOpener.IsService(log.Location) ? null : SystemActor.Find();

    private static JsonDocument Payload(string json)
    {
        try
        {
            return StrictJson.Parse(new UTF8Encoding(false, throwOnInvalidBytes: true).GetBytes(json), "--data");
        }
        catch (EncoderFallbackException)
        {
            throw StrictJson.LoneSurrogate();
        }
    }
}
