using System.Globalization;
using System.Text;

namespace AuditChain.Json;

/// <summary>The text of a JSON string that the scanner has already accepted.</summary>
internal static class JsonText
{
    /// <summary>Decodes the bytes between the quotes.</summary>
    public static string Unescape(ReadOnlySpan<byte> raw)
    {
        int first = raw.IndexOf((byte)'\\');
        if (first < 0) return Encoding.UTF8.GetString(raw);
        StringBuilder text = new(raw.Length);
        while (first >= 0)
        {
            text.Append(Encoding.UTF8.GetString(raw[..first]));
            byte kind = raw[first + 1];
            text.Append(kind switch
            {
                (byte)'b' => '\b',
                (byte)'t' => '\t',
                (byte)'n' => '\n',
                (byte)'f' => '\f',
                (byte)'r' => '\r',
                (byte)'u' => (char)int.Parse(raw.Slice(first + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture),
                _ => (char)kind,
            });
            raw = raw[(first + (kind == 'u' ? 6 : 2))..];
            first = raw.IndexOf((byte)'\\');
        }
        return text.Append(Encoding.UTF8.GetString(raw)).ToString();
    }

    /// <summary>True when the text between the quotes, decoded, is <paramref name="plain"/> (UTF-8, nothing escaped).</summary>
    public static bool Equal(ReadOnlySpan<byte> raw, ReadOnlySpan<byte> plain) =>
        raw.Contains((byte)'\\') ? Encoding.UTF8.GetBytes(Unescape(raw)).AsSpan().SequenceEqual(plain) : raw.SequenceEqual(plain);
}
