using System.Globalization;
using System.Numerics;
using System.Text.Json;

namespace AuditChain.Events;

/// <summary>Compares an entry, as it will stand in the log, with its type.</summary>
/// <param name="type">The type of the entry.</param>
internal sealed class EventCheck(AuditEventType type)
{
    /// <summary>Refuses the entry when its type forbids something that it holds, or demands something that it lacks.</summary>
    /// <param name="entry">Of this type.</param>
    /// <exception cref="AuditException">AuditEventInvalid.</exception>
    public void Check(PreparedEntry entry)
    {
        using JsonDocument line = JsonDocument.Parse(entry.WithoutPlace, JsonReading.Options);
        CheckOutcome(entry.Event.Outcome);
        foreach (AuditEventMember member in type.Members)
        {
            if (member.IsRequired && !line.RootElement.TryGetProperty(member.Name, out _)) throw Fault(member.Name, $"is missing. It is required: {member.Meaning}");
        }
        if (line.RootElement.TryGetProperty("data", out JsonElement data)) CheckObject("data", data, type.Data);
        else if (type.Data.FirstOrDefault(field => field.IsRequired) is { } required) throw Fault($"data.{required.Name}", $"is missing. It is required: {required.Meaning}");
    }

    private void CheckOutcome(string? outcome)
    {
        if (outcome is null && type.IsOutcomeRequired) throw Fault("outcome", $"is missing. Expected {AnyOf(type.Outcomes)}.");
        if (outcome is null || type.Outcomes.Any(allowed => allowed == outcome || allowed == AuditEventType.AnyOutcome)) return;
        throw Fault("outcome", type.Outcomes.Count == 0 ? $"is '{outcome}', and this type has none." : $"is '{outcome}'. Expected {AnyOf(type.Outcomes)}.");
    }

    private void CheckObject(string path, JsonElement json, IReadOnlyList<AuditEventField> fields)
    {
        if (json.ValueKind != JsonValueKind.Object) throw Fault(path, $"is {Describe(json)}. Expected {(fields.Count == 0 ? "no data at all" : $"an object with {Known(fields)}")}.");
        foreach (JsonProperty member in json.EnumerateObject())
        {
            AuditEventField? field = fields.FirstOrDefault(field => field.Name == member.Name);
            // What was left out as a secret is told in any entry.
            if (field is null && path == "data" && member.Name is "redacted" or "auditRedacted") continue;
            if (field is null) throw Fault($"{path}.{member.Name}", $"is not a member of this type. Expected {Known(fields)}.");
            if (member.Value.ValueKind != JsonValueKind.Null) CheckField($"{path}.{member.Name}", member.Value, field);
        }
        foreach (AuditEventField field in fields)
        {
            if (field.IsRequired && (!json.TryGetProperty(field.Name, out JsonElement value) || value.ValueKind == JsonValueKind.Null))
                throw Fault($"{path}.{field.Name}", $"is missing. It is required: {field.Meaning}");
        }
    }

    private void CheckField(string path, JsonElement json, AuditEventField field)
    {
        // What a sealed value is stays outside of the log; that it is there is all that can be said.
        if (json.ValueKind == JsonValueKind.Object && json.TryGetProperty(ValueWriter.SealedMember, out _)) return;
        switch (field.Type)
        {
            case "string": CheckText(path, json, field); break;
            case "integer" or "number": CheckNumber(path, json, field); break;
            case "boolean" when json.ValueKind is not (JsonValueKind.True or JsonValueKind.False): throw Fault(path, $"is {Describe(json)}. Expected true or false.");
            case "time" when json.ValueKind != JsonValueKind.String || !AuditTime.TryParseRfc3339(json.GetString()!, out _):
                throw Fault(path, $"is {Describe(json)}. Expected a time such as 2026-11-20T09:00:01Z.");
            case "string[]" or "object[]": CheckItems(path, json, field); break;
            case "object" when field.Members.Count > 0: CheckObject(path, json, field.Members); break;
            case "object" when json.ValueKind != JsonValueKind.Object: throw Fault(path, $"is {Describe(json)}. Expected an object.");
            default: break;
        }
    }

    private void CheckText(string path, JsonElement json, AuditEventField field)
    {
        if (json.ValueKind != JsonValueKind.String) throw Fault(path, $"is {Describe(json)}. Expected text.");
        string text = json.GetString()!;
        if (field.Values.Count > 0 && !field.Values.Contains(text, StringComparer.Ordinal)) throw Fault(path, $"is {Describe(json)}. Expected {AnyOf(field.Values)}.");
        if (field.MaxLength is { } most && text.Length > most) throw Fault(path, $"has {text.Length} characters. Expected at most {most}.");
    }

    private void CheckNumber(string path, JsonElement json, AuditEventField field)
    {
        bool isText = json.ValueKind == JsonValueKind.String && IsNumberText(json.GetString()!);
        if (!isText && json.ValueKind != JsonValueKind.Number) throw Fault(path, $"is {Describe(json)}. Expected {(field.Type == "integer" ? "an integer" : "a number")}.");
        double value = isText ? double.Parse(json.GetString()!, CultureInfo.InvariantCulture) : json.GetDouble();
        if (field.Type == "integer" && Math.Floor(value) != value) throw Fault(path, $"is {Describe(json)}. Expected an integer.");
        if (value < field.Minimum) throw Fault(path, $"is {Describe(json)}. Expected {field.Minimum} at least.");
        if (value > field.Maximum) throw Fault(path, $"is {Describe(json)}. Expected {field.Maximum} at most.");
    }

    // Canonical JSON has as text the integers and decimals that a double does not carry exactly; nothing else.
    private static bool IsNumberText(string text) =>
        decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal value)
            ? CanonicalJson.Serialize(value)[0] == (byte)'"'
            : BigInteger.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _);

    private void CheckItems(string path, JsonElement json, AuditEventField field)
    {
        if (json.ValueKind != JsonValueKind.Array) throw Fault(path, $"is {Describe(json)}. Expected an array.");
        if (field.MaxItems is { } most && json.GetArrayLength() > most) throw Fault(path, $"has {json.GetArrayLength()} items. Expected at most {most}.");
        int at = 0;
        foreach (JsonElement item in json.EnumerateArray())
        {
            string place = $"{path}[{at++}]";
            if (field.Type == "string[]") CheckText(place, item, field);
            else if (field.Members.Count > 0) CheckObject(place, item, field.Members);
            else if (item.ValueKind != JsonValueKind.Object) throw Fault(place, $"is {Describe(item)}. Expected an object.");
        }
    }

    private AuditException Fault(string path, string problem) => new(AuditError.AuditEventInvalid, $"An entry of the type {type.Name} is refused: its {path} {problem}");

    private static string Known(IReadOnlyList<AuditEventField> fields) => fields.Count == 0 ? "no data at all" : string.Join(", ", fields.Select(field => field.Name));

    private static string AnyOf(IReadOnlyList<string> values) => values.Count == 1 ? values[0] : $"{string.Join(", ", values.Take(values.Count - 1))} or {values[^1]}";

    private static string Describe(JsonElement json)
    {
        string text = json.GetRawText();
        return text.Length <= 60 ? text : $"{text.AsSpan(0, 60)}…";
    }
}
