using AuditChain.Sqlite;
using Microsoft.Data.Sqlite;

namespace AuditChain.Tests;

public sealed class SqliteAuditLogTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string NewPath(string name = "a.audit") => _folder[name];

    private static PreparedEntry Entry(string type, string? message = null, object? data = null) => PreparedEntry.From(new AuditEvent { Type = type, Message = message, Data = data });

    private string Filled(int count, string name = "a.audit")
    {
        string path = NewPath(name);
        using SqliteAuditLog log = SqliteAuditLog.Create(path, "example.com/test");
        log.Append([.. Enumerable.Range(1, count).Select(i => PreparedEntry.From(new AuditEvent
        {
            Type = i % 3 == 0 ? "secret" : "console",
            Actor = i % 2 == 0 ? "alice" : "Bob",
            Outcome = i % 5 == 0 ? "denied" : null,
            Message = $"n {i}",
            Data = new { i },
        }))]);
        return path;
    }

    [Fact]
    public void What_is_appended_comes_back_in_order_and_verifies()
    {
        string path = Filled(700);
        using SqliteAuditLog log = SqliteAuditLog.Open(path, LogAccess.Read);
        AuditEntry[] entries = [.. log.Read(new EntryQuery())];
        Assert.Equal(Enumerable.Range(1, 700).Select(i => (long)i), entries.Select(e => e.Seq));
        Assert.Equal("n 700", entries[^1].Message);
        Assert.Equal(entries[0].Hash, entries[1].Prev);
        VerificationReport report = AuditFile.Verify(path);
        Assert.Equal((Verdict.Intact, 700L, 700L), (report.Verdict, report.Count, report.UnattestedTail));
    }

    [Fact]
    public void Empty_texts_are_kept_apart_from_absent_ones()
    {
        string path = NewPath();
        using (SqliteAuditLog log = SqliteAuditLog.Create(path)) log.Append([PreparedEntry.From(new AuditEvent { Type = "x", Action = "", Source = "", Message = "", Correlation = "" })]);
        AuditEntry entry = Assert.Single(AuditFile.Read(path, new EntryQuery { Names = [NameFilter.AnyOf(EntryMember.Action, "")] }));
        Assert.Equal(("", "", "", "", null), (entry.Action, entry.Source, entry.Message, entry.Correlation, entry.Outcome));
        Assert.True(AuditFile.Verify(path).IsValid);
    }

    [Fact]
    public void Queries_give_what_a_scan_with_the_same_filters_gives()
    {
        using SqliteAuditLog log = SqliteAuditLog.Open(Filled(1500), LogAccess.Read);
        AuditEntry[] all = [.. log.Read(new EntryQuery())];
        DateTimeOffset middle = all[700].Time;
        EntryQuery[] queries =
        [
            new() { Names = [NameFilter.AnyOf(EntryMember.Type, "SECRET")] },
            new() { Names = [NameFilter.AnyOf(EntryMember.Type, "secret", "console"), NameFilter.AnyOf(EntryMember.Actor, "bob")] },
            new() { Names = [NameFilter.AnyOf(EntryMember.Type, "secret"), NameFilter.AnyOf(EntryMember.Outcome, "denied")], Descending = true },
            new() { Names = [NameFilter.Like(EntryMember.Actor, "a*")] },
            new() { Names = [NameFilter.AnyOf(EntryMember.Type, "nothing")] },
            new() { After = middle },
            new() { Before = middle, Descending = true },
            new() { After = middle, Before = all[1200].Time, Names = [NameFilter.AnyOf(EntryMember.Type, "secret")] },
            new() { FirstSequence = 300, LastSequence = 305 },
            new() { Sequences = [5, 3, 9999, 3] },
        ];
        foreach (EntryQuery query in queries)
        {
            IEnumerable<AuditEntry> expected = all.Where(query.Matches);
            if (query.Descending) expected = expected.Reverse();
            Assert.Equal(expected.Select(e => e.Seq), log.Read(query).Select(e => e.Seq));
            foreach (int last in new[] { 0, 1, 20, 1200 })
            {
                IEnumerable<AuditEntry> newest = all.Where(query.Matches).TakeLast(last);
                if (query.Descending) newest = newest.Reverse();
                Assert.Equal(newest.Select(e => e.Seq), log.Read(query with { Last = last }).Select(e => e.Seq));
            }
        }
    }

    [Fact]
    public void A_batch_of_which_one_entry_fails_stores_nothing()
    {
        string path = Filled(3);
        using SqliteAuditLog log = SqliteAuditLog.Open(path, LogAccess.Append);
        Assert.ThrowsAny<Exception>(() => log.Append([Entry("x"), null!]));
        Assert.Equal(3, log.ReadStatus().Count);
        Assert.Equal(4, log.Append([Entry("x")])[0].Seq);
    }

    [Fact]
    public void Missing_foreign_newer_and_broken_files_are_clear_errors_and_nothing_is_created()
    {
        string missing = NewPath("missing.audit");
        foreach (LogAccess access in Enum.GetValues<LogAccess>())
        {
            Assert.Equal(AuditError.AuditLogNotFound, Assert.Throws<AuditException>(() => SqliteAuditLog.Open(missing, access)).Error);
            Assert.Equal(AuditError.AuditLogNotFound, Assert.Throws<AuditException>(() => SqliteAuditLog.Open(NewPath("no/such/folder.audit"), access)).Error);
            File.WriteAllText(NewPath("text"), "hello");
            Assert.Equal(AuditError.AuditLogNotRecognized, Assert.Throws<AuditException>(() => SqliteAuditLog.Open(NewPath("text"), access)).Error);
            File.WriteAllBytes(NewPath("empty"), []);
            Assert.Equal(AuditError.AuditLogNotRecognized, Assert.Throws<AuditException>(() => SqliteAuditLog.Open(NewPath("empty"), access)).Error);
        }
        Assert.Equal(Verdict.Malformed, AuditFile.Verify(NewPath("empty")).Verdict);
        AuditException empty = Assert.Throws<AuditException>(() => BundleReader.Open(NewPath("empty")));
        Assert.Equal(AuditError.AuditBundleInvalid, empty.Error);
        Assert.Contains("is empty", empty.Message, StringComparison.Ordinal);
        Assert.Equal(AuditError.AuditLogNotFound, Assert.Throws<AuditException>(() => AuditFile.Verify(missing)).Error);
        Assert.False(File.Exists(missing));

        string foreign = NewPath("foreign.db");
        Sql(foreign, "CREATE TABLE t(x)");
        Assert.Equal(AuditError.AuditLogNotRecognized, Assert.Throws<AuditException>(() => SqliteAuditLog.Open(foreign, LogAccess.Append)).Error);
        Assert.Equal(Verdict.Malformed, AuditFile.Verify(foreign).Verdict);

        string newer = Filled(2, "newer.audit");
        Sql(newer, "PRAGMA user_version = 99");
        Assert.Equal(AuditError.AuditLogTooNew, Assert.Throws<AuditException>(() => SqliteAuditLog.Open(newer, LogAccess.Read)).Error);

        string cut = Filled(400, "cut.audit");
        File.WriteAllBytes(cut, File.ReadAllBytes(cut)[..9000]);
        Assert.Equal(Verdict.Malformed, AuditFile.Verify(cut).Verdict);
    }

    [Fact]
    public void Reading_leaves_no_file_behind()
    {
        string path = Filled(10);
        using (SqliteAuditLog log = SqliteAuditLog.Open(path, LogAccess.Read)) Assert.Equal(10, log.Read(new EntryQuery()).Count());
        Assert.True(AuditFile.Verify(path).IsValid);
        Assert.Equal([path], Directory.GetFiles(Path.GetDirectoryName(path)!));
    }

    [Fact]
    public void A_file_of_the_schema_before_gets_one_clear_error()
    {
        string path = Filled(2);
        Sql(path, "PRAGMA user_version = 1");
        foreach (LogAccess access in Enum.GetValues<LogAccess>())
        {
            AuditException old = Assert.Throws<AuditException>(() => SqliteAuditLog.Open(path, access));
            Assert.Equal(AuditError.AuditLogNotRecognized, old.Error);
            Assert.Contains("never released", old.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void People_with_sqlite3_have_a_view()
    {
        string path = Filled(5);
        using SqliteConnection connection = new($"Data Source={path};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "SELECT group_concat(seq || type || coalesce(actor, '') || coalesce(outcome, '')) FROM (SELECT * FROM log ORDER BY seq)";
        Assert.Equal("1consoleBob,2consolealice,3secretBob,4consolealice,5consoleBobdenied", command.ExecuteScalar());
    }

    [Fact]
    public void An_existing_file_is_never_replaced_by_a_new_log()
    {
        string path = Filled(5);
        Assert.Equal(AuditError.AuditLogExists, Assert.Throws<AuditException>(() => SqliteAuditLog.Create(path)).Error);
        Assert.Equal(5, AuditFile.Verify(path).Count);
    }

    [Fact]
    public void Something_planted_while_a_log_is_open_is_found_before_the_next_append_and_the_next_read()
    {
        string path = Filled(5);
        using SqliteAuditLog log = SqliteAuditLog.Open(path, LogAccess.Append);
        log.Append([Entry("x")]);
        Assert.Equal(6, log.Read(new EntryQuery()).Count());
        Sql(path, "CREATE INDEX i ON entries(seq, hash, line)");
        AuditException append = Assert.Throws<AuditException>(() => log.Append([Entry("x")]));
        Assert.Equal(AuditError.AuditChainBroken, append.Error);
        Assert.Contains("an index 'i'", append.Message, StringComparison.Ordinal);
        Assert.Equal(AuditError.AuditChainBroken, Assert.Throws<AuditException>(() => log.Read(new EntryQuery()).Count()).Error);
        Sql(path, "DROP INDEX i");
        Assert.Equal(7, log.Append([Entry("x")])[0].Seq);
        Assert.Equal(7, log.Read(new EntryQuery()).Count());
    }

    [Fact]
    public void Several_writers_in_one_process_make_one_chain()
    {
        string path = Filled(0);
        Parallel.For(0, 8, new ParallelOptions { MaxDegreeOfParallelism = 8 }, worker =>
        {
            using SqliteAuditLog log = SqliteAuditLog.Open(path, LogAccess.Append);
            for (int i = 0; i < 50; i++) log.Append([Entry("job", $"{worker}/{i}")]);
        });
        VerificationReport report = AuditFile.Verify(path);
        Assert.Equal((Verdict.Intact, 400L), (report.Verdict, report.Count));
    }

    [Fact]
    public void Names_come_from_the_index_by_prefix()
    {
        using SqliteAuditLog log = SqliteAuditLog.Open(Filled(100), LogAccess.Read);
        Assert.Equal(["console", "secret"], log.ReadNames(EntryMember.Type, "", 10));
        Assert.Equal(["secret"], log.ReadNames(EntryMember.Type, "SE", 10));
        Assert.Equal(["denied"], log.ReadNames(EntryMember.Outcome, "", 10));
        Assert.Single(log.ReadNames(EntryMember.Actor, "", 1));
        Assert.Empty(log.ReadNames(EntryMember.Target, "", 10));
    }

    private static void Sql(string path, string sql)
    {
        SQLitePCL.Batteries_V2.Init();
        using SqliteConnection connection = new($"Data Source={path};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
