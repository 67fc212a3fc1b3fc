using AuditChain.Sqlite;

namespace AuditChain.Tests.Interop;

public sealed class MoatDatabaseTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void An_honest_database_is_intact_and_nothing_is_written()
    {
        string path = Write(MoatSample.Honest());
        byte[] before = File.ReadAllBytes(path);
        VerificationReport report = AuditFile.Verify(path);
        Assert.Equal((Verdict.Intact, ChainSourceKind.MoatLog, 8, 2), (report.Verdict, report.Kind, report.Count, report.AttestationsSeen));
        Assert.Equal(before, File.ReadAllBytes(path));
        Assert.Equal(["moat.db"], _folder.Files);
        Assert.False(AuditFile.IsDatabase(path));
    }

    [Fact]
    public void What_a_crash_left_in_the_write_ahead_log_is_read_and_left_there()
    {
        string path = Write(MoatSample.Honest());
        Database.Edit(path, "PRAGMA journal_mode = WAL");
        using Microsoft.Data.Sqlite.SqliteConnection writer = new($"Data Source={path};Pooling=False");
        writer.Open();
        using Microsoft.Data.Sqlite.SqliteCommand command = writer.CreateCommand();
        command.CommandText = "UPDATE entries SET type = 'secrex' WHERE seq = 3";
        command.ExecuteNonQuery();
        File.Copy(path, _folder["crashed.db"]);
        File.Copy($"{path}-wal", _folder["crashed.db-wal"]);
        byte[] wal = File.ReadAllBytes(_folder["crashed.db-wal"]);
        Assert.Equal((Verdict.Tampered, 3L), Place(AuditFile.Verify(path)));
        Assert.Equal((Verdict.Tampered, 3L), Place(AuditFile.Verify(_folder["crashed.db"])));
        Assert.Equal(wal, File.ReadAllBytes(_folder["crashed.db-wal"]));
        Assert.False(File.Exists(_folder["crashed.db-shm"]));
    }

    // Every manipulation that can be seen: SQL on an honest database, and the verdict with its place.
    [Theory]
    [InlineData("UPDATE entries SET data = '{\"line\":\"First\"}' WHERE seq = 1", Verdict.Tampered, 1)]
    [InlineData("UPDATE entries SET type = 'secrex' WHERE seq = 3", Verdict.Tampered, 3)]
    [InlineData("UPDATE entries SET ts = '2026-11-21T08:00:03.123456788Z' WHERE seq = 3", Verdict.Tampered, 3)]
    [InlineData("UPDATE entries SET ts = '2026-11-21T08:00:03.123456789+00:00' WHERE seq = 3", Verdict.Tampered, 3)]
    [InlineData("UPDATE entries SET ts = '2026-11-21T08:00:03,123456789Z' WHERE seq = 3", Verdict.Tampered, 3)]
    [InlineData("UPDATE entries SET hash = upper(hash) WHERE seq = 8", Verdict.Tampered, 8)]
    [InlineData("UPDATE entries SET hash = replace(hash, substr(hash, 1, 1), 'f') || '' WHERE seq = 4", Verdict.Tampered, 4)]
    [InlineData("UPDATE entries SET prev_hash = '' WHERE seq = 4", Verdict.Tampered, 4)]
    [InlineData("UPDATE entries SET prev_hash = hash WHERE seq = 1", Verdict.Tampered, 1)]
    [InlineData("UPDATE entries SET data = CAST(data AS BLOB) WHERE seq = 2", Verdict.Tampered, 2)]
    [InlineData("UPDATE entries SET seq = 0 WHERE seq = 1", Verdict.Tampered, 1)]
    [InlineData("UPDATE entries SET seq = -1 WHERE seq = 1", Verdict.Tampered, 1)]
    [InlineData("DELETE FROM entries WHERE seq = 4", Verdict.Tampered, 4)]
    [InlineData("DELETE FROM entries WHERE seq < 4", Verdict.Tampered, 1)]
    [InlineData("DELETE FROM entries WHERE seq > 6", Verdict.Truncated, 7)]
    [InlineData("DELETE FROM entries", Verdict.Truncated, 1)]
    [InlineData("UPDATE attestations SET seq = 6 WHERE seq = 5", Verdict.Tampered, 6)]
    [InlineData("UPDATE attestations SET root_hash = (SELECT hash FROM entries WHERE entries.seq = 4) WHERE seq = 5", Verdict.Tampered, 5)]
    [InlineData("UPDATE attestations SET signature = zeroblob(64) WHERE seq = 5", Verdict.Tampered, 5)]
    [InlineData("UPDATE attestations SET signature = 'text' WHERE seq = 5", Verdict.Tampered, 5)]
    [InlineData("UPDATE attestations SET public_key = x'01' WHERE seq = 5", Verdict.Tampered, 5)]
    [InlineData("UPDATE attestations SET timestamp = 'yesterday' WHERE seq = 5", Verdict.Tampered, 5)]
    [InlineData("CREATE TRIGGER t AFTER INSERT ON entries BEGIN DELETE FROM entries; END", Verdict.Malformed, 1)]
    [InlineData("DROP TABLE attestations; CREATE VIEW attestations AS SELECT * FROM entries", Verdict.Malformed, 1)]
    [InlineData("DROP TABLE attestations; CREATE TABLE attestations(seq)", Verdict.Malformed, 1)]
    public void A_manipulation_gets_its_verdict(string sql, Verdict verdict, long sequence)
    {
        string path = Write(MoatSample.Honest());
        Database.Edit(path, sql);
        Assert.Equal((verdict, sequence), Place(AuditFile.Verify(path)));
    }

    [Fact]
    public void A_start_that_was_cut_off_is_seen_though_the_rest_was_linked_anew()
    {
        MoatSample log = MoatSample.Honest();
        log.Rows.RemoveRange(0, 2);
        log.Attestations.Clear();
        Assert.Equal((Verdict.Tampered, 1L), Place(AuditFile.Verify(Write(log.Rehash()))));
    }

    [Theory]
    [InlineData("""{"line":"a","line":"b"}""")]
    [InlineData("""{"z":1,"a":{"x":1,"b":2,"x":3}}""")]
    [InlineData("""{"a\u003cb":1,"a<b":2}""")]
    [InlineData("""{"b":1,"a":2,"\u0062":3}""")]
    public void A_member_that_is_there_twice_is_seen_though_it_was_hashed(string data)
    {
        VerificationReport report = AuditFile.Verify(Write(new MoatSample().Add("console", "{}").Add("console", data)));
        Assert.Equal((Verdict.Tampered, 2L), Place(report));
        Assert.Contains("twice", report.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{} {}")]
    [InlineData("{\"a\":NaN}")]
    public void Data_that_is_not_JSON_is_seen_though_it_was_hashed(string data) =>
        Assert.Equal((Verdict.Malformed, 1L), Place(AuditFile.Verify(Write(new MoatSample().Add("console", data)))));

    [Fact]
    public void Data_is_compared_as_it_was_stored()
    {
        MoatSample log = new MoatSample().Add("raw", """{"z":1.0,"a":[1e3,0.10,123456789012345678901234567890],"s":"\ufffd \u00e9"}""");
        Assert.Equal(Verdict.Intact, AuditFile.Verify(Write(log)).Verdict);
    }

    [Fact]
    public void An_index_that_was_edited_is_seen()
    {
        string path = Write(MoatSample.Honest());
        byte[] file = File.ReadAllBytes(path);
        int at = file.AsSpan().LastIndexOf("secret"u8);
        int other = file.AsSpan(0, at).LastIndexOf("secret"u8);
        foreach (int place in new[] { at, other })
        {
            byte[] edited = [.. file];
            edited[place] = (byte)'x';
            File.WriteAllBytes(path, edited);
            Assert.Equal((Verdict.Tampered, 3L), Place(AuditFile.Verify(path)));
        }
    }

    [Fact]
    public void Objects_of_others_and_missing_ones_are_reported()
    {
        string path = Write(MoatSample.Honest());
        Database.Edit(path, "CREATE TABLE mine(x); DROP INDEX idx_entries_ts");
        VerificationReport report = AuditFile.Verify(path);
        Assert.Equal(Verdict.Intact, report.Verdict);
        Assert.Contains(report.Notes, note => note.Contains("'mine'", StringComparison.Ordinal));
        Assert.Contains(report.Notes, note => note.Contains("'idx_entries_ts' is missing", StringComparison.Ordinal));
    }

    [Fact]
    public void A_database_of_someone_else_is_not_moats()
    {
        Database.Edit(_folder["x.db"], "CREATE TABLE entries(seq INTEGER PRIMARY KEY, ts TEXT)");
        Assert.Equal(ChainSourceKind.Log, AuditFile.Kind(_folder["x.db"]));
        Assert.Equal(Verdict.Malformed, AuditFile.Verify(_folder["x.db"]).Verdict);
    }

    private static (Verdict, long?) Place(VerificationReport report) => (report.Verdict, report.Sequence);

    private string Write(MoatSample log)
    {
        log.WriteDatabase(_folder["moat.db"]);
        return _folder["moat.db"];
    }
}
