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

    /// <summary>Decodes the bytes between the quotes to UTF-8.</summary>
    /// <param name="raw">With or without escapes.</param>
    /// <param name="destination">As long as the raw bytes: every escape is longer than what it stands for.</param>
    /// <returns>The number of bytes written.</returns>
    public static int Unescape(ReadOnlySpan<byte> raw, Span<byte> destination)
    {
        int written = 0;
        for (int escape = raw.IndexOf((byte)'\\'); escape >= 0; escape = raw.IndexOf((byte)'\\'))
        {
            raw[..escape].CopyTo(destination[written..]);
            written += escape;
            byte kind = raw[escape + 1];
            destination[written++] = kind switch
            {
                (byte)'b' => (byte)'\b',
                (byte)'t' => (byte)'\t',
                (byte)'n' => (byte)'\n',
                (byte)'f' => (byte)'\f',
                (byte)'r' => (byte)'\r',
                // Canonical JSON escapes control characters alone in this way: \u0000 to \u001f.
                (byte)'u' => byte.Parse(raw.Slice(escape + 4, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture),
                _ => kind,
            };
            raw = raw[(escape + (kind == 'u' ? 6 : 2))..];
        }
        raw.CopyTo(destination[written..]);
        return written + raw.Length;
    }

    /// <summary>True when the text between the quotes, decoded, is <paramref name="plain"/> (UTF-8, nothing escaped).</summary>
    public static bool Equal(ReadOnlySpan<byte> raw, ReadOnlySpan<byte> plain) =>
        raw.Contains((byte)'\\') ? Encoding.UTF8.GetBytes(Unescape(raw)).AsSpan().SequenceEqual(plain) : raw.SequenceEqual(plain);
}
