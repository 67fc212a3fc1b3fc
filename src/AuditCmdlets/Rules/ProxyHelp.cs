using System.Management.Automation;
using System.Management.Automation.Language;

namespace AuditCmdlets.Rules;

// Help of a proxy, as the comment at the start of the function:
//
//   a function with help in its comments    that very help: the function itself is out of sight while it is wrapped
//   a cmdlet, a function with other help    .FORWARDHELPTARGETNAME, and PowerShell goes there
//
// Each line is a comment of its own. A block comment would end at the first #> in the help or in a name, and what follows
// would be run.

/// <summary>The help of a command as that of the function which stands before it.</summary>
internal static class ProxyHelp
{
    /// <summary>Lines of comments; empty when there is nothing to say.</summary>
    /// <param name="command">The command.</param>
    /// <param name="qualifiedName">Its name with its module.</param>
    public static string Of(CommandInfo command, string qualifiedName)
    {
        string? help = command is FunctionInfo { ScriptBlock.Ast: FunctionDefinitionAst definition } && definition.GetHelpContent() is { } content ? content.GetCommentBlock() : null;
        if (help is not null) return Comment(help.Replace("<#", "", StringComparison.Ordinal).Replace("#>", "", StringComparison.Ordinal));
        // A name that spans lines, or a function of no module, has no help elsewhere.
        if (qualifiedName.Any(char.IsControl) || string.IsNullOrEmpty(command.ModuleName)) return "";
        return Comment($".FORWARDHELPTARGETNAME {qualifiedName}\n.FORWARDHELPCATEGORY {command.CommandType}");
    }

    private static string Comment(string text) => string.Join('\n', text.ReplaceLineEndings("\n").Trim('\n').Split('\n', '\r').Select(line => $"# {line}"));
}
