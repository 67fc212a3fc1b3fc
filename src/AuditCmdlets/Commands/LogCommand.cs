using System.Management.Automation;
using AuditCmdlets.Completion;
using AuditCmdlets.Logs;

namespace AuditCmdlets.Commands;

/// <summary>A command that reads logs, one after the other.</summary>
public abstract class LogCommand : AuditCommand
{
    private protected const string PathSet = "Path", LiteralPathSet = "LiteralPath";

    /// <summary>Where they are.</summary>
    [Parameter(Position = 1, ParameterSetName = PathSet, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true,
        HelpMessage = "Paths of logs, or of bundles where the command reads those too; wildcards are allowed. The default is $env:AUDITLOG_PATH, else your own log.")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(LogFileCompleter))]
    public string[]? Path { get; set; }

    /// <summary>Where it is, taken as it stands.</summary>
    [Parameter(ParameterSetName = LiteralPathSet, Mandatory = true, ValueFromPipelineByPropertyName = true,
        HelpMessage = "The path of a log, taken as it stands: no wildcards.")]
    [Alias("PSPath", "LP", "FullName")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(LogFileCompleter))]
    public string? LiteralPath { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (LiteralPath is not null) Visit(() => [LogPaths.ResolveLiteral(this, LiteralPath)], LiteralPath);
        else if (Path is not null) Array.ForEach(Path, path => Visit(() => LogPaths.Resolve(this, path), path));
        else if (DefaultLog.Named is { } named) Visit(() => [LogPaths.ResolveNamed(this, named)], named);
        else Visit(() => [LogPaths.ExistingOwn()], DefaultLog.Own);
    }

    /// <summary>Does the command's work on one file.</summary>
    /// <param name="path">Its full path; it may not be there.</param>
    private protected abstract void ProcessFile(string path);

    private void Visit(Func<IReadOnlyList<string>> resolve, string typed)
    {
        IReadOnlyList<string> paths;
        try
        {
            paths = resolve();
        }
        catch (AuditException e)
        {
            Report(e, typed);
            return;
        }
        foreach (string path in paths.Where(IsFirst))
        {
            try
            {
                ProcessFile(path);
            }
            catch (AuditException e)
            {
                Report(e, path);
            }
        }
    }
}
