using System.Text.Json;

namespace AuditChain.Events;

/// <summary>Reads a catalogue, and says where one is not of the form that <see cref="EventCatalogue"/> shows.</summary>
/// <param name="origin">Where it comes from.</param>
/// <remarks>All lists are arrays, which PowerShell indexes as it is used to.</remarks>
internal sealed class CatalogueReader(string origin)
{
    private static readonly string[] s_members = ["actor", "target", "correlation", "source"];
    private string _place = "the catalogue";

    /// <summary>The version, and the types in their order.</summary>
    /// <param name="json">UTF-8.</param>
    public (string Version, List<AuditEventType> Types) Read(ReadOnlySpan<byte> json)
    {
        using JsonDocument document = Parse(json);
        Dictionary<string, JsonElement> members = Members(document.RootElement, "version", "types");
        string version = Text(members, "version") ?? throw Fault("a version such as 1.0 is missing");
        string catalogue = origin == "AuditLog" ? $"AuditLog {version}" : origin;
        if (!members.TryGetValue("types", out JsonElement types)) throw Fault("the list of types is missing");
        List<AuditEventType> result = [];
        foreach (JsonElement type in Items(types))
        {
            _place = $"type {result.Count + 1}";
            result.Add(ReadType(type) with { Catalogue = catalogue });
        }
        return (version, result);
    }

    private AuditEventType ReadType(JsonElement json)
    {
        Dictionary<string, JsonElement> members = Members(json, "name", "group", "meaning", "action", "members", "outcome", "data", "names");
        string name = Required(members, "name");
        _place = $"type '{name}'";
        if (name.Length > AuditLimits.TypeLength || name.Any(char.IsControl) || EventNames.ToIdentifier(name).Length == 0)
            throw Fault($"a name has 1 to {AuditLimits.TypeLength} characters, none of them a control character, and a letter or digit among them");
        AuditEventType type = new()
        {
            Name = name,
            Group = Text(members, "group") ?? "own",
            Meaning = Required(members, "meaning"),
            Action = Text(members, "action"),
            Members = members.TryGetValue("members", out JsonElement used) ? ReadMembers(used) : [],
            Data = members.TryGetValue("data", out JsonElement data) ? ReadFields(data) : [],
            ForeignNames = members.TryGetValue("names", out JsonElement names) ? ReadNames(names) : [],
        };
        return members.TryGetValue("outcome", out JsonElement outcome) ? WithOutcome(type, outcome) : type;
    }

    private AuditEventMember[] ReadMembers(JsonElement json)
    {
        List<AuditEventMember> result = [];
        foreach ((string name, JsonElement value) in Members(json, s_members))
        {
            if (value.ValueKind == JsonValueKind.String)
            {
                result.Add(new AuditEventMember(name, value.GetString()!, IsRequired: false, Type: null));
                continue;
            }
            Dictionary<string, JsonElement> members = Members(value, "required", "type", "meaning");
            result.Add(new AuditEventMember(name, Required(members, "meaning"), Flag(members, "required"), Text(members, "type")));
        }
        return [.. result];
    }

    private AuditEventType WithOutcome(AuditEventType type, JsonElement json)
    {
        Dictionary<string, JsonElement> members = Members(json, "allowed", "default", "required");
        string[] allowed = Texts(members, "allowed");
        string? usual = Text(members, "default");
        if (allowed.Length == 0) throw Fault("an outcome needs the list 'allowed'; leave the outcome out where there is none");
        if (usual is not null && !allowed.Contains(usual, StringComparer.Ordinal)) throw Fault($"the default outcome '{usual}' is not among the allowed ones");
        foreach (string outcome in allowed)
        {
            if (outcome != AuditEventType.AnyOutcome && !PreparedEntry.IsOutcome(outcome)) throw Fault($"an outcome is a lower-case word; '{outcome}' is not");
        }
        return type with { Outcomes = allowed, DefaultOutcome = usual, IsOutcomeRequired = usual is not null || Flag(members, "required") };
    }

    private AuditEventField[] ReadFields(JsonElement json)
    {
        List<AuditEventField> result = [];
        HashSet<string> identifiers = new(StringComparer.OrdinalIgnoreCase);
        foreach (JsonElement item in Items(json))
        {
            Dictionary<string, JsonElement> members = Members(item, "name", "type", "required", "meaning", "values", "examples", "minimum", "maximum", "maxLength", "maxItems", "members", "record");
            AuditEventField field = new()
            {
                Name = Required(members, "name"),
                Type = Required(members, "type"),
                Meaning = Required(members, "meaning"),
                IsRequired = Flag(members, "required"),
                Values = Texts(members, "values"),
                Examples = Texts(members, "examples"),
                Minimum = Number(members, "minimum"),
                Maximum = Number(members, "maximum"),
                MaxLength = (int?)Number(members, "maxLength"),
                MaxItems = (int?)Number(members, "maxItems"),
                Members = members.TryGetValue("members", out JsonElement inner) ? ReadFields(inner) : [],
                Record = Text(members, "record"),
            };
            if (!AuditEventField.Types.Contains(field.Type, StringComparer.Ordinal))
                throw Fault($"the data member '{field.Name}' is of type '{field.Type}'; expected one of {string.Join(", ", AuditEventField.Types)}");
            if (field.Identifier.Length == 0 || char.IsAsciiDigit(field.Identifier[0]) || !identifiers.Add(field.ParameterName))
                throw Fault($"the data member '{field.Name}' needs a name of its own that begins with a letter");
            result.Add(field);
        }
        return [.. result];
    }

    private KeyValuePair<string, string>[] ReadNames(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object) throw Fault("'names' holds names of systems, each with the names that the event has there");
        List<KeyValuePair<string, string>> result = [];
        foreach (JsonProperty system in json.EnumerateObject())
        {
            foreach (JsonElement name in Items(system.Value)) result.Add(new(system.Name, Text(name, system.Name)));
        }
        return [.. result];
    }

    private JsonDocument Parse(ReadOnlySpan<byte> json)
    {
        try
        {
            if (json.StartsWith("\uFEFF"u8)) json = json[3..];
            return JsonDocument.Parse(json.ToArray(), JsonReading.Options);
        }
        catch (JsonException e)
        {
            throw new AuditException(AuditError.AuditCatalogueInvalid, $"{origin}: it is not JSON: {e.Message}", e);
        }
    }

    private Dictionary<string, JsonElement> Members(JsonElement json, params ReadOnlySpan<string> known)
    {
        string names = string.Join(", ", known.ToArray());
        if (json.ValueKind != JsonValueKind.Object) throw Fault($"expected an object with the members {names}, found {json.GetRawText()}");
        Dictionary<string, JsonElement> result = new(StringComparer.OrdinalIgnoreCase);
        foreach (JsonProperty member in json.EnumerateObject())
        {
            string? name = null;
            foreach (string one in known) name = string.Equals(one, member.Name, StringComparison.OrdinalIgnoreCase) ? one : name;
            if (name is null) throw Fault($"there is no member '{member.Name}' here; expected {names}");
            if (member.Value.ValueKind != JsonValueKind.Null && !result.TryAdd(name, member.Value)) throw Fault($"the member '{name}' is there twice");
        }
        return result;
    }

    // A list of one may be written as that one: @('x') and 'x' look alike in a file of PowerShell.
    private static IEnumerable<JsonElement> Items(JsonElement json) => json.ValueKind == JsonValueKind.Array ? json.EnumerateArray() : [json];

    private string Required(Dictionary<string, JsonElement> members, string name) =>
        Text(members, name) is { Length: > 0 } text ? text : throw Fault($"the member '{name}' is missing or empty");

    private string? Text(Dictionary<string, JsonElement> members, string name) => members.TryGetValue(name, out JsonElement value) ? Text(value, name) : null;

    private string Text(JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.String ? value.GetString()! : throw Fault($"'{name}' holds text; {value.GetRawText()} is none");

    private string[] Texts(Dictionary<string, JsonElement> members, string name) =>
        members.TryGetValue(name, out JsonElement value) ? [.. Items(value).Select(item => Text(item, name))] : [];

    private bool Flag(Dictionary<string, JsonElement> members, string name) => members.TryGetValue(name, out JsonElement value) && value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw Fault($"'{name}' is true or false; {value.GetRawText()} is neither"),
    };

    private double? Number(Dictionary<string, JsonElement> members, string name) => !members.TryGetValue(name, out JsonElement value) ? null
        : value.ValueKind == JsonValueKind.Number ? value.GetDouble() : throw Fault($"'{name}' is a number; {value.GetRawText()} is none");

    private AuditException Fault(string problem) => new(AuditError.AuditCatalogueInvalid, $"{origin}: {_place}: {problem}.");
}
