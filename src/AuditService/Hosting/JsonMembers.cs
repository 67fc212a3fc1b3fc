using System.Text.Json;

namespace AuditService.Hosting;

/// <summary>Reads the members of an object one by one; what nobody asked for is an error.</summary>
internal sealed class JsonMembers
{
    private readonly Dictionary<string, JsonElement> _left;
    private readonly string _place;

    public JsonMembers(JsonElement json, string place)
    {
        if (json.ValueKind != JsonValueKind.Object) throw ConfigurationReader.Invalid($"{place} is a JSON object.");
        _left = json.EnumerateObject().ToDictionary(member => member.Name, member => member.Value, StringComparer.Ordinal);
        _place = place;
    }

    public string? Text(string name) => Take(name, JsonValueKind.String, "text")?.GetString();

    public JsonElement? Object(string name) => Take(name, JsonValueKind.Object, "an object");

    public IReadOnlyList<JsonElement> Items(string name) => Take(name, JsonValueKind.Array, "an array") is { } array ? [.. array.EnumerateArray()] : [];

    public bool Flag(string name)
    {
        if (!_left.Remove(name, out JsonElement value)) return false;
        return value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : throw ConfigurationReader.Invalid($"'{name}' in {_place} is true or false.");
    }

    public long Number(string name, long least, long most, long standard)
    {
        if (Take(name, JsonValueKind.Number, "a number") is not { } value) return standard;
        return value.TryGetInt64(out long number) && number >= least && number <= most ? number
            : throw ConfigurationReader.Invalid($"'{name}' in {_place} is a whole number from {least} to {most}; {value.GetRawText()} is none.");
    }

    public void End()
    {
        if (_left.Count > 0) throw ConfigurationReader.Invalid($"'{_left.Keys.First()}' in {_place} is not a setting that is known.");
    }

    private JsonElement? Take(string name, JsonValueKind kind, string what)
    {
        if (!_left.Remove(name, out JsonElement value)) return null;
        return value.ValueKind == kind ? value : throw ConfigurationReader.Invalid($"'{name}' in {_place} is {what}.");
    }
}
