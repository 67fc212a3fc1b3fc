using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace AuditCmdlets.Completion;

/// <summary>Completes paths: folders, and files with fitting names; all files where none fits.</summary>
public abstract class FileCompleter(params string[] endings) : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        List<CompletionResult> all = [.. CompletionCompleters.CompleteFilename(wordToComplete)];
        List<CompletionResult> fitting = all.FindAll(result => Fits(result.ListItemText));
        return fitting.Count > 0 ? all.FindAll(result => result.ResultType == CompletionResultType.ProviderContainer || Fits(result.ListItemText)) : all;
    }

    private bool Fits(string name) => endings.Any(ending => name.EndsWith(ending, StringComparison.OrdinalIgnoreCase));
}

/// <summary>Completes paths of logs, bundles and mirror files.</summary>
public sealed class LogFileCompleter() : FileCompleter(".audit", ".auditbundle", ".auditbundle.gz", ".jsonl", ".jsonl.gz");

/// <summary>Completes paths of private keys.</summary>
public sealed class KeyFileCompleter() : FileCompleter(".pem", ".key");

/// <summary>Completes paths of public keys.</summary>
public sealed class PublicKeyFileCompleter() : FileCompleter(".pub", ".vkey");

/// <summary>Completes paths of checkpoints.</summary>
public sealed class CheckpointFileCompleter() : FileCompleter(".note", ".checkpoint");
