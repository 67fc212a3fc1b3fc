using System.Globalization;
using System.Text.RegularExpressions;

namespace AttackMatrix.Honest;

/// <summary>An entry line as an attacker sees it: text, in which <c>prev</c> and <c>seq</c> stand side by side.</summary>
internal static partial class LineText
{
    public static string Place(string line, Digest prev, long seq) => Replace(line, match => $"\"prev\":\"{prev}\",\"seq\":{seq.ToString(CultureInfo.InvariantCulture)}");

    public static string Number(string line, long seq) => Replace(line, match => $"{match.Groups[1].Value}\"seq\":{seq.ToString(CultureInfo.InvariantCulture)}");

    public static long Seq(string line) => long.Parse(Link().Match(line).Groups[2].ValueSpan, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);

    private static string Replace(string line, MatchEvaluator by) =>
        Link().IsMatch(line) ? Link().Replace(line, by, 1) : throw new InvalidOperationException($"There is no link in: {line}");

    [GeneratedRegex("""("prev":"[0-9a-f]{64}",)"seq":(-?[0-9]+)""", RegexOptions.RightToLeft)]
    private static partial Regex Link();
}
