using AuditCmdlets.Logs;

namespace AuditCmdlets.Wrapping;

/// <summary>
/// The recorders of one session, one a log. A log is open only while something is recorded in it; a recorder that could not
/// record everything stays, so that the next entry of the session, or its end, states what is missing.
/// </summary>
internal sealed class RecorderPool : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Share> _shares = new(StringComparer.Ordinal);

    /// <summary>Takes part in the recorder of a log.</summary>
    /// <param name="path">The full path of the log; null for the user's own.</param>
    public Share Join(string? path)
    {
        string name = path ?? DefaultLog.Own;
        lock (_gate)
        {
            if (!_shares.TryGetValue(name, out Share? share))
                _shares[name] = share = new Share(name, path is null ? DefaultLog.OpenOrCreateOwn : () => LogOpener.OpenToAppend(name));
            share.Users++;
            return share;
        }
    }

    /// <summary>Ends a part.</summary>
    /// <param name="share">From <see cref="Join"/>.</param>
    public void Leave(Share share)
    {
        lock (_gate)
        {
            if (--share.Users > 0 || share.Recorder.Unstated > 0) return;
            _shares.Remove(share.Path);
        }
        share.Recorder.Dispose();
    }

    /// <summary>At the end of the session: states what is missing, where that can be done by now.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            foreach (Share share in _shares.Values) share.Recorder.Dispose();
            _shares.Clear();
        }
    }

    /// <summary>A recorder, and how many use it.</summary>
    internal sealed class Share
    {
        public Share(string path, Func<IAuditLog> open)
        {
            Path = path;
            Recorder = new AuditRecorder(path, open, new RecorderOptions { Warning = failure => LastFailure = failure.ToString() });
        }

        public string Path { get; }

        public AuditRecorder Recorder { get; }

        public int Users { get; set; }

        /// <summary>The last failure in a sentence or two.</summary>
        public string LastFailure { get; private set; } = "";
    }
}
