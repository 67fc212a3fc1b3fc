namespace AuditChain.Mirrors.Delivering;

/// <summary>
/// The other side of a mirror. A sink keeps no queue and retries nothing: it hands one batch over, waits for the answer and says
/// what came of it. Whatever it throws but a cancellation counts as stalled. One thread at a time.
/// </summary>
public interface IMirrorSink : IAsyncDisposable
{
    /// <summary>True when an acknowledgement means that the other side has the entries; false where the protocol acknowledges nothing.</summary>
    bool Confirms { get; }

    /// <summary>What the other side said of the newest delivery, for a receipt: a status, a file and its SHA-256. Null for nothing.</summary>
    string? Answer { get; }

    /// <summary>Hands a batch over.</summary>
    /// <param name="batch">In order; after a restart it may begin with records that were handed over before.</param>
    /// <param name="cancellation">Ends the waiting; what was on its way may have arrived.</param>
    ValueTask<Delivery> DeliverAsync(MirrorBatch batch, CancellationToken cancellation);
}

/// <summary>A sink that keeps files for a time: their removal is recorded in the log before it happens.</summary>
public interface IRetainingSink : IMirrorSink
{
    /// <summary>Files that are older than they are to be kept, oldest first.</summary>
    IReadOnlyList<ExpiredFile> FindExpired();

    /// <summary>Removes one of them.</summary>
    /// <param name="file">What <see cref="FindExpired"/> gave.</param>
    void Remove(ExpiredFile file);
}

/// <summary>A file whose time is over.</summary>
/// <param name="Name">Its name in the folder.</param>
/// <param name="From">Sequence of its first entry.</param>
/// <param name="To">Sequence of its last entry.</param>
/// <param name="Sha256">SHA-256 of its bytes.</param>
public sealed record ExpiredFile(string Name, long From, long To, Digest Sha256);
