using System.Collections.Concurrent;

namespace AuditChain.Tests.Contract;

// Appending: order, all or none, conditions, concurrency, cancellation.
public abstract partial class LogContract
{
    [Fact]
    public void A_new_log_is_empty_and_intact()
    {
        using IAuditLog log = OpenToAppend(CreateLog());
        Assert.Equal(new LogHead(0, log.Header.Hash), log.ReadHead());
        LogStatus status = log.ReadStatus();
        Assert.Equal((0L, log.Header.Hash, null, null), (status.Count, status.Head, status.FirstTime, status.AttestedCount));
        Assert.Empty(log.Read(new EntryQuery()));
        Assert.Equal((Verdict.Intact, 0L), (Verify(log).Verdict, Verify(log).Count));
    }

    [Fact]
    public void Entries_are_linked_in_the_order_in_which_they_came()
    {
        string address = CreateLog();
        using IAuditLog log = OpenToAppend(address);
        IReadOnlyList<EntryPlace> places = [.. log.Append(Mixed(5)), .. log.Append(Mixed(1)), .. log.Append(Mixed(2000))];
        Assert.Equal(Enumerable.Range(1, 2006).Select(i => (long)i), places.Select(place => place.Seq));
        Assert.Equal(log.Header.Hash, places[0].Prev);
        for (int i = 1; i < places.Count; i++) Assert.Equal(places[i - 1].Hash, places[i].Prev);
        Assert.Equal(new LogHead(2006, places[^1].Hash), log.ReadHead());

        using ILogReader reader = OpenToRead(address);
        AuditEntry[] entries = [.. reader.Read(new EntryQuery())];
        Assert.Equal(places.Select(place => (place.Seq, place.Hash, place.Time)), entries.Select(entry => (entry.Seq, entry.Hash, entry.Time)));
        Assert.Equal((Verdict.Intact, 2006L), (Verify(reader).Verdict, Verify(reader).Count));
    }

    [Fact]
    public void No_entries_need_no_commit_and_a_batch_with_a_hole_stores_nothing()
    {
        using IAuditLog log = OpenToAppend(CreateLog());
        Assert.Empty(log.Append([]));
        Assert.ThrowsAny<ArgumentException>(() => log.Append([Entry("1"), null!, Entry("3")]));
        Assert.Equal(0, log.ReadHead().Count);
        Assert.Equal(1, log.Append([Entry("1")])[0].Seq);
    }

    [Fact]
    public void An_append_after_a_head_is_stored_only_there()
    {
        using IAuditLog log = OpenToAppend(CreateLog());
        LogHead empty = log.ReadHead();
        Assert.Equal(1, log.Append([Entry("1")], empty)[0].Seq);
        LogHead one = log.ReadHead();
        AuditException late = Assert.Throws<AuditException>(() => log.Append([Entry("late")], empty));
        Assert.Equal(AuditError.AuditHeadChanged, late.Error);
        Assert.Equal(AuditError.AuditHeadChanged, Assert.Throws<AuditException>(() => log.Append([Entry("other")], one with { Hash = empty.Hash })).Error);
        Assert.Equal(one, log.ReadHead());
        Assert.Equal(2, log.Append([Entry("2")], one)[0].Seq);
    }

    [Fact]
    public async Task Of_many_that_append_after_the_same_head_one_succeeds()
    {
        string address = CreateLog();
        using IAuditLog log = OpenToAppend(address);
        LogHead head = log.ReadHead();
        ConcurrentBag<AuditError?> outcomes = [];
        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() =>
        {
            try
            {
                log.Append([Entry($"{i}")], head);
                outcomes.Add(null);
            }
            catch (AuditException e)
            {
                outcomes.Add(e.Error);
            }
        })));
        Assert.Single(outcomes, outcome => outcome is null);
        Assert.Equal(7, outcomes.Count(outcome => outcome == AuditError.AuditHeadChanged));
        Assert.Equal(1, log.ReadHead().Count);
    }

    [Fact]
    public async Task Callers_at_once_get_places_of_their_own_and_make_one_chain()
    {
        string address = CreateLog();
        ConcurrentDictionary<long, string> acknowledged = new();
        IAuditLog[] logs = [OpenToAppend(address), OpenToAppend(address)];
        await Task.WhenAll(Enumerable.Range(0, 16).Select(caller => Task.Run(async () =>
        {
            for (int i = 0; i < 25; i++)
            {
                string[] messages = [$"{caller}/{i}/a", $"{caller}/{i}/b"];
                IReadOnlyList<EntryPlace> places = await logs[caller % 2].AppendAsync([.. messages.Select(message => Entry(message))]);
                Assert.Equal(places[0].Seq + 1, places[1].Seq);
                for (int k = 0; k < 2; k++) Assert.True(acknowledged.TryAdd(places[k].Seq, messages[k]));
            }
        })));
        foreach (IAuditLog log in logs) log.Dispose();
        using ILogReader reader = OpenToRead(address);
        Assert.Equal(16 * 25 * 2, reader.ReadHead().Count);
        Assert.All(reader.Read(new EntryQuery()), entry => Assert.Equal(acknowledged[entry.Seq], entry.Message));
        Assert.True(Verify(reader).IsValid);
    }

    [Fact]
    public async Task A_cancelled_append_stores_nothing_and_the_next_one_goes_on()
    {
        using IAuditLog log = OpenToAppend(CreateLog());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await log.AppendAsync([Entry("no")], null, new CancellationToken(canceled: true)));
        Assert.Equal(0, log.ReadHead().Count);
        Assert.Equal(1, log.Append([Entry("yes")])[0].Seq);
    }
}
