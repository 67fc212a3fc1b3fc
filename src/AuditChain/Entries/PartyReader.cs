using System.Text.Json;

namespace AuditChain.Entries;

/// <summary>Reads the actor and the target of a stored line.</summary>
internal static class PartyReader
{
    public static AuditActor? ReadActor(ReadOnlySpan<byte> json)
    {
        return json.IsEmpty ? null : ToActor(Members(json));
    }

    /// <summary>An actor of its members; null when there are none.</summary>
    /// <param name="source">Names and values.</param>
    public static AuditActor? ToActor(object? source)
    {
        if (source is not IEnumerable<KeyValuePair<string, object?>> items) return null;
        Dictionary<string, object?> members = new(items, StringComparer.Ordinal);
        return new AuditActor
        {
            Id = Take(members, "id")!,
            Type = Take(members, "type"),
            Name = Take(members, "name"),
            Session = Take(members, "session"),
            RunAs = Take(members, "runAs"),
            More = members.Count == 0 ? null : members,
        };
    }

    public static AuditTarget? ReadTarget(ReadOnlySpan<byte> json)
    {
        return json.IsEmpty ? null : ToTarget(Members(json));
    }

    /// <summary>A target of its members; null when there are none.</summary>
    /// <param name="source">Names and values.</param>
    public static AuditTarget? ToTarget(object? source)
    {
        if (source is not IEnumerable<KeyValuePair<string, object?>> items) return null;
        Dictionary<string, object?> members = new(items, StringComparer.Ordinal);
        return new AuditTarget { Id = Take(members, "id")!, Type = Take(members, "type"), More = members.Count == 0 ? null : members };
    }

    private static Dictionary<string, object?> Members(ReadOnlySpan<byte> json)
    {
        Dictionary<string, object?> members = new(StringComparer.Ordinal);
        foreach (JsonProperty member in JsonElement.Parse(json, JsonReading.Options).EnumerateObject())
            members.Add(member.Name, member.Value.ValueKind == JsonValueKind.String ? member.Value.GetString() : member.Value);
        return members;
    }

    /// <summary>Takes a text out; a member of that name that is not text stays among the further ones.</summary>
    private static string? Take(Dictionary<string, object?> members, string name)
    {
        if (!members.TryGetValue(name, out object? value) || value is not string text) return null;
        members.Remove(name);
        return text;
    }
}
