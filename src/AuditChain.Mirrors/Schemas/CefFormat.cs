using System.Globalization;
using System.Text;
using AuditChain.Mirrors.Delivering;

namespace AuditChain.Mirrors.Schemas;

// ArcSight Common Event Format, version 0:
//
//   CEF:0|AuditLog|auditlog|1|secret|resolve|3|act=resolve cs1=… cs1Label=log externalId=42 rt=1763625601123 suser=alice
//
// Header: `\` and `|` are escaped by `\`, no line breaks. Extension: `\` and `=` are escaped, a line feed is `\n`, a carriage
// return `\r`. Each key has a limit in characters; longer values are cut. Other control characters are shown as symbols.

/// <summary>Common Event Format. It has no place for <c>data</c>.</summary>
internal sealed class CefFormat : IRecordFormat
{
    private const int SignatureLimit = 1023, NameLimit = 512;

    private static readonly Dictionary<string, int> s_limits = new(StringComparer.Ordinal)
    {
        ["act"] = 63, ["cs1"] = 4000, ["cs2"] = 4000, ["cs3"] = 4000, ["cs4"] = 4000, ["cs5"] = 4000, ["deviceExternalId"] = 255, ["duser"] = 1023, ["externalId"] = 40,
        ["msg"] = 1023, ["outcome"] = 63, ["sourceServiceName"] = 1023, ["spriv"] = 1023, ["suser"] = 1023,
    };

    private static readonly Dictionary<string, string> s_labels = new(StringComparer.Ordinal)
    {
        ["cs1"] = "log", ["cs2"] = "hash", ["cs3"] = "target", ["cs4"] = "targetType", ["cs5"] = "correlation",
    };

    public string Name => "cef";

    public string MediaType => "text/plain";

    public byte[] Write(LogHeader log, MirrorRecord record) => Text(log, record.Entry, FieldMap.Of(Schema.Cef, log, record.Entry));

    public byte[] WriteTruncated(LogHeader log, MirrorRecord record) => Text(
        log, record.Entry, FieldMap.Of(Schema.Cef, log, record.Entry).Where(field => field.Name is "cs1" or "cs2" or "externalId" or "rt").Append(("msg", "truncated=true")));

    private static byte[] Text(LogHeader log, AuditEntry entry, IEnumerable<(string Name, object Value)> fields)
    {
        StringBuilder text = new("CEF:0|AuditLog|auditlog|1|");
        text.Append(Header(entry.Type, SignatureLimit)).Append('|');
        text.Append(Header(entry.Action ?? entry.Type, NameLimit)).Append('|');
        text.Append(Severity.Cef(entry)).Append('|');
        bool isFirst = true;
        foreach ((string name, object value) in fields)
        {
            if (!isFirst) text.Append(' ');
            isFirst = false;
            text.Append(name).Append('=').Append(value switch
            {
                DateTimeOffset time => time.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture),
                string s => Extension(s, s_limits[name]),
                _ => Convert.ToString(value, CultureInfo.InvariantCulture),
            });
            if (s_labels.TryGetValue(name, out string? label)) text.Append(CultureInfo.InvariantCulture, $" {name}Label={label}");
        }
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static string Header(string value, int limit) => PlainText.Cut(PlainText.Show(value), limit)
        .Replace("\\", "\\\\", StringComparison.Ordinal).Replace("|", "\\|", StringComparison.Ordinal);

    private static string Extension(string value, int limit) =>
        string.Join("\\r", PlainText.Cut(value, limit).Split('\r').Select(part => string.Join("\\n", part.Split('\n').Select(Escape))));

    private static string Escape(string value) =>
        PlainText.Show(value).Replace("\\", "\\\\", StringComparison.Ordinal).Replace("=", "\\=", StringComparison.Ordinal);
}
