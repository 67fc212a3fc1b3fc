using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using AuditCmdlets.Events;
using AuditCmdlets.Logs;
using AuditCmdlets.Values;

namespace AuditCmdlets.Completion;

/// <summary>Completes the names of types, actors, actions … from the log that the command would work on.</summary>
public sealed class EntryNameCompleter : IArgumentCompleter
{
    private const int Limit = 100;
    private static readonly string[] s_outcomes = ["success", "failure", "granted", "denied", "warned", "error", "skipped"];

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        string word = wordToComplete.Trim('\'', '"');
        SortedSet<string> names = new(Folding.Comparer);
        if (parameterName == "Outcome") names.UnionWith(s_outcomes.Where(name => name.StartsWith(word, StringComparison.OrdinalIgnoreCase)));
        if (Enum.TryParse(parameterName == "CorrelationId" ? "Correlation" : parameterName, out EntryMember member)) names.UnionWith(FromLog(member, word, fakeBoundParameters));
        // Whoever records may use a type for the first time; whoever looks for entries wants those that are there.
        EventCatalogue? catalogue = parameterName == "Type" && commandName == "Add-AuditEntry" ? SessionCatalogue.Current.Catalogue : null;
        if (catalogue is not null) names.UnionWith(catalogue.Types.Select(type => type.Name).Where(name => name.StartsWith(word, StringComparison.OrdinalIgnoreCase)));
        return names.Select(name => CompletionText.Result(name, catalogue?.Find(name)?.Meaning ?? name));
    }

    private static IReadOnlyList<string> FromLog(EntryMember member, string word, IDictionary bound)
    {
        try
        {
            if (PathOf(bound) is not { } path || !File.Exists(path) || !AuditFile.IsDatabase(path)) return [];
            using ILogReader log = LogOpener.OpenToRead(path);
            return log.ReadNames(member, word, Limit);
        }
        catch (AuditException)
        {
            // Completion has nobody to tell; the command itself will say what is wrong with the log.
            return [];
        }
    }

    private static string? PathOf(IDictionary bound) => (bound["LiteralPath"] ?? bound["Path"]) switch
    {
        null => DefaultLog.Named is { } named ? FullPath(named) : DefaultLog.Own,
        object[] { Length: > 0 } several => FullPath(several[0].ToString()!),
        var one => FullPath(one.ToString()!),
    };

    /// <summary>A path by the rules of the session; a completer has no cmdlet to ask.</summary>
    private static string? FullPath(string path)
    {
        using PowerShell shell = PowerShell.Create(RunspaceMode.CurrentRunspace);
        return shell.AddCommand("Convert-Path").AddParameter("Path", path).AddParameter("ErrorAction", "Ignore").Invoke<string>().FirstOrDefault();
    }
}
