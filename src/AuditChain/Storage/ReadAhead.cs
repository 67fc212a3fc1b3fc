using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;

namespace AuditChain.Storage;

/// <summary>Reads and parses entries on another core than the one that uses them.</summary>
internal static class ReadAhead
{
    private const int Few = 64;

    /// <summary>The same entries in the same order, and the same exception at the same place.</summary>
    /// <param name="source">What nothing else uses meanwhile. It is enumerated by one thread at a time, and disposed by the caller's.</param>
    public static IEnumerable<AuditEntry> Of(IEnumerable<AuditEntry> source)
    {
        using IEnumerator<AuditEntry> entries = source.GetEnumerator();
        // Who wants a few has them before another thread has started.
        for (int i = 0; i < Few || Environment.ProcessorCount == 1; i++)
        {
            if (!entries.MoveNext()) yield break;
            yield return entries.Current;
        }
        using Producer producer = new(entries);
        while (producer.Take() is { } page)
        {
            foreach (AuditEntry entry in page) yield return entry;
        }
    }

    /// <summary>The thread that reads: at most so many pages ahead.</summary>
    private sealed class Producer : IDisposable
    {
        private const int PageEntries = 256, PageBytes = 256 * 1024, Pages = 2;
        private readonly IEnumerator<AuditEntry> _entries;
        private readonly BlockingCollection<List<AuditEntry>> _pages = new(Pages);
        private readonly CancellationTokenSource _stop = new();
        private readonly Task _task;
        private ExceptionDispatchInfo? _failure;

        public Producer(IEnumerator<AuditEntry> entries)
        {
            _entries = entries;
            _task = Task.Factory.StartNew(Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        }

        /// <summary>The next page; null after the last. Throws what reading threw once the pages before it are taken.</summary>
        public List<AuditEntry>? Take()
        {
            if (_pages.TryTake(out List<AuditEntry>? page, Timeout.Infinite)) return page;
            _failure?.Throw();
            return null;
        }

        public void Dispose()
        {
            _stop.Cancel();
            _task.Wait();
            _pages.Dispose();
            _stop.Dispose();
        }

        private void Run()
        {
            try
            {
                while (Fill() is { Count: > 0 } page) _pages.Add(page, _stop.Token);
            }
            catch (OperationCanceledException)
            {
                // Nobody wants more.
            }
            finally
            {
                _pages.CompleteAdding();
            }
        }

        private List<AuditEntry> Fill()
        {
            List<AuditEntry> page = new(PageEntries);
            try
            {
                for (int bytes = 0; page.Count < PageEntries && bytes < PageBytes && _failure is null && !_stop.IsCancellationRequested && _entries.MoveNext(); bytes += page[^1].LineBytes.Length)
                    page.Add(_entries.Current);
            }
            catch (Exception e)
            {
                _failure = ExceptionDispatchInfo.Capture(e);
            }
            return page;
        }
    }
}
