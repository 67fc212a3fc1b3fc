using AuditChain.Mirrors.Delivering;
using AuditChain.Mirrors.Settings;

namespace AuditChain.Mirrors.Following;

// What happens to a batch:
//
//   acknowledged   the cursor moves on
//   refused        half of it is tried, then half of that, until one record is left: it is recorded as rejected and passed over
//   stalled        the rest waits and is tried again, for ever; nothing behind it goes first
//
// At least once, in order: the cursor never passes a record that the other side did not take, refuse for good, or a filter left out.

/// <summary>Follows a log from a mirror's cursor and hands its entries to a sink.</summary>
public sealed class MirrorFollower
{
    private readonly IAuditLog _log;
    private readonly IMirrorSink _sink;
    private readonly FollowerOptions _options;
    private readonly MirrorSettings _settings;
    private readonly MirrorCursor _cursor;
    private readonly BatchReader _reader;
    private readonly MirrorEntries _entries;
    private readonly BackOff _backOff;

    /// <summary>Takes a mirror over.</summary>
    /// <param name="log">Its log; used by nobody else meanwhile.</param>
    /// <param name="table">Where the log keeps its mirrors.</param>
    /// <param name="name">The name of the mirror.</param>
    /// <param name="open">Makes the sink from the settings.</param>
    /// <param name="options">How to run.</param>
    /// <exception cref="AuditException">AuditMirrorNotFound, AuditMirrorInvalid; AuditMirrorMismatch when the log is not the one that was delivered so far.</exception>
    public MirrorFollower(IAuditLog log, IMirrorTable table, string name, Func<MirrorSettings, IMirrorSink> open, FollowerOptions? options = null)
    {
        _log = log;
        _options = options ?? new FollowerOptions();
        MirrorRow row = table.Take(name);
        _settings = MirrorSettings.Parse(row.Settings);
        _reader = new BatchReader(log, _settings);
        _reader.CheckCursor(row);
        _cursor = new MirrorCursor(table, row, _options.Clock);
        _entries = new MirrorEntries(log, name);
        _backOff = new BackOff(_options.FirstWait, _options.LongestWait);
        _sink = open(_settings);
    }

    /// <summary>Where the mirror stands.</summary>
    public MirrorRow Row => _cursor.Row;

    /// <summary>Delivers until caught up, or until it is cancelled. The cursor is stored and the sink closed at the end, whatever the end is.</summary>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="AuditException">AuditMirrorBusy, AuditMirrorMismatch, AuditMirrorRejected, AuditMirrorStalled, and what reading the log throws.</exception>
    public async Task RunAsync(CancellationToken cancellation)
    {
        await using (_sink)
        {
            try
            {
                while (true)
                {
                    cancellation.ThrowIfCancellationRequested();
                    LogHead head = _log.ReadHead();
                    if (_cursor.Row.Seq < head.Count) await AdvanceAsync(head.Count, cancellation);
                    else if (await RecordReceiptAsync()) continue;
                    else if (_options.UntilCaughtUp) break;
                    else await RestAsync(head.Count, cancellation);
                }
            }
            catch (AuditException e) when (e.Error == AuditError.AuditMirrorBusy)
            {
                throw;
            }
            catch
            {
                SaveQuietly();
                throw;
            }
            if (_cursor.IsDirty) _cursor.Save();
        }
    }

    private async Task AdvanceAsync(long end, CancellationToken cancellation)
    {
        Considered considered = _reader.Read(_cursor.Row.Seq, _cursor.Row.Hash, end);
        if (considered.Batch.Count > 0) await DeliverAsync(considered.Batch, cancellation);
        _cursor.Finish(considered);
        _cursor.SaveSometimes();
        if (_settings.ReceiptEntries > 0 && _cursor.Tally.Due >= _settings.ReceiptEntries) await RecordReceiptAsync();
        if (_sink is IRetainingSink retaining) await PruneAsync(retaining);
    }

    private async Task DeliverAsync(MirrorBatch batch, CancellationToken cancellation)
    {
        int at = 0, size = batch.Count, suspectsEnd = 0;
        while (at < batch.Count)
        {
            cancellation.ThrowIfCancellationRequested();
            // Past the records of which one was to blame, batches are whole again.
            if (at >= suspectsEnd) size = batch.Count;
            int count = Math.Min(size, batch.Count - at);
            Delivery delivery = await TryAsync(batch.Part(at, count), cancellation);
            int taken = delivery.Outcome == DeliveryOutcome.Acknowledged ? count : Math.Clamp(delivery.Taken, 0, count);
            if (taken > 0)
            {
                await ResumeAsync();
                _cursor.Delivered(batch.Records.Span.Slice(at, taken));
                _cursor.SaveSometimes();
                at += taken;
            }
            if (delivery.Outcome == DeliveryOutcome.Stalled && taken < count)
            {
                await StallAsync(delivery, cancellation);
            }
            else if (delivery.Outcome == DeliveryOutcome.Refused && taken < count)
            {
                int left = count - taken;
                suspectsEnd = Math.Max(suspectsEnd, at + left);
                if (left > 1) size = left / 2;
                else await RejectAsync(batch[at++], delivery.Reason ?? "it gave no reason");
            }
        }
    }

    private async ValueTask<Delivery> TryAsync(MirrorBatch batch, CancellationToken cancellation)
    {
        try
        {
            return await _sink.DeliverAsync(batch, cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception e)
        {
            // A fault of the network, of a file, or of the sink itself: none of them is a reason to lose an entry.
            return Delivery.Stalled(e is AuditException or IOException or System.Net.Http.HttpRequestException ? e.Message : $"{e.Message} ({e.GetType().Name})");
        }
    }

    private async Task RejectAsync(MirrorRecord record, string reason)
    {
        if (_settings.OnRejected == RejectedPolicy.Stop)
        {
            _cursor.Progress = _cursor.Progress with { Error = reason, ErrorTime = _options.Clock.GetUtcNow() };
            throw new AuditException(AuditError.AuditMirrorRejected, $"The mirror '{Row.Name}' stopped in front of entry {record.Seq}: the other side refuses it for good ({reason}).");
        }
        // A receiver that refuses everything must not be told of each refusal by an entry that it refuses as well.
        if (!MirrorEntries.IsOwn(record.Entry.Type)) await _entries.RejectedAsync(record.Entry, reason);
        _cursor.Rejected(record, reason);
        _cursor.Save();
    }

    private async Task StallAsync(Delivery delivery, CancellationToken cancellation)
    {
        string reason = delivery.Reason ?? "it gave no reason";
        TimeSpan wait = _backOff.Next(delivery.RetryAfter);
        _cursor.Progress = _cursor.Progress with { Error = reason, ErrorTime = _options.Clock.GetUtcNow() };
        if (_backOff.Failures == _options.StalledAfter && !_cursor.Progress.IsStalled)
        {
            await _entries.StalledAsync(Row.Seq, reason);
            _cursor.Progress = _cursor.Progress with { IsStalled = true };
        }
        _cursor.Save();
        if (_backOff.Failures >= _options.MaxAttempts)
            throw new AuditException(AuditError.AuditMirrorStalled, $"The mirror '{Row.Name}' does not get through after {_backOff.Failures} attempts: {reason} It stands at entry {Row.Seq}; nothing is lost.");
        await (_options.Wait is { } own ? own(wait, cancellation) : Task.Delay(wait, _options.Clock, cancellation));
    }

    private async Task ResumeAsync()
    {
        _backOff.Reset();
        if (!_cursor.Progress.IsStalled) return;
        await _entries.ResumedAsync(Row.Seq);
        _cursor.Progress = _cursor.Progress with { IsStalled = false };
    }

    private async Task<bool> RecordReceiptAsync()
    {
        bool many = _settings.ReceiptEntries > 0 && _cursor.Tally.Due >= _settings.ReceiptEntries;
        if (!many && !(ReceiptWait() <= TimeSpan.Zero)) return false;
        await _entries.ReceiptAsync(_cursor.Tally.Pending!, _sink.Answer);
        _cursor.Tally.Clear();
        _cursor.Save();
        return true;
    }

    /// <summary>How long until a receipt falls due by time; null when none will.</summary>
    private TimeSpan? ReceiptWait() => _settings.ReceiptMinutes == 0 || _cursor.Tally.Due == 0 ? null
        : _cursor.Tally.Since + TimeSpan.FromMinutes(_settings.ReceiptMinutes) - _options.Clock.GetUtcNow();

    private async Task PruneAsync(IRetainingSink retaining)
    {
        foreach (ExpiredFile file in retaining.FindExpired())
        {
            await _entries.PrunedAsync(file);
            retaining.Remove(file);
        }
    }

    /// <summary>Waits for the log to grow; not beyond the moment at which something else is to be done.</summary>
    private async Task RestAsync(long count, CancellationToken cancellation)
    {
        TimeSpan? wake = ReceiptWait();
        if (_cursor.IsDirty && !(wake < TimeSpan.FromSeconds(1))) wake = TimeSpan.FromSeconds(1);
        using CancellationTokenSource alarm = wake is { } at ? new CancellationTokenSource(at, _options.Clock) : new CancellationTokenSource();
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, alarm.Token);
        try
        {
            await _log.WaitForMoreAsync(count, either.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            _cursor.SaveSometimes();
        }
    }

    private void SaveQuietly()
    {
        try
        {
            _cursor.Save();
        }
        catch (AuditException)
        {
            // The error that ends the run is the one to report; without this save some entries are delivered once more.
        }
    }
}
