using AuditChain.Sqlite;

namespace AuditChain.Tests;

/// <summary>The block index of a log: written when a block is complete, whoever completes it; asked by queries; compared by verification.</summary>
public sealed class BlockIndexTests : IDisposable
{
    private const int Rows = 4096;
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static PreparedEntry Entry(int i) => PreparedEntry.From(new AuditEvent
    {
        Type = i == 7 ? "Rare" : $"type {i % 3}",
        Actor = i % 2 == 0 ? new AuditActor { Id = $"actor {i % 40}" } : null,
        Target = $"target {i}",
        Outcome = i % 5 == 0 ? "denied" : null,
        Correlation = i % 4 == 0 ? $"run {i / 16}" : null,
    });

    private string Filled(int count, int batch = 1000)
    {
        using SqliteAuditLog log = SqliteAuditLog.Create(_folder["a.audit"], "example.com/blocks");
        for (int done = 0; done < count; done += batch) log.Append([.. Enumerable.Range(done + 1, Math.Min(batch, count - done)).Select(Entry)]);
        return log.Location;
    }

    private static long Blocks(string path)
    {
        using LogDatabase database = CheckedLog.OpenToRead(path);
        return database.Scalar("SELECT count(*) FROM blocks");
    }

    [Theory]
    [InlineData(Rows - 1, 0)]
    [InlineData(Rows, 8)]
    [InlineData(Rows + 1, 8)]
    [InlineData((2 * Rows) + 1, 16)]
    public void A_block_gets_its_index_with_the_entry_that_completes_it(int count, int rows)
    {
        string path = Filled(count);
        Assert.Equal(rows, Blocks(path));
        VerificationReport report = AuditFile.Verify(path);
        Assert.Equal((Verdict.Intact, (long)count), (report.Verdict, report.Count));
        Assert.DoesNotContain(report.Notes, note => note.Contains("index", StringComparison.Ordinal));
    }

    [Fact]
    public void Whoever_completes_a_block_reads_what_others_wrote()
    {
        string path = Filled(0), copy = _folder["link"];
        File.CreateSymbolicLink(copy, path);
        for (int done = 0; done < Rows; done += 1024)
        {
            using SqliteAuditLog log = SqliteAuditLog.Open(done % 2048 == 0 ? path : copy, LogAccess.Append);
            log.Append([.. Enumerable.Range(done + 1, 1024).Select(Entry)]);
        }
        Assert.Equal(8, Blocks(path));
        Assert.True(AuditFile.Verify(path).IsValid);
    }

    [Fact]
    public void A_batch_that_was_rolled_back_leaves_nothing_in_the_index()
    {
        string path = Filled(Rows - 10);
        using (SqliteAuditLog log = SqliteAuditLog.Open(path, LogAccess.Append))
        {
            log.Append([Entry(1)]);
            Assert.Throws<AuditException>(() => log.Append([.. Enumerable.Range(1, 20).Select(Entry)], new LogHead(3, default)));
            log.Append([.. Enumerable.Range(1, 20).Select(Entry)]);
        }
        Assert.Equal(8, Blocks(path));
        Assert.True(AuditFile.Verify(path).IsValid);
    }

    [Theory]
    [InlineData("DELETE FROM blocks", 2)]
    [InlineData("DELETE FROM blocks WHERE id = 1 << 40", 1)]
    public void What_is_missing_costs_time_and_is_noted(string sql, int blocks)
    {
        string path = Filled((2 * Rows) + 100);
        Queries(path);
        Database.Edit(path, sql);
        VerificationReport report = AuditFile.Verify(path);
        Assert.Equal(Verdict.Intact, report.Verdict);
        Assert.Contains(report.Notes, note => note.StartsWith($"The index of {blocks} blocks", StringComparison.Ordinal));
        Queries(path);
    }

    [Theory]
    [InlineData("UPDATE blocks SET data = CAST(replace(data, 'rare', 'rbre') AS BLOB) WHERE id = 1 << 40", 7)]
    [InlineData("UPDATE blocks SET data = CAST(substr(data, 1, 1999) || x'ffff' || substr(data, 2002) AS BLOB) WHERE id = 4 << 40", 1000)]
    [InlineData("UPDATE blocks SET data = x'0100' WHERE id = (5 << 40) + 1", 4096 + 4)]
    [InlineData("UPDATE blocks SET data = data || x'00' WHERE id = 2 << 40", 1)]
    [InlineData("UPDATE blocks SET data = x'' WHERE id = 2 << 40", 1)]
    [InlineData("UPDATE blocks SET data = (SELECT data FROM blocks WHERE id = (8 << 40) + 1) WHERE id = 8 << 40", 1)]
    [InlineData("UPDATE blocks SET data = CAST(data AS TEXT) WHERE id = 8 << 40", 1)]
    [InlineData("INSERT INTO blocks SELECT id + 1, data FROM blocks WHERE id = (1 << 40) + 1", (2 * 4096) + 1)]
    public void What_lies_is_tampering_at_the_first_entry_concerned_and_in_an_incremental_verification_too(string sql, long sequence)
    {
        string path = Filled((2 * Rows) + 100);
        using SigningKey key = SigningKey.Generate("example.com/blocks");
        SignedNote early;
        using (SqliteAuditLog log = SqliteAuditLog.Open(path, LogAccess.Append)) early = LogAttestation.Create(log, key, 5);
        Database.Edit(path, sql);
        VerificationReport whole = AuditFile.Verify(path);
        Assert.Equal((Verdict.Tampered, (long?)sequence), (whole.Verdict, whole.Sequence));
        VerificationReport since = AuditFile.Verify(path, new VerificationOptions { Since = early });
        Assert.Equal((Verdict.Tampered, (long?)sequence), (since.Verdict, since.Sequence));
    }

    [Fact]
    public void An_incremental_verification_that_begins_within_a_block_computes_all_of_it()
    {
        string path = Filled((2 * Rows) + 100);
        using SigningKey key = SigningKey.Generate("example.com/blocks");
        using SqliteAuditLog log = SqliteAuditLog.Open(path, LogAccess.Append);
        foreach (int size in (int[])[1, Rows - 1, Rows, Rows + 1, (2 * Rows) + 50])
        {
            VerificationReport report = AuditFile.Verify(path, new VerificationOptions { Since = LogAttestation.Create(log, key, size) });
            Assert.True(report.IsValid, report.ToString());
        }
    }

    [Fact]
    public void An_entry_that_is_missing_is_never_taken_for_one_that_does_not_match()
    {
        string path = Filled(Rows + 100);
        Database.Edit(path, "DELETE FROM entries WHERE seq = 7");
        using SqliteAuditLog log = SqliteAuditLog.Open(path, LogAccess.Read);
        Assert.Equal(AuditError.AuditLogDamaged, Assert.Throws<AuditException>(() => log.Read(new EntryQuery { Names = [NameFilter.AnyOf(EntryMember.Type, "rare")] }).Count()).Error);
        Assert.Equal(AuditError.AuditLogDamaged, Assert.Throws<AuditException>(() => log.Read(new EntryQuery()).Count()).Error);
    }

    [Fact]
    public void Names_keep_the_spelling_of_an_entry_and_come_from_every_block()
    {
        using SqliteAuditLog log = SqliteAuditLog.Open(Filled((2 * Rows) + 100), LogAccess.Read);
        Assert.Equal(["Rare", "type 0", "type 1", "type 2"], log.ReadNames(EntryMember.Type, "", 100));
        Assert.Equal(["Rare"], log.ReadNames(EntryMember.Type, "rA", 100));
        Assert.Equal(20, log.ReadNames(EntryMember.Actor, "ACTOR ", 100).Count);
        Assert.Equal(5, log.ReadNames(EntryMember.Target, "target 1", 5).Count);
        Assert.Empty(log.ReadNames(EntryMember.Source, "", 100));
    }

    /// <summary>Every query gives what the same filters give when they are applied to all entries.</summary>
    private static void Queries(string path)
    {
        using SqliteAuditLog log = SqliteAuditLog.Open(path, LogAccess.Read);
        AuditEntry[] all = [.. log.Read(new EntryQuery())];
        DateTimeOffset early = all[100].Time, late = all[5000].Time;
        EntryQuery[] queries =
        [
            new() { Names = [NameFilter.AnyOf(EntryMember.Type, "RARE")] },
            new() { Names = [NameFilter.Like(EntryMember.Actor, "actor 1*")] },
            new() { Names = [NameFilter.AnyOf(EntryMember.Correlation, "run 300", "run 3")] },
            new() { Names = [NameFilter.Like(EntryMember.Target, "*99")] },
            new() { Names = [NameFilter.AnyOf(EntryMember.Type, "type 1"), NameFilter.AnyOf(EntryMember.Outcome, "denied"), NameFilter.Like(EntryMember.Actor, "*")], FirstSequence = 4000, LastSequence = 4200 },
            new() { After = early, Before = late, Names = [NameFilter.AnyOf(EntryMember.Outcome, "denied")] },
            new() { After = late },
            new() { Before = early },
            new() { Sequences = [1, 4096, 4097, 8192, 8193, 99999] },
        ];
        foreach (EntryQuery query in queries)
        {
            long[] expected = [.. all.Where(query.Matches).Select(entry => entry.Seq)];
            Assert.NotEmpty(expected);
            Assert.Equal(expected, log.Read(query).Select(entry => entry.Seq));
            Assert.Equal(expected.Reverse(), log.Read(query with { Descending = true }).Select(entry => entry.Seq));
            foreach (int last in (int[])[1, 20, 2000]) Assert.Equal(expected.TakeLast(last), log.Read(query with { Last = last }).Select(entry => entry.Seq));
            using ReadSession session = new(path);
            Assert.Equal(expected.Length, new QueryReader(session).Count(query));
        }
    }
}
