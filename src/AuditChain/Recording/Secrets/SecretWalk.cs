using System.Globalization;
using System.Text.Json;

namespace AuditChain.Recording.Secrets;

/// <summary>One walk of a filter through the members of an entry.</summary>
/// <param name="filter">Says what is allowed.</param>
internal sealed class SecretWalk(SecretFilter filter)
{
    private const int MaxPaths = 100, MaxPath = 200;

    // Values of texts that are no secrets but stand for one.
    private static readonly string[] s_stands = ["[SecureString]", "[PSCredential]", "System.Security.SecureString", "System.Management.Automation.PSCredential"];

    /// <summary>The paths of what was replaced; the last one is … where there are more than a hundred.</summary>
    public List<string> Replaced { get; } = [];

    /// <summary>A member of the entry, as it may be recorded: text, a list of members, an array, or the element as it is.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="json">Its value.</param>
    public object? Member(string name, JsonElement json) => Value(json, name, name, secret: false);

    private object? Value(JsonElement json, string name, string path, bool secret)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.Object: return Members(json, path, secret);
            case JsonValueKind.Array: return Items(json, name, path, secret);
            case JsonValueKind.String: return Text(json.GetString()!, name, path, secret);
            case JsonValueKind.Number when secret && !filter.IsAllowed(name, path): return Replace(path);
            default: return json.Clone();
        }
    }

    private object Text(string text, string name, string path, bool secret)
    {
        if (text == SecretText.Mark) return Replace(path);
        if (text.Length == 0 || filter.IsAllowed(name, path)) return text;
        if (secret) return Array.IndexOf(s_stands, text) >= 0 ? text : Replace(path);
        // An id may itself have the form of a name and a value.
        string clean = SecretText.Clean(text, byName: !(path.StartsWith("target", StringComparison.Ordinal) || path.StartsWith("actor", StringComparison.Ordinal)));
        if (clean.Contains(SecretText.Mark, StringComparison.Ordinal)) Replace(path);
        return clean;
    }

    private object Members(JsonElement json, string path, bool secret)
    {
        if (json.TryGetProperty(ValueWriter.SealedMember, out JsonElement commitment) && Sealed(commitment) is { } value) return value;
        List<KeyValuePair<string, object?>> members = [];
        bool named = NamesSecret(json);
        foreach (JsonProperty member in json.EnumerateObject())
        {
            string name = member.Name, inner = $"{path}.{name}";
            bool speaks = (secret && !SecretNames.TellAbout(name)) || (named && name.Equals("Value", StringComparison.OrdinalIgnoreCase)) || SecretNames.Speak(name);
            members.Add(new(name, Value(member.Value, name, inner, speaks && !filter.IsAllowed(name, inner))));
        }
        return members;
    }

    /// <summary>Whether it is a pair of a name and a value, and the name speaks of a secret: {"Name":"password","Value":"…"}.</summary>
    private static bool NamesSecret(JsonElement json)
    {
        foreach (JsonProperty member in json.EnumerateObject())
        {
            if (member.Value.ValueKind == JsonValueKind.String && (member.Name.Equals("Name", StringComparison.OrdinalIgnoreCase) || member.Name.Equals("Key", StringComparison.OrdinalIgnoreCase)))
            {
                if (SecretNames.Speak(member.Value.GetString()!)) return true;
            }
        }
        return false;
    }

    private object?[] Items(JsonElement json, string name, string path, bool secret)
    {
        object?[] items = new object?[json.GetArrayLength()];
        int next = 0;
        bool follows = false;
        foreach (JsonElement item in json.EnumerateArray())
        {
            items[next] = Value(item, name, string.Create(CultureInfo.InvariantCulture, $"{path}[{next}]"), secret || follows);
            // Arguments of a program: what follows --password.
            follows = item.ValueKind == JsonValueKind.String && item.GetString() is { Length: > 1 } text && text[0] is '-' or '/' && !text.Contains('=', StringComparison.Ordinal) && SecretNames.Speak(text);
            next++;
        }
        return items;
    }

    private string Replace(string path)
    {
        if (Replaced.Count < MaxPaths) Replaced.Add(path.Length <= MaxPath ? path : $"{path.AsSpan(0, char.IsHighSurrogate(path[MaxPath - 1]) ? MaxPath - 1 : MaxPath)}…");
        else if (Replaced.Count == MaxPaths) Replaced.Add("…");
        return SecretText.Mark;
    }

    private static SealedValue? Sealed(JsonElement commitment)
    {
        if (commitment.ValueKind != JsonValueKind.String) return null;
        string base64 = commitment.GetString()!.Replace('-', '+').Replace('_', '/');
        return Digest.TryParseBase64(base64.PadRight((base64.Length + 3) / 4 * 4, '='), out Digest digest) ? new SealedValue(digest) : null;
    }
}
