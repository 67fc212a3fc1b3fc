using System.Management.Automation;
using AuditChain.Recording.Secrets;
using AuditCmdlets.Logs;
using AuditCmdlets.Values;

namespace AuditCmdlets.Wrapping;

/// <summary>Writes the entries of one call, or of one rule, into one log.</summary>
internal sealed class CallJournal : IDisposable
{
    private readonly RecorderPool _pool;
    private readonly RecorderPool.Share _share;
    private bool _left;

    /// <summary>Joins the recorder of a log; the log is opened when something is recorded.</summary>
    /// <param name="recorders">Those of the session.</param>
    /// <param name="path">The full path of the log; null for the user's own.</param>
    public CallJournal(RecorderPool recorders, string? path)
    {
        _pool = recorders;
        _share = _pool.Join(path);
    }

    /// <summary>The log that is meant, whether or not it is there: what a log that is missing means for a call, its policy says.</summary>
    /// <param name="cmdlet">Whose location and drives are meant.</param>
    /// <param name="path">As typed; null for the default log.</param>
    /// <returns>A full path; null for the user's own log.</returns>
    public static string? PathOf(PSCmdlet cmdlet, string? path) =>
        path is not null ? LogPaths.ResolveOne(cmdlet, path) : DefaultLog.Named is { } named ? LogPaths.ResolveLiteral(cmdlet, named) : null;

    /// <summary>Records an entry.</summary>
    /// <param name="entry">What happened.</param>
    /// <param name="policy">What to do when that fails.</param>
    /// <param name="secrets">Takes secrets out.</param>
    /// <param name="warn">Told when it could not be recorded, and the policy is Open; null where nobody can be told.</param>
    /// <exception cref="AuditException">AuditRecordRefused: it could not be recorded, and the policy is Closed.</exception>
    public void Record(AuditEvent entry, FailurePolicy policy, SecretFilter secrets, Action<string>? warn = null)
    {
        if (_share.Recorder.Record(entry, policy, new PSValueWriter(), secrets) is null) warn?.Invoke(_share.LastFailure);
    }

    /// <summary>Leaves the recorder, which closes the log unless it holds counts that the log does not state yet.</summary>
    public void Dispose()
    {
        if (!_left) _pool.Leave(_share);
        _left = true;
    }
}
