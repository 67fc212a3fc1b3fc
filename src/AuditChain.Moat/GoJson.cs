using System.Buffers;
using System.Globalization;
using System.Text;

namespace AuditChain.Moat;

// JSON as Go's encoding/json writes it, which is what moat hashes:
//
//   "a\u003cb \u0026 \"q\" \\ \n \u0000 \u2028 é"      1e+21   1e-7   -0   100000000000000000000
//
// Escaped: the quote, the backslash, \b \f \n \r \t, other characters below U+0020 as \u00xx, < > & (for HTML) and
// U+2028/U+2029. Numbers that came from JSON are doubles: the shortest digits, an exponent below 1e-6 and from 1e21 on.

/// <summary>Texts and numbers in the one spelling that Go gives them.</summary>
internal static class GoJson
{
    /// <summary>The longest text of a double.</summary>
    public const int MaxNumber = EcmaNumber.MaxLength;

    // 0xE2 leads U+2028 and U+2029 (and others, which are then looked at).
    private static readonly SearchValues<byte> s_special = SearchValues.Create(
        [(byte)'"', (byte)'\\', (byte)'<', (byte)'>', (byte)'&', 0xE2, .. Enumerable.Range(0, 32).Select(i => (byte)i)]);

    /// <summary>True for text that needs no escape and holds none.</summary>
    /// <param name="text">UTF-8.</param>
    public static bool IsPlain(ReadOnlySpan<byte> text) => !text.ContainsAny(s_special);

    /// <summary>Writes text as Go escapes it, without quotes.</summary>
    /// <param name="buffer">Where to.</param>
    /// <param name="text">Valid UTF-8, nothing escaped.</param>
    public static void WriteText(LineBuffer buffer, ReadOnlySpan<byte> text)
    {
        while (true)
        {
            int run = text.IndexOfAny(s_special);
            buffer.Write(run < 0 ? text : text[..run]);
            if (run < 0) return;
            text = text[run..];
            text = text[WriteSpecial(buffer, text)..];
        }
    }

    /// <summary>Decodes the text between the quotes of a JSON string as Go does: half of a surrogate pair becomes U+FFFD.</summary>
    /// <param name="raw">UTF-8 whose escapes were checked.</param>
    /// <param name="destination">At least as long as <paramref name="raw"/>.</param>
    /// <returns>Number of bytes written.</returns>
    public static int Decode(ReadOnlySpan<byte> raw, Span<byte> destination)
    {
        int written = 0;
        while (!raw.IsEmpty)
        {
            int run = raw.IndexOf((byte)'\\');
            if (run < 0) run = raw.Length;
            raw[..run].CopyTo(destination[written..]);
            written += run;
            raw = raw[run..];
            if (raw.IsEmpty) break;
            raw = raw[DecodeEscape(raw, out Rune character)..];
            written += character.EncodeToUtf8(destination[written..]);
        }
        return written;
    }

    /// <summary>Decodes into a new array, where that is rare enough.</summary>
    public static byte[] Decode(ReadOnlySpan<byte> raw)
    {
        byte[] text = new byte[raw.Length];
        return text[..Decode(raw, text)];
    }

    /// <summary>Writes a double as Go does.</summary>
    /// <param name="value">Finite.</param>
    /// <param name="destination">At least <see cref="MaxNumber"/> bytes.</param>
    /// <returns>Number of bytes written.</returns>
    public static int Format(double value, Span<byte> destination)
    {
        if (value != 0 || !double.IsNegative(value)) return EcmaNumber.Format(value, destination);
        "-0"u8.CopyTo(destination);
        return 2;
    }

    private static int WriteSpecial(LineBuffer buffer, ReadOnlySpan<byte> text)
    {
        byte first = text[0];
        if (first == 0xE2)
        {
            bool separator = text.Length >= 3 && text[1] == 0x80 && text[2] is 0xA8 or 0xA9;
            buffer.Write(separator ? text[2] == 0xA8 ? "\\u2028"u8 : "\\u2029"u8 : text[..1]);
            return separator ? 3 : 1;
        }
        ReadOnlySpan<byte> escape = first switch
        {
            (byte)'"' => "\\\""u8,
            (byte)'\\' => "\\\\"u8,
            (byte)'\b' => "\\b"u8,
            (byte)'\f' => "\\f"u8,
            (byte)'\n' => "\\n"u8,
            (byte)'\r' => "\\r"u8,
            (byte)'\t' => "\\t"u8,
            _ => default,
        };
        if (escape.IsEmpty) escape = Encoding.ASCII.GetBytes($"\\u{first:x4}");
        buffer.Write(escape);
        return 1;
    }

    private static int DecodeEscape(ReadOnlySpan<byte> raw, out Rune character)
    {
        byte kind = raw[1];
        if (kind != 'u')
        {
            character = new Rune(kind switch { (byte)'b' => '\b', (byte)'f' => '\f', (byte)'n' => '\n', (byte)'r' => '\r', (byte)'t' => '\t', _ => (char)kind });
            return 2;
        }
        char unit = Unit(raw);
        if (Rune.TryCreate(unit, out character)) return 6;
        bool pair = raw.Length >= 12 && raw[6] == '\\' && raw[7] == 'u' && Rune.TryCreate(unit, Unit(raw[6..]), out character);
        if (pair) return 12;
        character = Rune.ReplacementChar;
        return 6;
    }

    private static char Unit(ReadOnlySpan<byte> escape) => (char)int.Parse(escape.Slice(2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
