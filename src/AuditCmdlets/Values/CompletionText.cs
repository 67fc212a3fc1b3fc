using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Text;

namespace AuditCmdlets.Values;

/// <summary>Names as completion offers them.</summary>
internal static class CompletionText
{
    /// <summary>A name, quoted where PowerShell would read it otherwise, and spelled out where it holds what cannot be seen.</summary>
    /// <param name="name">Not empty.</param>
    /// <param name="toolTip">What it means.</param>
    public static CompletionResult Result(string name, string toolTip) => new(Quote(name), VisibleText.Of(name), CompletionResultType.ParameterValue, VisibleText.Of(toolTip));

    private static string Quote(string name) =>
        name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '/' or ':' or '\\') ? name
        : VisibleText.Of(name) == name ? $"'{CodeGeneration.EscapeSingleQuotedStringContent(name)}'"
        : SpellOut(name);

    /// <summary>What acts on a terminal or hides must not reach the command line: it is written as <c>`u{1b}</c>, which PowerShell reads as the same name.</summary>
    private static string SpellOut(string name)
    {
        StringBuilder text = new("\"");
        foreach (Rune rune in name.EnumerateRunes())
        {
            string plain = rune.ToString();
            if (plain is "\"" or "`" or "$" or "\u201C" or "\u201D" or "\u201E") text.Append('`').Append(plain);
            else if (VisibleText.Of(plain) == plain) text.Append(plain);
            else text.Append(CultureInfo.InvariantCulture, $"`u{{{rune.Value:x}}}");
        }
        return text.Append('"').ToString();
    }
}
