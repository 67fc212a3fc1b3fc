using System.Text.Json;

namespace AuditChain.Entries;

// An event as JSON: the members of an entry (docs/format.md) without those that the log adds.
//
//   {"type":"secret","occurred":"2026-11-20T09:00:01+01:00","actor":{"id":"alice","type":"user"},"action":"resolve",
//    "target":"env/DB_PASSWORD","outcome":"granted","message":"…","source":"vault","correlation":"run-17","data":{"any":1}}
//
// Actor and target may be an object with an id or just the id. A null says that the member is not there.
// Refused: other members, seq, time and prev, a member given twice, a member of another type.

/// <summary>Reads events from JSON, strictly.</summary>
internal static class EventJson
{
    /// <summary>Reads one event and prepares it.</summary>
    /// <param name="json">UTF-8; needed during the call only.</param>
    /// <param name="complete">Adds what the face knows and the event does not say, such as its actor; null for nothing.</param>
    /// <exception cref="AuditException">What is wrong with it.</exception>
    public static PreparedEntry Prepare(ReadOnlyMemory<byte> json, Func<AuditEvent, AuditEvent>? complete = null)
    {
        using JsonDocument document = StrictJson.Parse(json, "an event");
        if (document.RootElement.ValueKind != JsonValueKind.Object)
            throw StrictJson.Invalid($"An event is a JSON object such as {{\"type\":\"console\"}}; this is {StrictJson.KindName(document.RootElement.ValueKind)}.");
        AuditEvent said = Read(document.RootElement);
        return PreparedEntry.From(complete is null ? said : complete(said));
    }

    private static AuditEvent Read(JsonElement root)
    {
        string? type = null, action = null, outcome = null, message = null, source = null, correlation = null;
        DateTimeOffset? occurred = null;
        AuditActor? actor = null;
        AuditTarget? target = null;
        JsonElement? data = null;
        foreach (JsonProperty member in root.EnumerateObject())
        {
            string name = StrictJson.NameOf(member);
            JsonElement? value = member.Value.ValueKind == JsonValueKind.Null ? null : member.Value;
            switch (name)
            {
                case "type": type = StrictJson.Text(name, value); break;
                case "occurred": occurred = Time(value); break;
                case "actor": actor = value is { } who ? PartyJson.ReadActor(who) : null; break;
                case "action": action = StrictJson.Text(name, value); break;
                case "target": target = value is { } what ? PartyJson.ReadTarget(what) : null; break;
                case "outcome": outcome = StrictJson.Text(name, value); break;
                case "message": message = StrictJson.Text(name, value); break;
                case "source": source = StrictJson.Text(name, value); break;
                case "correlation": correlation = StrictJson.Text(name, value); break;
                case "data": data = value; break;
                case "seq" or "time" or "prev": throw StrictJson.Invalid($"The log itself adds '{name}'. Leave it out; when it happened goes into 'occurred'.");
                default: throw Unknown(name);
            }
        }
        return new AuditEvent
        {
            Type = type ?? "",
            Occurred = occurred,
            Actor = actor,
            Action = action,
            Target = target,
            Outcome = outcome,
            Message = message,
            Source = source,
            Correlation = correlation,
            Data = data,
        };
    }

    private static DateTimeOffset? Time(JsonElement? value)
    {
        if (StrictJson.Text("occurred", value) is not { } text) return null;
        return AuditTime.TryParseRfc3339(text, out DateTimeOffset time) ? time
            : throw StrictJson.Invalid($"'occurred' is a time like 2026-11-20T09:00:01+01:00 (RFC 3339); '{Shorten(text)}' is none.");
    }

    private static AuditException Unknown(string name) => StrictJson.Invalid(
        $"'{Shorten(name)}' is not a member of an entry. Those are type, occurred, actor, action, target, outcome, message, source, correlation and data, in lower case; a payload of your own goes into data.");

    private static string Shorten(string text) => text.Length <= 40 ? text : $"{text.AsSpan(0, 40)}…";
}
