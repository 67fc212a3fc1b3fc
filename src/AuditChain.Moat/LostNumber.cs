using System.Globalization;
using System.Numerics;
using System.Text;

namespace AuditChain.Moat;

// moat's export reads every number of an entry's data as a double and writes that. What it hashed may have been another text:
//
//   hashed  9223372036854775807   1.0   1e3    0.10   123456789012345678901234567890
//   export  9223372036854776000   1     1000   0.1    1.2345678901234568e+29
//
// The hash tells which text it was, once that is among those that are tried.

/// <summary>The texts that a number may have had before the export read it as a double, likely ones first.</summary>
internal static class LostNumber
{
    private const int Neighbours = 1024;
    private const int Significant = 15;
    private const int LongestDecimal = 34;

    /// <summary>True for a number of which the export may have lost digits.</summary>
    /// <param name="shown">The text in the bundle.</param>
    public static bool IsRounded(ReadOnlySpan<byte> shown) =>
        double.Parse(shown, NumberStyles.Float, CultureInfo.InvariantCulture) is var value && Math.Abs(value) > AuditLimits.SafeInteger;

    /// <summary>The texts, the one that is shown first. Each of them is read as the same double.</summary>
    /// <param name="shown">The text in the bundle.</param>
    public static List<byte[]> Texts(ReadOnlySpan<byte> shown)
    {
        string text = Encoding.ASCII.GetString(shown);
        double value = double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
        HashSet<string> texts = new(StringComparer.Ordinal) { text };
        if (Math.Abs(value) > AuditLimits.SafeInteger) AddIntegers(texts, value);
        else AddSpellings(texts, text);
        AddPeriodic(texts, text, value);
        texts.RemoveWhere(t => double.Parse(t, NumberStyles.Float, CultureInfo.InvariantCulture) != value);
        return [.. texts.Select(Encoding.ASCII.GetBytes)];
    }

    /// <summary>Integers that are rounded to this double: the ends of the usual types, then those next to it.</summary>
    private static void AddIntegers(HashSet<string> texts, double value)
    {
        foreach (string end in (string[])["9223372036854775807", "-9223372036854775808", "18446744073709551615"])
        {
            if (double.Parse(end, CultureInfo.InvariantCulture) == value) texts.Add(end);
        }
        BigInteger exact = new(value);
        texts.Add(exact.ToString(CultureInfo.InvariantCulture));
        if (Math.Abs(value) > ulong.MaxValue) return;
        bool up = true, down = true;
        for (int i = 1; i <= Neighbours && (up || down); i++)
        {
            up = up && AddNeighbour(texts, exact + i, value);
            down = down && AddNeighbour(texts, exact - i, value);
        }
    }

    private static bool AddNeighbour(HashSet<string> texts, BigInteger number, double value)
    {
        string text = number.ToString(CultureInfo.InvariantCulture);
        if (number < long.MinValue || number > ulong.MaxValue || double.Parse(text, CultureInfo.InvariantCulture) != value) return false;
        texts.Add(text);
        return true;
    }

    /// <summary>What people write: a decimal that says so, an exponent, a zero more.</summary>
    private static void AddSpellings(HashSet<string> texts, string text)
    {
        if (text.Contains('e', StringComparison.Ordinal)) return;
        if (text.Contains('.', StringComparison.Ordinal))
        {
            texts.Add($"{text}0");
            return;
        }
        texts.Add($"{text}.0");
        string digits = text.TrimEnd('0');
        int zeros = text.Length - digits.Length;
        if (zeros > 0 && digits is not ("" or "-")) texts.Add($"{digits}e{zeros}");
        texts.Add($"{text}.00");
    }

    /// <summary>Long decimals are mostly periodic (1/3, 1/7, test data that counts): the digits that were cut off repeat those that are there.</summary>
    private static void AddPeriodic(HashSet<string> texts, string text, double value)
    {
        string digits = string.Concat(text.TakeWhile(c => c != 'e').Where(char.IsAsciiDigit)).TrimStart('0');
        if (digits.Length < Significant + 1) return;
        string known = digits[..Significant];
        int period = Enumerable.Range(1, Significant - 4).FirstOrDefault(p => Enumerable.Range(p, Significant - p).All(i => known[i] == known[i - p]));
        if (period == 0) return;
        int point = text.IndexOf('.', StringComparison.Ordinal);
        if (Math.Abs(value) > AuditLimits.SafeInteger)
        {
            int length = BigInteger.Abs(new BigInteger(value)).ToString(CultureInfo.InvariantCulture).Length;
            texts.Add($"{(value < 0 ? "-" : "")}{Repeat(known, period, length)}");
        }
        else if (point > 0 && !text.Contains('e', StringComparison.Ordinal))
        {
            string before = text[..point], after = text[(point + 1)..];
            int whole = before is "0" or "-0" ? 0 : before.TrimStart('-').Length;
            string zeros = whole > 0 ? "" : after[..^after.TrimStart('0').Length];
            for (int length = Significant + 1; length <= LongestDecimal; length++) texts.Add($"{before}.{zeros}{Repeat(known, period, length).AsSpan(whole)}");
        }
    }

    private static string Repeat(string known, int period, int length) => string.Concat(Enumerable.Range(0, length).Select(i => known[i % period]));
}
