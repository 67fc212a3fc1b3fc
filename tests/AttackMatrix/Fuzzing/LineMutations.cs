using System.Text.RegularExpressions;

namespace AttackMatrix.Fuzzing;

/// <summary>Mutations of one line that know a little JSON: another spelling, another order, a member more, another value.</summary>
internal static partial class LineMutations
{
    private static readonly string[] s_values =
    [
        "null", "[null]", "{}", "[]", "true", "0", "-0", "1e400", "1.0", "9007199254740993", "-1", "\"\"", "\"\\ud800\"", "\"\\u0000\"", "\"x\"", "{\"$sealed\":\"AAAA\"}", "{\"a\":1,\"a\":2}",
        new string('[', 70) + new string(']', 70), "1e0", "\"\u2028\"", "{\"\":null}",
    ];

    public static string Apply(Rng rng, string line) => rng.Next(9) switch
    {
        0 => ReplaceOne(rng, Numbers(), line, number => Respell(rng, number)),
        1 => ReplaceOne(rng, Strings(), line, text => Escape(rng, text)),
        2 => ReplaceOne(rng, Members(), line, pair => string.Join(',', pair.Split(',', 2).Reverse())),
        3 => ReplaceOne(rng, Values(), line, value => value[0] + rng.Pick(s_values)),
        4 => ReplaceOne(rng, Opens(), line, brace => $"{{\"{rng.Pick<string>(["a", "Seq", "seq", "type", "zz", "\\u0061", "$sealed", "prev", ""])}\":{rng.Pick(s_values)},"),
        5 => ReplaceOne(rng, Marks(), line, mark => rng.Pick<string>([mark + " ", " " + mark, mark + "\t", mark + "\r", mark + mark, ""])),
        6 => ReplaceOne(rng, Hashes(), line, hash => rng.Pick<string>([hash.ToUpperInvariant(), new string('0', 64), hash[..63], hash + "0", hash[1..] + hash[0]])),
        7 => ReplaceOne(rng, Times(), line, time => rng.Pick<string>([time[..^1] + "+00:00", time[..^1] + "0Z", time[..^2] + "Z", time.ToLowerInvariant(), time.Replace('T', ' '), time.Replace("11-20", "11-21", StringComparison.Ordinal), time.Replace("11-20", "02-30", StringComparison.Ordinal)])),
        _ => ReplaceOne(rng, Letters(), line, letter => ((char)(letter[0] ^ (rng.Chance(50) ? 0x20 : 1))).ToString()),
    };

    private static string Respell(Rng rng, string number) => rng.Pick<string>(
        [number + ".0", number + "e0", number + "E+0", "0" + number, "-" + number, "+" + number, number + "0", $"\"{number}\"", number + ".", number[..^1] + (char)('0' + rng.Next(10)), (rng.Next(40) - 5).ToString(System.Globalization.CultureInfo.InvariantCulture)]);

    private static string Escape(Rng rng, string text)
    {
        if (text.Length < 3) return "\"\\u0000\"";
        int at = 1 + rng.Next(text.Length - 2);
        return $"{text[..at]}\\u{(int)text[at]:x4}{text[(at + 1)..]}";
    }

    private static string ReplaceOne(Rng rng, Regex pattern, string line, Func<string, string> by)
    {
        MatchCollection matches = pattern.Matches(line);
        if (matches.Count == 0) return line;
        Match match = matches[rng.Next(matches.Count)];
        return $"{line.AsSpan(0, match.Index)}{by(match.Value)}{line.AsSpan(match.Index + match.Length)}";
    }

    [GeneratedRegex("(?<=[:,\\[])-?[0-9][0-9.eE+-]*")]
    private static partial Regex Numbers();

    [GeneratedRegex("\"(?:[^\"\\\\]|\\\\.)*\"")]
    private static partial Regex Strings();

    [GeneratedRegex("\"[^\"]*\":(?:\"[^\"]*\"|[0-9.]+|null|true|false),\"[^\"]*\":(?:\"[^\"]*\"|[0-9.]+|null|true|false)")]
    private static partial Regex Members();

    [GeneratedRegex(":(?:\"[^\"]*\"|-?[0-9.]+|null|true|false|\\{\\}|\\[\\])")]
    private static partial Regex Values();

    [GeneratedRegex("\\{(?=\")")]
    private static partial Regex Opens();

    [GeneratedRegex("[:,{}\\[\\]]")]
    private static partial Regex Marks();

    [GeneratedRegex("[0-9a-f]{64}")]
    private static partial Regex Hashes();

    [GeneratedRegex("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z")]
    private static partial Regex Times();

    [GeneratedRegex("[A-Za-z]")]
    private static partial Regex Letters();
}
