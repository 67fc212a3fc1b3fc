using System.Collections;
using System.Collections.Specialized;
using System.Management.Automation;
using System.Text.Json;

namespace AuditCmdlets.Values;

/// <summary>JSON of a line as objects of PowerShell: what ConvertFrom-Json would give, without its conversions of dates.</summary>
internal static class JsonValue
{
    /// <summary>What objects are called, so that the Types file can say how they are shown as text.</summary>
    private const string TypeName = "AuditLog.Data";

    /// <summary>Objects become PSCustomObjects, arrays object[], integers Int64 where they fit, other numbers Double.</summary>
    /// <param name="json">Any value.</param>
    public static object? ToObject(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => ToMembers(json),
        JsonValueKind.Array => ToArray(json),
        JsonValueKind.String => json.GetString(),
        JsonValueKind.Number => json.TryGetInt64(out long integer) ? (object)integer : json.GetDouble(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    private static object?[] ToArray(JsonElement json)
    {
        object?[] items = new object?[json.GetArrayLength()];
        int next = 0;
        foreach (JsonElement item in json.EnumerateArray()) items[next++] = ToObject(item);
        return items;
    }

    private static object ToMembers(JsonElement json)
    {
        if (!FitsProperties(json)) return ToDictionary(json);
        PSObject result = new();
        result.TypeNames.Insert(0, TypeName);
        foreach (JsonProperty member in json.EnumerateObject())
            result.Properties.Add(new PSNoteProperty(member.Name, ToObject(member.Value)), preValidated: true);
        return result;
    }

    /// <summary>Properties of PowerShell have a name, and differ by more than its case.</summary>
    private static bool FitsProperties(JsonElement json)
    {
        HashSet<string> names = new(StringComparer.OrdinalIgnoreCase);
        foreach (JsonProperty member in json.EnumerateObject())
        {
            if (member.Name.Length == 0 || !names.Add(member.Name)) return false;
        }
        return true;
    }

    private static IDictionary ToDictionary(JsonElement json)
    {
        OrderedDictionary result = new(StringComparer.Ordinal);
        foreach (JsonProperty member in json.EnumerateObject()) result.Add(member.Name, ToObject(member.Value));
        return result;
    }
}
