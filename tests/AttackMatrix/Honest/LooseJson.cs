using System.Text.Json;

namespace AttackMatrix.Honest;

/// <summary>Reads what the columns of a row repeat from a line, also from one that is spelled as the format does not allow.</summary>
internal static class LooseJson
{
    /// <summary>time, type, actor, action, target, outcome, source, correlation.</summary>
    public static IReadOnlyList<object?> Columns(string line)
    {
        using JsonDocument document = JsonDocument.Parse(line);
        JsonElement root = document.RootElement;
        return [Text(root, "time"), Text(root, "type"), Id(root, "actor"), Text(root, "action"), Id(root, "target"), Text(root, "outcome"), Text(root, "source"), Text(root, "correlation")];
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static string? Id(JsonElement root, string name) =>
        root.TryGetProperty(name, out JsonElement party) && party.ValueKind == JsonValueKind.Object ? Text(party, "id") : null;
}
