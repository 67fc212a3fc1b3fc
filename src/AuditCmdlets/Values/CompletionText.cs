using System.Management.Automation;
using System.Management.Automation.Language;

namespace AuditCmdlets.Values;

/// <summary>Names as completion offers them.</summary>
internal static class CompletionText
{
    /// <summary>A name, quoted where PowerShell would read it otherwise.</summary>
    /// <param name="name">Not empty.</param>
    /// <param name="toolTip">What it means.</param>
    public static CompletionResult Result(string name, string toolTip) => new(Quote(name), name, CompletionResultType.ParameterValue, toolTip);

    private static string Quote(string name) =>
        name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '/' or ':' or '\\') ? name : $"'{CodeGeneration.EscapeSingleQuotedStringContent(name)}'";
}
