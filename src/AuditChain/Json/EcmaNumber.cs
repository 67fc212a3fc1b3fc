using System.Buffers.Text;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace AuditChain.Json;

// Numbers as RFC 8785 section 3.2.2.3 wants them: ECMAScript's Number::toString.
//
//   333333333.3333333   1e+21   1e-7   0.000001   0 (also for -0)   100000000000000000000   36881510449894300
//
// The digits are the fewest that are read as the same double; the last one's double is 36881510449894304.
// .NET finds the same shortest digits ("R"), but spells exponents differently, so only the spelling is ours.

internal static class EcmaNumber
{
    /// <summary>The longest text: sign, "0.", six zeros at most, 17 digits; or 17 digits, point and "e-308".</summary>
    public const int MaxLength = 32;

    /// <summary>Writes a finite double; returns the number of bytes.</summary>
    public static int Format(double value, Span<byte> destination)
    {
        if (Math.Abs(value) <= AuditLimits.SafeInteger && value == Math.Truncate(value))
        {
            Utf8Formatter.TryFormat((long)value, destination, out int written);
            return written;
        }
        Span<byte> text = stackalloc byte[MaxLength];
        Utf8Formatter.TryFormat(value, text, out int length);
        Span<byte> digits = stackalloc byte[MaxLength];
        int count = Digits(text[..length], digits, out bool negative, out int point);
        return Spell(digits[..count], point, negative, destination);
    }

    /// <summary>True when <paramref name="token"/> is the spelling of the double that it denotes. Of an integer's digits: whether they are one.</summary>
    public static bool IsCanonical(ReadOnlySpan<byte> token)
    {
        if (token.Length is 0 or > MaxLength) return false;
        bool plain = !token.ContainsAnyExceptInRange((byte)'0', (byte)'9');
        if (plain && token.Length <= 15) return token.Length == 1 || token[0] != '0';
        if (!Utf8Parser.TryParse(token, out double value, out int used) || used != token.Length || !double.IsFinite(value)) return false;
        Span<byte> text = stackalloc byte[MaxLength];
        return token.SequenceEqual(text[..Format(value, text)]);
    }

    /// <summary>True when two decimal texts denote the same number, whatever their spelling.</summary>
    public static bool SameValue(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        Span<byte> a = left.Length <= 256 ? stackalloc byte[256] : new byte[left.Length];
        Span<byte> b = right.Length <= 256 ? stackalloc byte[256] : new byte[right.Length];
        int countA = Digits(left, a, out bool negativeA, out int pointA), countB = Digits(right, b, out bool negativeB, out int pointB);
        return a[..countA].SequenceEqual(b[..countB]) && (countA == 0 || (pointA == pointB && negativeA == negativeB));
    }

    /// <summary>Takes a number apart: significant digits, and the position of the decimal point before the first of them.</summary>
    [SkipLocalsInit]
    private static int Digits(ReadOnlySpan<byte> text, Span<byte> digits, out bool negative, out int point)
    {
        negative = text.Length > 0 && text[0] == '-';
        int count = 0, exponent = 0;
        point = 0;
        bool fraction = false;
        for (int i = negative ? 1 : 0; i < text.Length; i++)
        {
            byte c = text[i];
            if (c == '.') fraction = true;
            else if (c is (byte)'e' or (byte)'E')
            {
                if (!int.TryParse(text[(i + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exponent)) exponent = int.MaxValue / 2;
                break;
            }
            else
            {
                if (count == 0 && c == '0')
                {
                    if (fraction) point--;
                    continue;
                }
                digits[count++] = c;
                if (!fraction) point++;
            }
        }
        while (count > 0 && digits[count - 1] == '0') count--;
        point += exponent;
        return count;
    }

    private static int Spell(ReadOnlySpan<byte> digits, int point, bool negative, Span<byte> to)
    {
        int at = 0;
        if (negative) to[at++] = (byte)'-';
        if (point is > 0 and <= 21)
        {
            int whole = Math.Min(point, digits.Length);
            digits[..whole].CopyTo(to[at..]);
            at += whole;
            for (int i = whole; i < point; i++) to[at++] = (byte)'0';
            if (digits.Length > point) at = Append(digits[point..], (byte)'.', to, at);
            return at;
        }
        if (point is > -6 and <= 0)
        {
            to[at++] = (byte)'0';
            to[at++] = (byte)'.';
            for (int i = point; i < 0; i++) to[at++] = (byte)'0';
            digits.CopyTo(to[at..]);
            return at + digits.Length;
        }
        to[at++] = digits[0];
        if (digits.Length > 1) at = Append(digits[1..], (byte)'.', to, at);
        to[at++] = (byte)'e';
        to[at++] = (byte)(point > 0 ? '+' : '-');
        Utf8Formatter.TryFormat(Math.Abs(point - 1), to[at..], out int written);
        return at + written;
    }

    private static int Append(ReadOnlySpan<byte> digits, byte before, Span<byte> to, int at)
    {
        to[at++] = before;
        digits.CopyTo(to[at..]);
        return at + digits.Length;
    }
}
