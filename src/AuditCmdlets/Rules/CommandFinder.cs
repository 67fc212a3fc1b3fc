using System.Management.Automation;

namespace AuditCmdlets.Rules;

/// <summary>Finds the commands that a rule names, as they are in the session now.</summary>
/// <param name="cmdlet">Whose session.</param>
/// <param name="rules">Those in force: what they wrap is not wrapped twice.</param>
internal sealed class CommandFinder(PSCmdlet cmdlet, IReadOnlyList<AuditLog.Rule> rules)
{
    private const CommandTypes Kinds = CommandTypes.Cmdlet | CommandTypes.Function | CommandTypes.Filter;

    // A function between them and their caller would change what they do: they work on the caller's scope, or are part of
    // how PowerShell itself runs and shows things.
    private static readonly HashSet<string> s_never = new(StringComparer.OrdinalIgnoreCase)
    {
        "Clear-Variable", "Get-Variable", "New-Variable", "Remove-Variable", "Set-Variable",
        "Export-Alias", "Get-Alias", "Import-Alias", "New-Alias", "Remove-Alias", "Set-Alias",
        "Export-ModuleMember", "Set-StrictMode", "Get-PSCallStack",
        "ForEach-Object", "Where-Object", "Out-Default", "Out-Host", "Out-Null", "Out-Lineoutput", "Format-Default",
        "Get-Command", "Get-Module", "Get-Error",
        "prompt", "PSConsoleHostReadLine", "TabExpansion2",
    };

    /// <summary>Finds them.</summary>
    /// <param name="names">Names, which may load their module as always, and patterns, which match what is loaded.</param>
    /// <param name="skipped">Told of each command that a pattern matches and that cannot be wrapped, with the reason.</param>
    /// <returns>Each command once; at least one.</returns>
    /// <exception cref="AuditException">AuditRuleInvalid: nothing is found, or a named command cannot be wrapped.</exception>
    public IReadOnlyList<CommandInfo> Find(IReadOnlyList<string> names, Action<string> skipped)
    {
        Dictionary<string, CommandInfo> found = new(StringComparer.OrdinalIgnoreCase);
        foreach (string name in names)
        {
            if (!WildcardPattern.ContainsWildcardCharacters(name))
            {
                CommandInfo one = Named(name);
                if (Obstacle(one) is { } reason) throw RuleDefinition.Invalid($"{one.Name} cannot be wrapped: {reason}");
                found[one.Name] = one;
                continue;
            }
            foreach (CommandInfo one in Matching(name))
            {
                if (Obstacle(one) is { } reason) skipped($"{one.Name} is left out: {reason}");
                else found[one.Name] = one;
            }
        }
        return found.Count > 0 ? [.. found.Values]
            : throw RuleDefinition.Invalid($"No loaded cmdlet or function that can be wrapped matches {string.Join(", ", names)}. Import the module first: a rule wraps what is there when it is registered.");
    }

    /// <summary>One command by its name; an alias stands for what it means.</summary>
    private CommandInfo Named(string name)
    {
        const CommandTypes Any = Kinds | CommandTypes.Alias | CommandTypes.Application | CommandTypes.ExternalScript;
        CommandInfo? found = cmdlet.InvokeCommand.GetCommand(name, Any);
        // Characters of a name that would be wildcards are escaped.
        if (found is null && WildcardPattern.Unescape(name) is var plain && plain != name) found = cmdlet.InvokeCommand.GetCommand(plain, Any);
        while (found is AliasInfo { ResolvedCommand: { } meant }) found = meant;
        return found ?? throw RuleDefinition.Invalid($"There is no command '{name}'. Check the name, and import its module.");
    }

    private IEnumerable<CommandInfo> Matching(string pattern)
    {
        HashSet<string> seen = new(StringComparer.OrdinalIgnoreCase);
        foreach (CommandInfo match in cmdlet.InvokeCommand.GetCommands(pattern, Kinds, nameIsPattern: true))
        {
            // Of several commands of one name the one that runs when it is typed.
            if (seen.Add(match.Name) && cmdlet.InvokeCommand.GetCommand(match.Name, Kinds) is { } meant) yield return meant;
        }
    }

    private string? Obstacle(CommandInfo command)
    {
        if (command is not (CmdletInfo or FunctionInfo))
            return $"it is {(command is ApplicationInfo ? "a program" : "a script")}, and rules wrap cmdlets and functions. Run it with Invoke-AuditedCommand.";
        if (string.Equals(command.ModuleName, cmdlet.MyInvocation.MyCommand.ModuleName, StringComparison.OrdinalIgnoreCase))
            return "commands of this module are not wrapped.";
        if (s_never.Contains(command.Name)) return "it works on the scope of its caller, or PowerShell itself needs it as it is.";
        RuleProxy? taken = rules.SelectMany(rule => rule.Proxies).FirstOrDefault(proxy => string.Equals(proxy.Name, command.Name, StringComparison.OrdinalIgnoreCase));
        return taken is not null ? $"the rule '{taken.RuleName}' wraps it already." : null;
    }
}
