using System.Management.Automation;
using AuditCmdlets.Errors;

namespace AuditCmdlets.Commands;

/// <summary>What all commands share: errors of the engine as error records, and Ctrl+C as a token.</summary>
public abstract class AuditCommand : PSCmdlet, IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);

    private protected CancellationToken StopToken => _stop.Token;

    /// <inheritdoc/>
    protected override void StopProcessing() => _stop.Cancel();

    /// <summary>Reports what is wrong with one object; the next one is still looked at.</summary>
    private protected void Report(AuditException error, object? target) => WriteError(error.ToRecord(target));

    /// <summary>Reports that nothing can go on.</summary>
    private protected void Fail(AuditException error, object? target) => ThrowTerminatingError(error.ToRecord(target));

    /// <summary>True the first time: several entries or attestations that are piped in name one log, and it is worked on once.</summary>
    private protected bool IsFirst(string path) => _seen.Add(path);

    /// <summary>A warning in which nothing acts on a terminal: it may quote a log, or the name of a file.</summary>
    private protected void Warn(string message) => WriteWarning(VisibleText.Of(message));

    /// <summary>What -Verbose tells, with the same care.</summary>
    private protected void Tell(string message) => WriteVerbose(VisibleText.Of(message));

    /// <summary>Frees what the command holds; called by PowerShell however the pipeline ends.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees what the command holds.</summary>
    /// <param name="disposing">Always true.</param>
    protected virtual void Dispose(bool disposing) => _stop.Dispose();
}
