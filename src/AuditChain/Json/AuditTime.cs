using System.Buffers.Text;
using System.Globalization;
using System.Text.RegularExpressions;

namespace AuditChain.Json;

// The one form of a time in the format: 28 characters, UTC, seven fractional digits.
//
//   2026-11-20T08:00:01.1234567Z
//
// A parser of stored lines refuses every other spelling; callers may say any RFC 3339 time, which is normalized.

/// <summary>Times of the format: RFC 3339, UTC, always seven fractional digits and <c>Z</c>; resolution 100 ns.</summary>
public static partial class AuditTime
{
    /// <summary>Length of a time in characters and in bytes.</summary>
    public const int Length = 28;

    /// <summary>The form of the format: <c>2026-11-20T08:00:01.1234567Z</c>.</summary>
    /// <param name="time">Any offset; written as UTC.</param>
    public static string Format(DateTimeOffset time) => time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);

    /// <summary>Writes the 28 ASCII bytes of <see cref="Format(DateTimeOffset)"/>.</summary>
    /// <param name="time">Any offset; written as UTC.</param>
    /// <param name="destination">At least 28 bytes.</param>
    public static void Format(DateTimeOffset time, Span<byte> destination) =>
        Utf8Formatter.TryFormat(time.UtcDateTime, destination, out _, 'O');

    /// <summary>Parses the exact form of the format and nothing else.</summary>
    /// <param name="text">ASCII bytes.</param>
    /// <param name="time">The time, when the result is true.</param>
    public static bool TryParse(ReadOnlySpan<byte> text, out DateTimeOffset time)
    {
        time = default;
        if (text.Length != Length || text[27] != 'Z' || !Utf8Parser.TryParse(text, out DateTime utc, out int used, 'O') || used != Length)
            return false;
        time = new DateTimeOffset(utc, TimeSpan.Zero);
        return true;
    }

    /// <summary>Parses any RFC 3339 date-time, with any offset and up to any number of fractional digits (past the seventh they are cut).</summary>
    /// <param name="text">For example <c>2026-11-20T09:00:01+01:00</c>.</param>
    /// <param name="time">The time, when the result is true.</param>
    public static bool TryParseRfc3339(string text, out DateTimeOffset time)
    {
        time = default;
        Match match = Rfc3339().Match(text);
        if (!match.Success) return false;
        string fraction = match.Groups[2].Value;
        string trimmed = $"{match.Groups[1].Value}{fraction[..Math.Min(fraction.Length, 8)]}{match.Groups[3].Value}".ToUpperInvariant().Replace(' ', 'T');
        return DateTimeOffset.TryParse(trimmed, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out time);
    }

    [GeneratedRegex(@"^([0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}:[0-9]{2})(\.[0-9]+)?([Zz]|[+-][0-9]{2}:[0-9]{2})\z", RegexOptions.CultureInvariant)]
    private static partial Regex Rfc3339();
}
