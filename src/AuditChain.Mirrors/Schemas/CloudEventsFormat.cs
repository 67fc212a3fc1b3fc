using AuditChain.Mirrors.Delivering;

namespace AuditChain.Mirrors.Schemas;

// CloudEvents 1.0, JSON event format, structured mode:
//
//   {"auditloghash":"…","auditlogid":"…","auditlogorigin":"example.com/ops","datacontenttype":"application/json",
//    "id":"LOG/42","sequence":"42","source":"auditlog:example.com/ops","specversion":"1.0","subject":"env/DB_PASSWORD",
//    "time":"2026-11-20T08:00:01.1234567Z","type":"secret","data":{the line}}
//
// Names of extensions are lower-case letters and digits; a value is never empty; `source` is a URI reference; `source` and `id`
// together are unique, and the same after a restart. `data` is the line, byte for byte.

/// <summary>CloudEvents 1.0 in JSON, the line as data.</summary>
internal sealed class CloudEventsFormat : IRecordFormat
{
    public string Name => "cloudevents";

    public string MediaType => "application/cloudevents+json";

    public byte[] Write(LogHeader log, MirrorRecord record) => WithData(Attributes(log, record.Entry), record.Entry.LineBytes.Span);

    public byte[] WriteTruncated(LogHeader log, MirrorRecord record) =>
        WithData(Attributes(log, record.Entry), CanonicalJson.Serialize(RecordFormats.Envelope(log, record.Entry)));

    /// <summary>The attributes, all of them text.</summary>
    public static Dictionary<string, object?> Attributes(LogHeader log, AuditEntry entry)
    {
        Dictionary<string, object?> attributes = new(StringComparer.Ordinal)
        {
            ["specversion"] = "1.0",
            ["id"] = $"{log.Hash}/{entry.Seq}",
            ["source"] = $"auditlog:{Uri.EscapeDataString(log.Origin).Replace("%2F", "/", StringComparison.Ordinal)}",
            ["datacontenttype"] = "application/json",
        };
        foreach ((string name, object value) in FieldMap.Of(Schema.CloudEvents, log, entry))
        {
            string text = value is DateTimeOffset time ? AuditTime.Format(time) : $"{value}";
            if (text.Length > 0) attributes[name] = Clean(text);
        }
        return attributes;
    }

    // The type system of CloudEvents has no control characters in a string: they are shown.
    private static string Clean(string text) => PlainText.Show(text);

    private static byte[] WithData(Dictionary<string, object?> attributes, ReadOnlySpan<byte> data)
    {
        byte[] head = CanonicalJson.Serialize(attributes);
        ReadOnlySpan<byte> name = ",\"data\":"u8;
        byte[] whole = new byte[head.Length + name.Length + data.Length];
        head.AsSpan(0, head.Length - 1).CopyTo(whole);
        name.CopyTo(whole.AsSpan(head.Length - 1));
        data.CopyTo(whole.AsSpan(head.Length - 1 + name.Length));
        whole[^1] = (byte)'}';
        return whole;
    }
}
