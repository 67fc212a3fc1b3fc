using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using AuditChain;

namespace AuditCli;

/// <summary>Arguments and options that several commands have, and how their values are read.</summary>
internal static class CommonOptions
{
    private const string WhichLog = " Default: what AUDITLOG_PATH names in the environment, else your own log.";

    /// <summary>The log that a command works on; <see cref="LogFile.PathOf"/> says which is meant when it is left out.</summary>
    public static Argument<string?> Log(string description = "The log: a file that 'auditlog init' made.", string name = "LOG") =>
        new(name) { Description = description + WhichLog, Arity = ArgumentArity.ZeroOrOne };

    /// <summary>A log and a file to write, of which the log can be left out.</summary>
    public static Argument<string[]> LogAnd(string name, string description) =>
        new($"[LOG] {name}") { Description = $"{description} Before it the log;{WhichLog.Replace(" Default:", " by default", StringComparison.Ordinal)}", Arity = new ArgumentArity(1, 2) };

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

    /// <summary>A time of an entry; where <paramref name="moments"/> are allowed, also a date or so long ago.</summary>
    public static Option<DateTimeOffset?> Time(string name, string description, bool moments) => new(name)
    {
        HelpName = "TIME",
        Description = description,
        CustomParser = result => ParseTime(result, name, moments),
    };

    private static DateTimeOffset? ParseTime(ArgumentResult result, string name, bool moments)
    {
        string text = result.Tokens[0].Value;
        if (moments ? Moment.TryParse(text, DateTimeOffset.Now, out DateTimeOffset time) : AuditTime.TryParseRfc3339(text, out time)) return time;
        result.AddError($"{name} takes a time like {(moments ? Moment.Forms : "2026-11-20T09:00:01+01:00 or 2026-11-20T08:00:01.5Z")}; '{text}' is none.");
        return null;
    }
}
