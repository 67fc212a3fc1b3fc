using System.Collections.Concurrent;

namespace AuditChain.Recording;

/// <summary>
/// The log of a recorder: opened when something is recorded, and opened anew after a failure. Threads that record at the same
/// time have an instance each, so that the store can commit for all of them at once. What could not be recorded before is
/// stated by an entry in the same commit as, and before, the next one.
/// </summary>
/// <param name="path">The file.</param>
/// <param name="open">Opens it for appending.</param>
/// <param name="gap">What could not be recorded, and is not stated in the log yet.</param>
/// <param name="gapEntry">The entry that states what the ledger handed out.</param>
internal sealed class RecorderLog(string path, Func<IAuditLog> open, GapLedger gap, Func<Dictionary<GapLedger.Key, GapLedger.Row>, PreparedEntry> gapEntry) : IDisposable
{
    // While a log fails, one thread at a time finds out whether it works again. Others wait no longer for it than this.
    private static readonly TimeSpan s_openPatience = TimeSpan.FromSeconds(1), s_closedPatience = TimeSpan.FromSeconds(30);
    private readonly ConcurrentBag<IAuditLog> _idle = [];
    private readonly Lock _recovery = new();
    private volatile bool _disposed;

    /// <summary>Appends entries in one commit, and before them what has to be stated.</summary>
    /// <param name="entries">None to state a gap alone.</param>
    /// <param name="policy">Of the event: how long to wait for a thread that is trying a log which fails.</param>
    /// <returns>The places of the entries.</returns>
    public IReadOnlyList<EntryPlace> Append(IReadOnlyList<PreparedEntry> entries, FailurePolicy policy)
    {
        if (gap.IsClear) return entries.Count == 0 ? [] : Store(entries);
        if (!_recovery.TryEnter(policy == FailurePolicy.Closed ? s_closedPatience : s_openPatience))
            throw new AuditException(AuditError.AuditLogBusy, $"'{path}' failed before, and another thread is still trying it. Nothing was written.");
        try
        {
            if (gap.Take() is not { } taken) return entries.Count == 0 ? [] : Store(entries);
            bool stated = false;
            try
            {
                IReadOnlyList<EntryPlace> places = Store([gapEntry(taken), .. entries]);
                stated = true;
                return [.. places.Skip(1)];
            }
            finally
            {
                gap.Settle(taken, stated);
            }
        }
        finally
        {
            _recovery.Exit();
        }
    }

    /// <summary>Closes the log.</summary>
    public void Dispose()
    {
        _disposed = true;
        CloseIdle();
    }

    private IReadOnlyList<EntryPlace> Store(IReadOnlyList<PreparedEntry> entries)
    {
        if (!_idle.TryTake(out IAuditLog? log)) log = open();
        IReadOnlyList<EntryPlace> places;
        try
        {
            places = log.Append(entries);
        }
        catch
        {
            // The file may be another one by now, or the connection unusable: the next attempt begins anew.
            Close(log);
            CloseIdle();
            throw;
        }
        // They are on the disk: nothing from here on makes them failed ones.
        _idle.Add(log);
        if (_disposed) CloseIdle();
        return places;
    }

    private void CloseIdle()
    {
        while (_idle.TryTake(out IAuditLog? log)) Close(log);
    }

    private static void Close(IAuditLog log)
    {
        try
        {
            log.Dispose();
        }
        catch (Exception)
        {
            // What was appended is on the disk, what was not has been reported; a connection that cannot be closed changes neither.
        }
    }
}
