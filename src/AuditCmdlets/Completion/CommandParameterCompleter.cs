using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using AuditCmdlets.Values;

namespace AuditCmdlets.Completion;

/// <summary>Completes names of parameters from the commands that were typed for -CommandName: what a rule can take its target from, or redact.</summary>
public sealed class CommandParameterCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        if (fakeBoundParameters["CommandName"] is not { } typed) return [];
        string word = wordToComplete.Trim('\'', '"');
        using PowerShell shell = PowerShell.Create(RunspaceMode.CurrentRunspace);
        shell.AddCommand("Microsoft.PowerShell.Core\\Get-Command").AddParameter("Name", typed).AddParameter("ErrorAction", ActionPreference.Ignore);
        SortedDictionary<string, string> found = new(StringComparer.OrdinalIgnoreCase);
        foreach (CommandInfo command in shell.Invoke<CommandInfo>())
        {
            foreach (ParameterMetadata parameter in Parameters(command).Where(parameter => parameter.Name.StartsWith(word, StringComparison.OrdinalIgnoreCase)))
                found.TryAdd(parameter.Name, $"[{parameter.ParameterType?.Name}] of {command.Name}");
        }
        return found.Select(name => CompletionText.Result(name.Key, name.Value));
    }

    /// <summary>Those of the command itself: the common ones are no target and hold no secret.</summary>
    private static IEnumerable<ParameterMetadata> Parameters(CommandInfo command)
    {
        try
        {
            return command.Parameters?.Values.Where(parameter => !Cmdlet.CommonParameters.Contains(parameter.Name) && !Cmdlet.OptionalCommonParameters.Contains(parameter.Name)) ?? [];
        }
        catch (RuntimeException)
        {
            // A command whose parameters cannot be read has none to offer.
            return [];
        }
    }
}
