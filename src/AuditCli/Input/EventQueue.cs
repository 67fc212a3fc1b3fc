using AuditChain;

namespace AuditCli.Input;

/// <summary>An event on its way from the reader to the log.</summary>
/// <param name="Line">The number of its line.</param>
/// <param name="Size">Bytes of its line: what it is counted as.</param>
/// <param name="Entry">Ready to be appended.</param>
internal readonly record struct PendingEvent(long Line, int Size, PreparedEntry Entry);

/// <summary>
/// Between the thread that reads and the thread that commits: bounded by count and by bytes, and never waiting for more when
/// there is something to commit. So a slow producer sees each entry acknowledged at once, and a fast one gets full batches,
/// because events gather while the batch before is being written.
/// </summary>
internal sealed class EventQueue
{
    /// <summary>The most events of one commit.</summary>
    public const int BatchCount = 1000;
    private const int BatchBytes = 4 * 1024 * 1024;
    private readonly Queue<PendingEvent> _events = new(2 * BatchCount);
    private long _bytes;
    private bool _closed;

    /// <summary>Hands over an event; waits while the queue is full.</summary>
    /// <returns>False when nothing more is taken.</returns>
    public bool Put(in PendingEvent item)
    {
        lock (_events)
        {
            while (!_closed && _events.Count > 0 && (_events.Count >= 2 * BatchCount || _bytes + item.Size > 2 * BatchBytes)) Monitor.Wait(_events);
            if (_closed) return false;
            _events.Enqueue(item);
            _bytes += item.Size;
            Monitor.PulseAll(_events);
            return true;
        }
    }

    /// <summary>No more events: the input is at its end, a line is bad, or the user stops. What is in the queue stays in it.</summary>
    public void Close()
    {
        lock (_events)
        {
            _closed = true;
            Monitor.PulseAll(_events);
        }
    }

    /// <summary>Waits for the first event and takes what is there, up to a full batch.</summary>
    /// <param name="batch">Cleared first.</param>
    /// <returns>False when the queue is closed and empty.</returns>
    public bool Take(List<PendingEvent> batch)
    {
        batch.Clear();
        lock (_events)
        {
            while (_events.Count == 0 && !_closed) Monitor.Wait(_events);
            int bytes = 0;
            while (batch.Count < BatchCount && _events.TryPeek(out PendingEvent next) && (batch.Count == 0 || bytes + next.Size <= BatchBytes))
            {
                batch.Add(_events.Dequeue());
                bytes += next.Size;
            }
            _bytes -= bytes;
            Monitor.PulseAll(_events);
        }
        return batch.Count > 0;
    }
}
