using AuditChain.Sqlite;

namespace AuditChain.Tests;

/// <summary>Reading ahead changes neither what comes nor when it ends.</summary>
public sealed class ReadAheadTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<AuditEntry> _entries;

    public ReadAheadTests()
    {
        using SqliteAuditLog log = SqliteAuditLog.Create(_folder["a.audit"], "example.com/ahead");
        log.Append([.. Enumerable.Range(1, 3000).Select(i => PreparedEntry.From(new AuditEvent { Type = "t", Message = new string('m', i % 700) }))]);
        _entries = [.. log.Read(new EntryQuery())];
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(320)]
    [InlineData(321)]
    [InlineData(3000)]
    public void The_same_entries_come_in_the_same_order(int count) => Assert.Equal(_entries.Take(count), ReadAhead.Of(_entries.Take(count)));

    [Fact]
    public void A_log_and_its_bundle_are_read_whole()
    {
        AuditFile.Export(_folder["a.audit"], _folder["a.auditbundle"]);
        Assert.Equal(_entries, AuditFile.Read(_folder["a.audit"], new EntryQuery()));
        Assert.Equal(_entries, AuditFile.Read(_folder["a.auditbundle"], new EntryQuery()));
        Assert.Equal(Enumerable.Reverse(_entries), AuditFile.Read(_folder["a.audit"], new EntryQuery { Descending = true }));
    }

    [Theory]
    [InlineData(10)]
    [InlineData(64)]
    [InlineData(1000)]
    public void An_exception_comes_after_what_was_read_before_it(int good)
    {
        List<AuditEntry> seen = [];
        InvalidOperationException e = Assert.Throws<InvalidOperationException>(() =>
        {
            foreach (AuditEntry entry in ReadAhead.Of(FailAfter(good))) seen.Add(entry);
        });
        Assert.Equal("the page is damaged", e.Message);
        Assert.Equal(_entries.Take(good), seen);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(500)]
    public void Who_wants_no_more_ends_it_and_the_source_is_closed(int taken)
    {
        Source source = new(_entries);
        Assert.Equal(_entries.Take(taken), ReadAhead.Of(source.Read()).Take(taken));
        Assert.True(source.Closed);
        Assert.InRange(source.Given, taken, taken + (4 * 256));
    }

    [Fact]
    public void Who_wants_a_few_has_them_from_his_own_thread()
    {
        int own = Environment.CurrentManagedThreadId;
        HashSet<int> threads = [];
        IEnumerable<AuditEntry> Noted()
        {
            foreach (AuditEntry entry in _entries)
            {
                threads.Add(Environment.CurrentManagedThreadId);
                yield return entry;
            }
        }

        Assert.Equal(20, ReadAhead.Of(Noted()).Take(20).Count());
        Assert.Equal([own], threads);
    }

    private IEnumerable<AuditEntry> FailAfter(int good)
    {
        foreach (AuditEntry entry in _entries.Take(good)) yield return entry;
        throw new InvalidOperationException("the page is damaged");
    }

    private sealed class Source(List<AuditEntry> entries)
    {
        public bool Closed { get; private set; }

        public int Given { get; private set; }

        public IEnumerable<AuditEntry> Read()
        {
            try
            {
                foreach (AuditEntry entry in entries)
                {
                    Given++;
                    yield return entry;
                }
            }
            finally
            {
                Closed = true;
            }
        }
    }
}
