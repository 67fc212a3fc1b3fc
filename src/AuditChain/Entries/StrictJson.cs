using System.Text.Json;
using System.Text.Unicode;

namespace AuditChain.Entries;

/// <summary>JSON from outside: valid UTF-8, nothing that RFC 8259 does not allow, no member twice, bounded depth; and errors that say so.</summary>
internal static class StrictJson
{
    private static readonly JsonDocumentOptions s_options = new() { MaxDepth = AuditLimits.Depth, AllowDuplicateProperties = false };

    /// <summary>Parses one JSON value.</summary>
    /// <param name="json">UTF-8; needed as long as the document.</param>
    /// <param name="what">What was expected, for messages.</param>
    /// <exception cref="AuditException">AuditEntryInvalid, AuditEntryTooDeep, AuditValueRefused.</exception>
    public static JsonDocument Parse(ReadOnlyMemory<byte> json, string what)
    {
        if (!Utf8.IsValid(json.Span)) throw new AuditException(AuditError.AuditValueRefused, $"Expected {what} as JSON in UTF-8; these bytes are not valid UTF-8.");
        try
        {
            return JsonDocument.Parse(json, s_options);
        }
        catch (JsonException e)
        {
            throw NestsTooDeep(json.Span)
                ? new AuditException(AuditError.AuditEntryTooDeep, $"The data nests deeper than {AuditLimits.Depth} levels, the entry itself being the first. Nothing of it was stored. Flatten it, or record it as text.")
                : Invalid($"Expected {what} as JSON: {Reason(e)}");
        }
        catch (InvalidOperationException)
        {
            // The check for members given twice has to decode their names.
            throw LoneSurrogate();
        }
    }

    /// <summary>The text of a member, or null where there is none; a value of another kind is refused.</summary>
    public static string? Text(string name, JsonElement? value)
    {
        if (value is not { } json) return null;
        if (json.ValueKind != JsonValueKind.String) throw Invalid($"'{name}' is text; this is {KindName(json.ValueKind)}.");
        try
        {
            return json.GetString();
        }
        catch (InvalidOperationException)
        {
            throw LoneSurrogate();
        }
    }

    public static string NameOf(JsonProperty member)
    {
        try
        {
            return member.Name;
        }
        catch (InvalidOperationException)
        {
            throw LoneSurrogate();
        }
    }

    public static string KindName(JsonValueKind kind) => kind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => "text",
        JsonValueKind.Number => "a number",
        JsonValueKind.Null => "null",
        _ => "true or false",
    };

    public static AuditException Invalid(string message) => new(AuditError.AuditEntryInvalid, message);

    public static AuditException LoneSurrogate() => new(
        AuditError.AuditValueRefused, "Text holds a lone surrogate, which is not a character. Remove it, or record the bytes as base64.");

    /// <summary>Why the parser gave up: it says so only in words. Brackets inside of text do not count.</summary>
    private static bool NestsTooDeep(ReadOnlySpan<byte> json)
    {
        int depth = 0;
        bool text = false;
        for (int i = 0; i < json.Length && depth <= AuditLimits.Depth; i++)
        {
            byte c = json[i];
            if (text && c == '\\') i++;
            else if (c == '"') text = !text;
            else if (!text && c is (byte)'[' or (byte)'{') depth++;
            else if (!text && c is (byte)']' or (byte)'}') depth--;
        }
        return depth > AuditLimits.Depth;
    }

    /// <summary>The parser's reason with the byte; its own line number is always 0 and would mislead.</summary>
    private static string Reason(JsonException e)
    {
        int tail = e.Message.IndexOf(" LineNumber: ", StringComparison.Ordinal);
        string reason = tail < 0 ? e.Message : e.Message[..tail];
        return e.BytePositionInLine is { } at ? $"{reason.TrimEnd('.')}, at byte {at + 1}." : reason;
    }
}
