using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

using AuditCmdlets.Values;

namespace AuditCmdlets.Events;

/// <summary>Completes what the type that was typed says of a parameter: its outcomes, and the values of a member of its data.</summary>
public sealed class EventValueCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        string word = wordToComplete.Trim('\'', '"');
        if (fakeBoundParameters["Type"]?.ToString() is not { } name || SessionCatalogue.Current.Resolve(name) is not { } type) return [];
        AuditEventField? field = type.Data.FirstOrDefault(field => string.Equals(field.ParameterName, parameterName, StringComparison.OrdinalIgnoreCase));
        IEnumerable<string> values = field is null ? type.Outcomes.Where(outcome => outcome != AuditEventType.AnyOutcome) : field.Values.Concat(field.Examples);
        return values.Where(value => value.StartsWith(word, StringComparison.OrdinalIgnoreCase)).Select(value => CompletionText.Result(value, field?.Meaning ?? type.Meaning));
    }
}
