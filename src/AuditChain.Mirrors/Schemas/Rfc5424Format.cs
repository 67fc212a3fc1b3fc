using System.Globalization;
using System.Text;
using AuditChain.Mirrors.Delivering;

namespace AuditChain.Mirrors.Schemas;

// The structured data of RFC 5424, section 6.3, and the message after it:
//
//   [auditlog@32473 log="…" origin="example.com/ops" seq="42" hash="…" type="secret" actor="alice"] alice read DB_PASSWORD
//
// In a value `"`, `\` and `]` are escaped by `\`. Control characters are shown as symbols: a receiver that ends a record at a
// newline must not be given two. 32473 is the number that RFC 5612 sets aside for those who have none of their own.

/// <summary>Structured data and message of RFC 5424, without the header that the syslog kind adds. It has no place for <c>data</c>.</summary>
internal sealed class Rfc5424Format : IRecordFormat
{
    /// <summary>The name of the element.</summary>
    public const string ElementId = "auditlog@32473";

    public string Name => "rfc5424";

    public string MediaType => "text/plain";

    public byte[] Write(LogHeader log, MirrorRecord record)
    {
        string message = record.Entry.Message is { } text ? PlainText.Show(text) : "";
        return Encoding.UTF8.GetBytes($"{Element(FieldMap.Of(Schema.Rfc5424, log, record.Entry))}{(message.Length > 0 ? " " : "")}{message}");
    }

    public byte[] WriteTruncated(LogHeader log, MirrorRecord record) => Encoding.UTF8.GetBytes(Identity(log, record.Entry, truncated: true));

    /// <summary>The element that tells a record apart, and says no more.</summary>
    public static string Identity(LogHeader log, AuditEntry entry, bool truncated)
    {
        IEnumerable<(string Name, object Value)> fields = FieldMap.Of(Schema.Rfc5424, log, entry).Where(field => field.Name is "log" or "seq" or "hash");
        return Element(truncated ? fields.Append(("truncated", "true")) : fields);
    }

    private static string Element(IEnumerable<(string Name, object Value)> fields)
    {
        StringBuilder text = new("[");
        text.Append(ElementId);
        foreach ((string name, object value) in fields)
        {
            text.Append(' ').Append(name).Append("=\"").Append(value switch
            {
                DateTimeOffset time => AuditTime.Format(time),
                string s => Escape(s),
                _ => Convert.ToString(value, CultureInfo.InvariantCulture),
            }).Append('"');
        }
        return text.Append(']').ToString();
    }

    private static string Escape(string value) => PlainText.Show(value)
        .Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("]", "\\]", StringComparison.Ordinal);
}
