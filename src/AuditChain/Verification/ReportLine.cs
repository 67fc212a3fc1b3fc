using System.Globalization;
using System.Text;

namespace AuditChain.Verification;

/// <summary>Makes lines of a report fit to be printed: what they quote comes from files that nobody vouches for.</summary>
internal static class ReportLine
{
    private const int MaxLines = 40;
    private const int MaxLength = 1000;

    /// <summary>One printable line: controls, and what has no picture or turns the writing round, become their number; past 1000 characters it is cut.</summary>
    public static string Of(string text)
    {
        if (text.Length <= MaxLength && text.EnumerateRunes().All(IsPrintable)) return text;
        StringBuilder line = new();
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (line.Length >= MaxLength) return line.Append('…').ToString();
            if (IsPrintable(rune)) line.Append(rune.ToString());
            else line.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}");
        }
        return line.ToString();
    }

    /// <summary>At most 40 such lines; the last then says how many there were.</summary>
    public static IReadOnlyList<string> Of(IReadOnlyList<string> lines) => lines.Count <= MaxLines
        ? [.. lines.Select(Of)]
        : [.. lines.Take(MaxLines - 1).Select(Of), $"There are {lines.Count - MaxLines + 1} more notes, which are not shown."];

    /// <summary>A short printable name.</summary>
    public static string Name(string text) => Of(text.Length <= 60 ? text : $"{text.AsSpan(0, 60)}…");

    private static bool IsPrintable(Rune rune) => Rune.GetUnicodeCategory(rune) is not
        (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned);
}
