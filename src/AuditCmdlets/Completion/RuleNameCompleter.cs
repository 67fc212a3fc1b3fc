using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace AuditCmdlets.Completion;

/// <summary>Completes the names of the rules of this session.</summary>
public sealed class RuleNameCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        using PowerShell shell = PowerShell.Create(RunspaceMode.CurrentRunspace);
        foreach (AuditLog.Rule rule in shell.AddCommand("AuditLog\\Get-AuditRule").Invoke<AuditLog.Rule>())
        {
            if (rule.Name.StartsWith(wordToComplete.Trim('\'', '"'), StringComparison.OrdinalIgnoreCase))
                yield return new CompletionResult($"'{CodeGeneration.EscapeSingleQuotedStringContent(rule.Name)}'", VisibleText.Of(rule.Name), CompletionResultType.ParameterValue, VisibleText.Of(string.Join(", ", rule.Commands)));
        }
    }
}
