using System.Text.Json;

namespace AuditChain.Notes;

// An entry that names evidence which was there when it was recorded. Evidence shows that what is before it existed by a time;
// this shows that what comes after was recorded later: time from both sides.
//
//   {"action":"anchor","data":{"evidence":"SHA-256 of token, line or entry","kind":"timestamp","note":"artifact hash"},…,"type":"auditlog.anchor"}
//
// It is nobody's signature and is not believed: it counts where the evidence is there and valid.

/// <summary>What an anchor entry says.</summary>
/// <param name="Evidence">SHA-256 of the evidence.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="Note">The artifact that the evidence is about.</param>
public sealed record AnchorStatement(Digest Evidence, string Kind, Digest Note)
{
    /// <summary>The type of the entries.</summary>
    public const string EntryType = "auditlog.anchor";

    /// <summary>Reads the data of an entry.</summary>
    /// <param name="data">Canonical JSON.</param>
    /// <returns>Null when it is not of the form.</returns>
    public static AnchorStatement? Parse(ReadOnlySpan<byte> data)
    {
        try
        {
            JsonElement root = JsonElement.Parse(data, JsonReading.Options);
            return root.ValueKind == JsonValueKind.Object && root.GetPropertyCount() == 3
                && Hash(root, "evidence") is { } evidence && Hash(root, "note") is { } note && root.TryGetProperty("kind", out JsonElement kind) && kind.ValueKind == JsonValueKind.String
                ? new AnchorStatement(evidence, kind.GetString()!, note)
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The data of an entry.</summary>
    public IReadOnlyDictionary<string, object?> ToData() => new Dictionary<string, object?>
    {
        ["evidence"] = Evidence.ToString(),
        ["kind"] = Kind,
        ["note"] = Note.ToString(),
    };

    private static Digest? Hash(JsonElement root, string name) =>
        root.TryGetProperty(name, out JsonElement member) && member.ValueKind == JsonValueKind.String
        && Digest.TryParseHex(NoteText.Utf8.GetBytes(member.GetString()!), out Digest hash) ? hash : null;
}
