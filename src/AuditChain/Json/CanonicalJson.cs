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
// other characters below U+0020, nothing else. NaN, infinities and lone surrogates are refused.
//
// Numbers (EcmaNumber): a double is always a number token, in the spelling of ECMAScript. A value of an exact type is one if
// that spelling denotes exactly its value, for an integer: if its digits are the spelling. Else it is a string of its digits.
//
//   36881510449894300 (either)   9007199254740992 (either)   1e+21 (the double)   "1000000000000000000000" (the integer)
//   "9007199254740993" (an integer; there is no such double)   0.1 (either)   "0.10000000000000000001" (a decimal)

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

    /// <summary>Writes a signed integer: a number when its digits are the spelling of a double, else a string of them.</summary>
    /// <param name="buffer">Where to.</param>
    /// <param name="value">Any value.</param>
    public static void WriteNumber(LineBuffer buffer, long value)
    {
        bool safe = value is >= -AuditLimits.SafeInteger and <= AuditLimits.SafeInteger;
        Span<byte> digits = safe ? buffer.Reserve(20) : stackalloc byte[20];
        Utf8Formatter.TryFormat(value, digits, out int length);
        if (safe) buffer.Advance(length);
        else WriteInteger(buffer, digits[..length]);
    }

    /// <summary>Writes an integer of any size: a number when its digits are the spelling of a double, else a string of them.</summary>
    /// <param name="buffer">Where to.</param>
    /// <param name="value">Any value.</param>
    public static void WriteNumber(LineBuffer buffer, BigInteger value) =>
        WriteInteger(buffer, Encoding.ASCII.GetBytes(value.ToString(CultureInfo.InvariantCulture)));

    /// <summary>Writes a decimal: a number when the spelling of a double denotes exactly its value, else a string of its digits.</summary>
    /// <param name="buffer">Where to.</param>
    /// <param name="value">Any value.</param>
    public static void WriteNumber(LineBuffer buffer, decimal value)
    {
        byte[] text = Encoding.ASCII.GetBytes(value.ToString(CultureInfo.InvariantCulture));
        Span<byte> spelled = stackalloc byte[EcmaNumber.MaxLength];
        // By way of the text: the conversion of decimal to double does not always take the nearest one.
        spelled = spelled[..EcmaNumber.Format(double.Parse(text, CultureInfo.InvariantCulture), spelled)];
        // Of an integer the digits have to be the spelling: 1e+21 is none.
        if (EcmaNumber.SameValue(text, spelled) && !(decimal.IsInteger(value) && spelled.Contains((byte)'e'))) buffer.Write(spelled);
        else WriteQuoted(buffer, text);
    }

    /// <summary>Writes a double: always a number, in ECMAScript's spelling.</summary>
    /// <param name="buffer">Where to.</param>
    /// <param name="value">A finite value; NaN and infinities are refused.</param>
    /// <exception cref="AuditException">AuditValueRefused.</exception>
    public static void WriteNumber(LineBuffer buffer, double value)
    {
        if (!double.IsFinite(value))
            throw new AuditException(AuditError.AuditValueRefused, $"JSON has no {value.ToString(CultureInfo.InvariantCulture)}. Record a finite number, or the text of it.");
        Span<byte> text = stackalloc byte[EcmaNumber.MaxLength];
        buffer.Write(text[..EcmaNumber.Format(value, text)]);
    }

    /// <summary>Writes a number that came as JSON: an integer by its digits, as the types that hold it exactly; any other token as a double.</summary>
    /// <param name="buffer">Where to.</param>
    /// <param name="token">A number of RFC 8259, ASCII.</param>
    /// <exception cref="AuditException">AuditValueRefused: a token with <c>.</c>, <c>e</c> or <c>E</c> that is beyond the doubles.</exception>
    public static void WriteNumberToken(LineBuffer buffer, ReadOnlySpan<byte> token)
    {
        if (token.SequenceEqual("-0"u8))
        {
            buffer.Write((byte)'0');
        }
        else if (token.IndexOfAny((byte)'.', (byte)'e', (byte)'E') < 0)
        {
            WriteInteger(buffer, token);
        }
        else
        {
            double value = double.Parse(token, NumberStyles.Float, CultureInfo.InvariantCulture);
            if (!double.IsFinite(value))
            {
                string text = Encoding.ASCII.GetString(token.Length <= 40 ? token : token[..40]);
                throw new AuditException(AuditError.AuditValueRefused, $"The number {text}{(token.Length <= 40 ? "" : "…")} is beyond {double.MaxValue:R}, the largest that JSON carries safely. Record it as text.");
            }
            WriteNumber(buffer, value);
        }
    }

    private static void WriteInteger(LineBuffer buffer, ReadOnlySpan<byte> digits)
    {
        if (EcmaNumber.IsCanonical(digits)) buffer.Write(digits);
        else WriteQuoted(buffer, digits);
    }

    private static void WriteQuoted(LineBuffer buffer, ReadOnlySpan<byte> digits)
    {
        buffer.Write((byte)'"');
        buffer.Write(digits);
        buffer.Write((byte)'"');
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
