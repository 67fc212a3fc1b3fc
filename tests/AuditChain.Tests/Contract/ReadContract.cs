namespace AuditChain.Tests.Contract;

// Reading: queries against a scan, ranges, names, following.
public abstract partial class LogContract
{
    // One block of the index and its neighbours, and none at all.
    public static TheoryData<int> Sizes => [0, 1, 4095, 4096, 4097];

    [Theory, MemberData(nameof(Sizes))]
    public void A_query_gives_what_a_scan_gives(int count)
    {
        string address = CreateLog();
        using (IAuditLog log = OpenToAppend(address)) log.Append(Mixed(count));
        using ILogReader reader = OpenToRead(address);
        AuditEntry[] all = [.. reader.Read(new EntryQuery())];
        Assert.Equal(count, all.Length);
        DateTimeOffset middle = count == 0 ? default : all[count / 2].Time;
        EntryQuery[] queries =
        [
            new() { Names = [NameFilter.AnyOf(EntryMember.Type, "SECRET")] },
            new() { Names = [NameFilter.AnyOf(EntryMember.Type, "secret", "network"), NameFilter.AnyOf(EntryMember.Actor, "bob")] },
            new() { Names = [NameFilter.Like(EntryMember.Actor, "a*")] },
            new() { Names = [NameFilter.Like(EntryMember.Type, "*e*"), NameFilter.AnyOf(EntryMember.Outcome, "denied")] },
            new() { Names = [NameFilter.AnyOf(EntryMember.Type, "nothing")] },
            new() { Names = [NameFilter.Like(EntryMember.Correlation, "*")] },
            new() { Messages = [NamePattern.Parse("*1*")] },
            new() { Messages = [NamePattern.Parse("*7"), NamePattern.Parse("*8")], Names = [NameFilter.AnyOf(EntryMember.Type, "secret")] },
            new() { After = middle },
            new() { Before = middle },
            new() { After = middle, Names = [NameFilter.AnyOf(EntryMember.Type, "secret")] },
            new() { FirstSequence = 4000, LastSequence = 4100 },
            new() { Sequences = [5, 3, 9999, 3] },
        ];
        foreach (EntryQuery query in queries.SelectMany(query => (EntryQuery[])[query, query with { Descending = true }]))
        {
            long[] matching = [.. all.Where(query.Matches).Select(entry => entry.Seq)];
            Assert.Equal(query.Descending ? matching.Reverse() : matching, reader.Read(query).Select(entry => entry.Seq));
            foreach (int last in (int[])[0, 1, 20, 1200])
            {
                IEnumerable<long> newest = matching.TakeLast(last);
                Assert.Equal(query.Descending ? newest.Reverse() : newest, reader.Read(query with { Last = last }).Select(entry => entry.Seq));
            }
        }
    }

    [Fact]
    public void Lines_and_hashes_of_a_range_are_those_that_were_stored()
    {
        string address = CreateLog();
        IReadOnlyList<EntryPlace> places;
        using (IAuditLog log = OpenToAppend(address)) places = log.Append(Mixed(300));
        using ILogReader reader = OpenToRead(address);
        List<long> seen = [];
        reader.ReadLines(100, 250, (seq, line, hash) =>
        {
            seen.Add(seq);
            Assert.Equal(places[(int)seq - 1].Hash, hash);
            Assert.Equal(hash, LeafHash.Of(line));
        });
        Assert.Equal(Enumerable.Range(100, 151).Select(i => (long)i), seen);
        Assert.Equal(places.Skip(9).Take(11).Select(place => place.Hash), reader.ReadHashes(10, 20));
        Assert.Equal(AuditError.AuditLogDamaged, Assert.Throws<AuditException>(() => reader.ReadHashes(290, 301).Count()).Error);
    }

    [Fact]
    public void Names_are_those_that_entries_have()
    {
        string address = CreateLog();
        using (IAuditLog log = OpenToAppend(address)) log.Append(Mixed(30));
        using ILogReader reader = OpenToRead(address);
        Assert.Equal(["console", "Network", "secret"], reader.ReadNames(EntryMember.Type, "", 10).Order(StringComparer.OrdinalIgnoreCase), StringComparer.OrdinalIgnoreCase);
        Assert.Equal(["network"], reader.ReadNames(EntryMember.Type, "NE", 10), StringComparer.OrdinalIgnoreCase);
        Assert.Equal(2, reader.ReadNames(EntryMember.Type, "", 2).Count);
        Assert.Empty(reader.ReadNames(EntryMember.Source, "", 10));
    }

    [Fact]
    public async Task A_follower_is_told_of_what_others_append()
    {
        string address = CreateLog();
        using IAuditLog log = OpenToAppend(address);
        using ILogReader reader = OpenToRead(address);
        Task<LogHead> waiting = reader.WaitForMoreAsync(0, TestContext.Current.CancellationToken).AsTask();
        Assert.False(waiting.IsCompleted);
        EntryPlace place = log.Append([Entry("1")])[0];
        Assert.Equal(new LogHead(1, place.Hash), await waiting);
        Assert.Equal(1, (await reader.WaitForMoreAsync(0, TestContext.Current.CancellationToken)).Count);
        using CancellationTokenSource stop = new();
        Task<LogHead> never = reader.WaitForMoreAsync(1, stop.Token).AsTask();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => never);
    }

    [Fact]
    public void A_source_is_one_snapshot_whatever_is_appended_meanwhile()
    {
        string address = CreateLog();
        using IAuditLog log = OpenToAppend(address);
        log.Append(Mixed(10));
        using IChainSource source = log.OpenSource();
        log.Append(Mixed(10));
        Assert.Equal(10, ChainVerifier.Verify(source, null).Count);
        Assert.Equal(20, Verify(log).Count);
    }
}
