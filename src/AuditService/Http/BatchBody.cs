using System.Buffers;
using System.Net.Http.Headers;
using System.Text.Json;

namespace AuditService.Http;

/// <summary>An event of a batch that cannot be stored, so that nothing of the batch is.</summary>
internal sealed class BatchRejectedException(AuditException reason, int index) : Exception(reason.Message, reason)
{
    public AuditException Reason => reason;

    /// <summary>Which, from 0.</summary>
    public int Index => index;
}

/// <summary>The body of a POST of events: one event, an array of them, or one a line.</summary>
internal static class BatchBody
{
    private const string Json = "application/json", Lines = "application/x-ndjson", LinesToo = "application/jsonl";

    /// <summary>Reads the events out of a body, without reading what they say.</summary>
    /// <param name="contentType">The header.</param>
    /// <param name="body">UTF-8.</param>
    /// <param name="most">More events than that are refused.</param>
    /// <returns>Each event as JSON; and whether the body was one event alone.</returns>
    /// <exception cref="AuditException">AuditRequestInvalid, AuditBatchTooLarge.</exception>
    public static (IReadOnlyList<ReadOnlyMemory<byte>> Events, bool Single) Split(string? contentType, ReadOnlyMemory<byte> body, int most)
    {
        List<ReadOnlyMemory<byte>> events = MediaTypeOf(contentType) == Json ? OfJson(body, most, out bool single) : OfLines(body, most, out single);
        return events.Count > 0 ? (events, single) : throw Problems.Invalid("The body holds no event.");
    }

    /// <summary>Whether a content type is one that is taken.</summary>
    public static bool Knows(string? contentType) => MediaTypeOf(contentType) is Json or Lines or LinesToo;

    private static string? MediaTypeOf(string? contentType) => MediaTypeHeaderValue.TryParse(contentType, out MediaTypeHeaderValue? parsed) ? parsed.MediaType : null;

    private static List<ReadOnlyMemory<byte>> OfLines(ReadOnlyMemory<byte> body, int most, out bool single)
    {
        single = false;
        List<ReadOnlyMemory<byte>> events = [];
        while (!body.IsEmpty)
        {
            int end = body.Span.IndexOf((byte)'\n');
            ReadOnlyMemory<byte> line = end < 0 ? body : body[..end];
            body = end < 0 ? default : body[(end + 1)..];
            if (line.Span.Trim(" \t\r"u8).IsEmpty) continue;
            Add(events, line, most);
        }
        return events;
    }

    private static List<ReadOnlyMemory<byte>> OfJson(ReadOnlyMemory<byte> body, int most, out bool single)
    {
        single = !body.Span.TrimStart(" \t\r\n"u8).StartsWith("["u8);
        if (single) return [body];
        List<ReadOnlyMemory<byte>> events = [];
        // One level more than an entry may have: the array around it. How deep each is, its own reader says.
        Utf8JsonReader reader = new(body.Span, new JsonReaderOptions { MaxDepth = 1000 });
        try
        {
            reader.Read();
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                int start = (int)reader.TokenStartIndex;
                reader.Skip();
                Add(events, body[start..(int)reader.BytesConsumed], most);
            }
            if (reader.Read()) throw Problems.Invalid("There is something after the array of events.");
        }
        catch (JsonException e)
        {
            throw Problems.Invalid($"The body is not an array of JSON objects: {e.Message}");
        }
        return events;
    }

    private static void Add(List<ReadOnlyMemory<byte>> events, ReadOnlyMemory<byte> json, int most)
    {
        if (events.Count == most) throw new AuditException(AuditError.AuditBatchTooLarge, $"A request holds at most {most} events. Nothing of it was stored. Send smaller batches.");
        events.Add(json);
    }
}
