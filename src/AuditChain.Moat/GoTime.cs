namespace AuditChain.Moat;

// A time as Go's RFC3339Nano writes one of UTC: up to nine fractional digits, trailing zeros dropped, always Z.
//
//   2026-11-21T00:01:29.547102847Z   2026-11-21T00:01:29.54Z   2026-11-21T00:01:29Z
//
// moat hashes the time as it formats it again, so that every other spelling of the same time passes there. Here it is refused.

/// <summary>Times of moat.</summary>
internal static class GoTime
{
    /// <summary>Reads a time in its one spelling; the last two of nine digits are cut off, as a tick is 100 ns.</summary>
    /// <param name="text">ASCII.</param>
    /// <param name="time">The time, when the result is true.</param>
    public static bool TryParse(ReadOnlySpan<char> text, out DateTimeOffset time)
    {
        time = default;
        if (text.Length is < 20 or > 30 || text[^1] != 'Z' || text[4] != '-' || text[7] != '-' || text[10] != 'T' || text[13] != ':' || text[16] != ':') return false;
        if (!Number(text[..4], out int year) || !Number(text[5..7], out int month) || !Number(text[8..10], out int day)
            || !Number(text[11..13], out int hour) || !Number(text[14..16], out int minute) || !Number(text[17..19], out int second)) return false;
        if (year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month) || hour > 23 || minute > 59 || second > 59) return false;
        if (!Fraction(text[19..^1], out int ticks)) return false;
        time = new DateTimeOffset(year, month, day, hour, minute, second, TimeSpan.Zero).AddTicks(ticks);
        return true;
    }

    private static bool Fraction(ReadOnlySpan<char> text, out int ticks)
    {
        ticks = 0;
        if (text.IsEmpty) return true;
        if (text.Length < 2 || text[0] != '.' || text[^1] == '0' || !Number(text[1..], out int nanoseconds)) return false;
        for (int digits = text.Length - 1; digits < 9; digits++) nanoseconds *= 10;
        ticks = nanoseconds / 100;
        return true;
    }

    private static bool Number(ReadOnlySpan<char> digits, out int value)
    {
        value = 0;
        foreach (char digit in digits)
        {
            if (digit is < '0' or > '9') return false;
            value = (value * 10) + (digit - '0');
        }
        return true;
    }
}
