using System.Text.Json;

namespace AuditChain.Entries;

/// <summary>Reads an actor or a target: its id alone, or an object with an id and further members.</summary>
internal static class PartyJson
{
    public static AuditActor ReadActor(JsonElement json)
    {
        if (json.ValueKind == JsonValueKind.String) return AuditActor.FromString(StrictJson.Text("actor", json)!);
        Dictionary<string, object?> more = Members("actor", json, ["id", "type", "name", "session", "runAs"], out Dictionary<string, string> known);
        return new AuditActor
        {
            Id = known.GetValueOrDefault("id", ""),
            Type = known.GetValueOrDefault("type"),
            Name = known.GetValueOrDefault("name"),
            Session = known.GetValueOrDefault("session"),
            RunAs = known.GetValueOrDefault("runAs"),
            More = more.Count == 0 ? null : more,
        };
    }

    public static AuditTarget ReadTarget(JsonElement json)
    {
        if (json.ValueKind == JsonValueKind.String) return AuditTarget.FromString(StrictJson.Text("target", json)!);
        Dictionary<string, object?> more = Members("target", json, ["id", "type"], out Dictionary<string, string> known);
        return new AuditTarget { Id = known.GetValueOrDefault("id", ""), Type = known.GetValueOrDefault("type"), More = more.Count == 0 ? null : more };
    }

    private static Dictionary<string, object?> Members(string owner, JsonElement json, ReadOnlySpan<string> texts, out Dictionary<string, string> known)
    {
        if (json.ValueKind != JsonValueKind.Object)
            throw StrictJson.Invalid($"'{owner}' is an id as text, or an object with the member id; this is {StrictJson.KindName(json.ValueKind)}.");
        Dictionary<string, object?> more = new(StringComparer.Ordinal);
        known = new(StringComparer.Ordinal);
        foreach (JsonProperty member in json.EnumerateObject())
        {
            string name = StrictJson.NameOf(member);
            if (!texts.Contains(name)) more.Add(name, member.Value);
            else if (member.Value.ValueKind != JsonValueKind.Null) known.Add(name, StrictJson.Text($"{owner}.{name}", member.Value)!);
        }
        return more;
    }
}
