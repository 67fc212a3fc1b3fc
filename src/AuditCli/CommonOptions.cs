using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using AuditChain;

namespace AuditCli;

/// <summary>Arguments and options that several commands have, and how their values are read.</summary>
internal static class CommonOptions
{
    public static Argument<string> Log(string description = "The log: a file that 'auditlog init' made.") => new("LOG") { Description = description };

    public static Option<bool> Json(string description) => new("--json") { Description = description };

    public static Option<bool> Force() => new("--force") { Description = "Overwrite the file if it is there." };

    /// <summary>An option whose value is text; <paramref name="value"/> is what the help calls it.</summary>
    public static Option<string?> Text(string name, string value, string description) => new(name) { HelpName = value, Description = description };

    public static Option<string[]> Texts(string name, string value, string description) =>
        new(name) { HelpName = value, Description = description, DefaultValueFactory = _ => [] };

    /// <summary>A count or a sequence: 1 or more.</summary>
    public static Option<long?> Number(string name, string description) => new(name)
    {
        HelpName = "N",
        Description = description,
        CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long value) && value is >= 1 and <= AuditLimits.SafeInteger) return value;
            result.AddError($"{name} takes a whole number from 1 to {AuditLimits.SafeInteger}; '{text}' is none.");
            return null;
        },
    };

    /// <summary>A time; where <paramref name="dates"/> are allowed, a date means its midnight in UTC.</summary>
    public static Option<DateTimeOffset?> Time(string name, string description, bool dates) => new(name)
    {
        HelpName = "TIME",
        Description = description,
        CustomParser = result => ParseTime(result, name, dates),
    };

    private static DateTimeOffset? ParseTime(ArgumentResult result, string name, bool dates)
    {
        string text = result.Tokens[0].Value;
        if (AuditTime.TryParseRfc3339(text, out DateTimeOffset time)) return time;
        if (dates && DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly date))
            return new DateTimeOffset(date, TimeOnly.MinValue, TimeSpan.Zero);
        string forms = dates ? "2026-11-20T09:00:01+01:00 or a date in UTC like 2026-11-20" : "2026-11-20T09:00:01+01:00 or 2026-11-20T08:00:01.5Z";
        result.AddError($"{name} takes a time like {forms}; '{text}' is none.");
        return null;
    }
}
