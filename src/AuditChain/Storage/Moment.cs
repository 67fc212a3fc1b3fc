using System.Globalization;

namespace AuditChain.Storage;

// How people say when, in every face:
//
//   2026-11-20T09:00:01+01:00   a time, RFC 3339
//   2026-11-20                  the midnight with which that day begins here, in local time
//   -1h  -30m  -7d  -90s  -2w   so long ago

/// <summary>A point in time as it is typed.</summary>
public static class Moment
{
    /// <summary>The forms, for messages and help.</summary>
    public const string Forms = "2026-11-20T09:00:01+01:00, a date like 2026-11-20 (its local midnight), or so long ago: -90s, -30m, -1h, -7d, -2w";

    private const string Units = "smhdw";
    private static readonly int[] s_seconds = [1, 60, 3600, 86400, 604800];

    /// <summary>Reads a point in time.</summary>
    /// <param name="text">As typed.</param>
    /// <param name="now">From when "so long ago" counts.</param>
    /// <param name="time">The time, when the result is true.</param>
    public static bool TryParse(string text, DateTimeOffset now, out DateTimeOffset time)
    {
        if (AuditTime.TryParseRfc3339(text, out time)) return true;
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly date))
        {
            time = new DateTimeOffset(date.ToDateTime(TimeOnly.MinValue, DateTimeKind.Local));
            return true;
        }
        if (text is not ['-', .. var number, var unit] || Units.IndexOf(unit, StringComparison.Ordinal) is not (>= 0 and var which)) return false;
        if (!int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int count)) return false;
        double ago = (double)count * s_seconds[which];
        if (ago > (now - DateTimeOffset.MinValue).TotalSeconds) return false;
        time = now.AddSeconds(-ago);
        return true;
    }
}
