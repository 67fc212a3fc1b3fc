using System.Threading.Channels;

namespace AuditService.Hosting;

/// <summary>The log of a service: one to append to, and some to read, each lent to one request at a time.</summary>
internal sealed class LogHandle : IAsyncDisposable
{
    private readonly string _path;
    private readonly Channel<ILogReader?> _readers;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _watching;
    private volatile TaskCompletionSource<LogHead> _next = New();

    public LogHandle(string path, int readers)
    {
        _path = path;
        Log = LogOpener.OpenToAppend(path);
        _readers = Channel.CreateBounded<ILogReader?>(readers);
        // Opened when they are needed for the first time.
        for (int i = 0; i < readers; i++) _readers.Writer.TryWrite(null);
        Head = Log.ReadHead();
        _watching = Task.Run(Watch);
    }

    /// <summary>To append to, from any thread; never to read from.</summary>
    public IAuditLog Log { get; }

    /// <summary>Where the log ended when it was last looked at.</summary>
    public LogHead Head { get; private set; }

    /// <summary>Why the last append failed; null when it worked.</summary>
    public string? AppendProblem { get; private set; }

    /// <summary>Appends, and remembers whether it worked: that is what readiness says.</summary>
    public async Task<IReadOnlyList<EntryPlace>> AppendAsync(IReadOnlyList<PreparedEntry> entries, LogHead? after = null)
    {
        try
        {
            // Begun is finished: nobody who hangs up takes back what a commit may hold already.
            IReadOnlyList<EntryPlace> places = await Log.AppendAsync(entries, after);
            AppendProblem = null;
            return places;
        }
        catch (AuditException e) when (e.Error is not AuditError.AuditHeadChanged)
        {
            AppendProblem = e.Message;
            throw;
        }
    }

    /// <summary>Reads with a reader of one's own; waits while all are lent.</summary>
    public async Task<T> ReadAsync<T>(Func<ILogReader, Task<T>> read, CancellationToken cancellation)
    {
        ILogReader? reader = await _readers.Reader.ReadAsync(cancellation);
        try
        {
            reader ??= LogOpener.OpenToRead(_path);
            return await read(reader);
        }
        finally
        {
            _readers.Writer.TryWrite(reader);
        }
    }

    /// <summary>As <see cref="ReadAsync{T}"/>, for what reads at once.</summary>
    public Task<T> ReadAsync<T>(Func<ILogReader, T> read, CancellationToken cancellation) =>
        ReadAsync(reader => Task.FromResult(read(reader)), cancellation);

    /// <summary>Waits until the log is longer, whoever appended; any number may wait.</summary>
    public async Task<LogHead> WaitForMoreAsync(long count, CancellationToken cancellation)
    {
        while (true)
        {
            Task<LogHead> next = _next.Task;
            if (Head.Count > count) return Head;
            await next.WaitAsync(cancellation);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _watching;
        _readers.Writer.Complete();
        while (_readers.Reader.TryRead(out ILogReader? reader)) reader?.Dispose();
        Log.Dispose();
        _stop.Dispose();
    }

    /// <summary>One watcher for all that wait.</summary>
    private async Task Watch()
    {
        ILogReader? reader = null;
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                reader ??= LogOpener.OpenToRead(_path);
                Head = await reader.WaitForMoreAsync(Head.Count, _stop.Token);
                TaskCompletionSource<LogHead> told = _next;
                _next = New();
                told.SetResult(Head);
            }
            catch (OperationCanceledException)
            {
                break;
            }
            catch (AuditException)
            {
                // Busy, or the disk is away: requests say so themselves, and this goes on when it is back.
                reader?.Dispose();
                reader = null;
                await Task.Delay(TimeSpan.FromSeconds(1), _stop.Token).ContinueWith(static _ => { }, TaskScheduler.Default);
            }
        }
        reader?.Dispose();
    }

    private static TaskCompletionSource<LogHead> New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
