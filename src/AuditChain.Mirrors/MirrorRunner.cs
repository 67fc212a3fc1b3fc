using AuditChain.Mirrors.Delivering;
using AuditChain.Mirrors.Following;
using AuditChain.Mirrors.Settings;

namespace AuditChain.Mirrors;

/// <summary>Runs mirrors of one log, each by itself: one that does not get through keeps no other waiting.</summary>
/// <param name="location">The path of the log; locks stand beside it.</param>
/// <param name="openLog">Opens the log for appending.</param>
/// <param name="openTable">Opens its mirrors.</param>
/// <param name="options">How to run.</param>
/// <param name="openSink">Makes the other side; null for <see cref="MirrorKinds.Open"/>.</param>
public sealed class MirrorRunner(
    string location, Func<IAuditLog> openLog, Func<IMirrorTable> openTable, FollowerOptions options, Func<MirrorSettings, IMirrorSink>? openSink = null)
{
    /// <summary>Runs one mirror until it is caught up or cancelled. When its settings are changed meanwhile, it goes on with the new ones.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="cancellation">Ends it; that is no error here.</param>
    /// <returns>Where it stands.</returns>
    /// <exception cref="AuditException">AuditMirrorNotFound, AuditMirrorBusy, AuditMirrorMismatch, AuditMirrorRejected, AuditMirrorStalled.</exception>
    public async Task<MirrorRow> RunAsync(string name, CancellationToken cancellation)
    {
        using RunnerLock held = RunnerLock.Take(location, name);
        using IAuditLog log = openLog();
        using IMirrorTable table = openTable();
        while (true)
        {
            MirrorFollower follower = new(log, table, name, openSink ?? MirrorKinds.Open, options);
            try
            {
                await follower.RunAsync(cancellation);
                return follower.Row;
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                return follower.Row;
            }
            catch (AuditException e) when (e.Error == AuditError.AuditMirrorBusy && table.Read().Any(row => row.Name == name))
            {
                // The lock is held, so it was no other runner: its settings were changed.
            }
        }
    }

    /// <summary>Runs several at once. The first error is thrown when all have ended.</summary>
    /// <param name="names">Their names.</param>
    /// <param name="cancellation">Ends all.</param>
    public async Task<MirrorRow[]> RunAsync(IEnumerable<string> names, CancellationToken cancellation) =>
        await Task.WhenAll(names.Select(name => Task.Run(() => RunAsync(name, cancellation), CancellationToken.None)));
}
