using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Unicode;

namespace AuditChain.Json;

// Canonical JSON: RFC 8785 (JCS), with the restrictions that make every line I-JSON as well.
//
//   {"a":[1,true,null],"b":"caf\u00e9 is written as UTF-8, \" \\ \b \t \n \f \r and \u001f are escaped","ﬁ":1}
//
// No white space. Members ascend by UTF-16 code unit. Escapes: the seven short ones above, \u00xx (lower case) for the
// other characters below U+0020, nothing else. Integers beyond ±(2^53-1), and decimals that a double does not carry
// exactly, are strings. NaN, infinities and lone surrogates are refused.

/// <summary>Writes canonical JSON straight into a buffer, and checks that bytes are canonical.</summary>
public static class CanonicalJson
{
    private static readonly SearchValues<char> s_escaped = SearchValues.Create(
        "\"\\\u0000\u0001\u0002\u0003\u0004\u0005\u0006\u0007\b\t\n\u000b\f\r\u000e\u000f\u0010\u0011\u0012\u0013\u0014\u0015\u0016\u0017\u0018\u0019\u001a\u001b\u001c\u001d\u001e\u001f");

    /// <summary>Canonical UTF-8 bytes of any value that <see cref="ValueWriter"/> knows.</summary>
    /// <param name="value">null, text, numbers, dates, dictionaries, sequences, JsonElement …</param>
    /// <exception cref="AuditException">AuditValueRefused, AuditEntryTooDeep, AuditEntryTooLarge.</exception>
    public static byte[] Serialize(object? value)
    {
        LineBuffer buffer = new();
        new ValueWriter().Write(buffer, value, depth: 1);
        return buffer.Written.ToArray();
    }

    /// <summary>Says why <paramref name="json"/> is not one canonical JSON value, or null when it is.</summary>
    /// <param name="json">UTF-8 bytes.</param>
    /// <param name="depth">How deep it may nest.</param>
    public static string? FindFault(ReadOnlySpan<byte> json, int depth = AuditLimits.Depth)
    {
        CanonicalScanner scanner = new(json);
        if (!Utf8.IsValid(json)) return "it is not valid UTF-8";
        if (scanner.SkipValue(depth) && !scanner.AtEnd) scanner.Fail("there is something after the value");
        return scanner.Problem;
    }

    /// <summary>Writes a string with its quotes.</summary>
    /// <param name="buffer">Where to.</param>
    /// <param name="text">UTF-16; a lone surrogate is refused.</param>
    public static void WriteString(LineBuffer buffer, ReadOnlySpan<char> text)
    {
        buffer.Expect(text.Length);
        buffer.Write((byte)'"');
        while (true)
        {
            int run = text.IndexOfAny(s_escaped);
            WriteRun(buffer, run < 0 ? text : text[..run]);
            if (run < 0) break;
            WriteEscape(buffer, text[run]);
            text = text[(run + 1)..];
        }
        buffer.Write((byte)'"');
    }

    /// <summary>Writes a signed integer: a number within ±(2^53-1), else a string of its digits.</summary>
    /// <param name="buffer">Where to.</param>
    /// <param name="value">Any value.</param>
    public static void WriteNumber(LineBuffer buffer, long value)
    {
        bool safe = value is >= -AuditLimits.SafeInteger and <= AuditLimits.SafeInteger;
        if (!safe) buffer.Write((byte)'"');
        Utf8Formatter.TryFormat(value, buffer.Reserve(20), out int written);
        buffer.Advance(written);
        if (!safe) buffer.Write((byte)'"');
    }

    /// <summary>Writes an integer of any size: a number within ±(2^53-1), else a string of its digits.</summary>
    /// <param name="buffer">Where to.</param>
    /// <param name="value">Any value.</param>
    public static void WriteNumber(LineBuffer buffer, BigInteger value)
    {
        if (value >= -AuditLimits.SafeInteger && value <= AuditLimits.SafeInteger) WriteNumber(buffer, (long)value);
        else WriteString(buffer, value.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>Writes a double in ECMAScript's spelling; one that would be spelled as an integer beyond ±(2^53-1) as a string.</summary>
    /// <param name="buffer">Where to.</param>
    /// <param name="value">A finite value; NaN and infinities are refused.</param>
    /// <exception cref="AuditException">AuditValueRefused.</exception>
    public static void WriteNumber(LineBuffer buffer, double value)
    {
        if (!double.IsFinite(value))
            throw new AuditException(AuditError.AuditValueRefused, $"JSON has no {value.ToString(CultureInfo.InvariantCulture)}. Record a finite number, or the text of it.");
        Span<byte> text = stackalloc byte[EcmaNumber.MaxLength];
        WriteToken(buffer, text[..EcmaNumber.Format(value, text)]);
    }

    /// <summary>Writes a decimal number given as text: a number when a double carries it exactly, else a string of the text.</summary>
    /// <param name="buffer">Where to.</param>
    /// <param name="text">A JSON number or an invariant decimal, ASCII.</param>
    public static void WriteNumberText(LineBuffer buffer, ReadOnlySpan<byte> text)
    {
        Span<byte> spelled = stackalloc byte[EcmaNumber.MaxLength];
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value))
        {
            spelled = spelled[..EcmaNumber.Format(value, spelled)];
            if (EcmaNumber.SameValue(text, spelled))
            {
                WriteToken(buffer, spelled);
                return;
            }
        }
        WriteString(buffer, Encoding.ASCII.GetString(text));
    }

    private static void WriteToken(LineBuffer buffer, ReadOnlySpan<byte> token)
    {
        bool quote = EcmaNumber.IsUnsafeInteger(token);
        if (quote) buffer.Write((byte)'"');
        buffer.Write(token);
        if (quote) buffer.Write((byte)'"');
    }

    private static void WriteRun(LineBuffer buffer, ReadOnlySpan<char> run)
    {
        // Small blocks, by way of the stack: a reservation of three bytes a code unit would reach the line's limit too early.
        Span<byte> room = stackalloc byte[512 * 3];
        while (!run.IsEmpty)
        {
            ReadOnlySpan<char> block = run[..Math.Min(run.Length, 512)];
            OperationStatus status = Utf8.FromUtf16(block, room, out int read, out int written, replaceInvalidSequences: false, isFinalBlock: block.Length == run.Length);
            if (status == OperationStatus.InvalidData || read == 0)
                throw new AuditException(AuditError.AuditValueRefused, $"Text holds a lone surrogate (U+{(int)block[read]:X4}), which is not a character. Remove it, or record the bytes as base64.");
            buffer.Write(room[..written]);
            run = run[read..];
        }
    }

    private static void WriteEscape(LineBuffer buffer, char c)
    {
        switch (c)
        {
            case '"': buffer.Write("\\\""u8); break;
            case '\\': buffer.Write("\\\\"u8); break;
            case '\b': buffer.Write("\\b"u8); break;
            case '\t': buffer.Write("\\t"u8); break;
            case '\n': buffer.Write("\\n"u8); break;
            case '\f': buffer.Write("\\f"u8); break;
            case '\r': buffer.Write("\\r"u8); break;
            default:
                buffer.Write("\\u00"u8);
                buffer.Write((byte)(c < 16 ? '0' : '1'));
                buffer.Write((byte)"0123456789abcdef"[c & 15]);
                break;
        }
    }
}
