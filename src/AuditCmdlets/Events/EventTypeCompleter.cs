using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

using AuditCmdlets.Values;

namespace AuditCmdlets.Events;

/// <summary>Completes names of types, with what they mean: those that begin with the word, else those that hold it.</summary>
public sealed class EventTypeCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        string word = wordToComplete.Trim('\'', '"');
        IReadOnlyList<AuditEventType> all = SessionCatalogue.Current.Catalogue.Types;
        List<AuditEventType> fitting = [.. all.Where(type => type.Name.StartsWith(word, StringComparison.OrdinalIgnoreCase))];
        if (fitting.Count == 0) fitting = [.. all.Where(type => type.Name.Contains(word, StringComparison.OrdinalIgnoreCase))];
        return fitting.OrderBy(type => type.Name, StringComparer.Ordinal).Select(type => CompletionText.Result(type.Name, type.Meaning));
    }
}

/// <summary>Completes the names of the catalogue's groups.</summary>
public sealed class EventGroupCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        SessionCatalogue.Current.Catalogue.Types.Select(type => type.Group).Distinct(StringComparer.OrdinalIgnoreCase)
            .Where(group => group.StartsWith(wordToComplete.Trim('\'', '"'), StringComparison.OrdinalIgnoreCase))
            .Select(group => CompletionText.Result(group, group));
}
