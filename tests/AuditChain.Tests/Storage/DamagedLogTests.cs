using System.Text;
using AuditChain.Sqlite;

namespace AuditChain.Tests;

/// <summary>Logs on bad disks: found, told apart from changed ones, and what is intact is rescued.</summary>
public sealed class DamagedLogTests : IDisposable
{
    private const int PageSize = LogSchema.PageSize;
    private readonly TemporaryFolder _folder = new();
    private readonly SigningKey _key = SigningKey.Generate("example.com/damaged");
    private readonly string _path;

    public DamagedLogTests()
    {
        _path = _folder["a.audit"];
        using SqliteAuditLog log = SqliteAuditLog.Create(_path, "example.com/damaged");
        Append(log, 1, 400);
        LogAttestation.Create(log, _key);
        Append(log, 401, 800);
        LogAttestation.Create(log, _key);
    }

    public void Dispose()
    {
        _key.Dispose();
        _folder.Dispose();
    }

    private static void Append(SqliteAuditLog log, int from, int to) =>
        log.Append([.. Enumerable.Range(from, to - from + 1).Select(i => PreparedEntry.From(new AuditEvent { Type = "t", Actor = $"actor {i % 7}", Message = $"message number {i} of a log", Data = new { i } }))]);

    [Fact]
    public void A_page_of_noise_is_damage_and_the_entries_before_it_are_exported()
    {
        long page = PageOfEntry(500);
        Overwrite(page * PageSize, [.. Enumerable.Range(0, PageSize).Select(i => (byte)(i * 31))]);
        VerificationReport report = AuditFile.Verify(_path);
        Assert.Equal(Verdict.Malformed, report.Verdict);
        Assert.InRange(report.Sequence!.Value, 402, 500);
        Assert.Contains(report.Notes, note => note.Contains("pages of the file damaged"));
        Rescue(report.Sequence.Value - 1, attestations: 1);
    }

    [Fact]
    public void A_file_that_was_cut_is_damage_and_what_is_left_is_exported()
    {
        long page = PageOfEntry(600);
        using (FileStream file = File.OpenWrite(_path)) file.SetLength(page * PageSize);
        VerificationReport report = AuditFile.Verify(_path);
        Assert.Equal(Verdict.Malformed, report.Verdict);
        Assert.InRange(report.Sequence!.Value, 402, 600);
        Rescue(report.Sequence.Value - 1, attestations: 1);
    }

    [Theory]
    [InlineData("blocks")]
    [InlineData("nodes")]
    [InlineData("requests")]
    public void A_damaged_table_beside_the_entries_is_damage_and_all_entries_are_exported(string table)
    {
        Overwrite(RootPage(table) * PageSize, [.. Enumerable.Repeat((byte)0xAA, PageSize)]);
        VerificationReport report = AuditFile.Verify(_path);
        Assert.Equal(Verdict.Malformed, report.Verdict);
        Assert.Equal(800, AuditFile.Export(_path, _folder["rescued"], allowDamaged: true).LastSequence);
    }

    [Fact]
    public void Damage_that_SQLite_reports_once_is_reported_for_ever()
    {
        long page = PageOfEntry(500);
        Overwrite(page * PageSize, [.. Enumerable.Repeat((byte)0xAA, PageSize)]);
        using LogDatabase database = CheckedLog.OpenToRead(_path);
        AuditException first = Assert.Throws<AuditException>(() => Sum(database));
        Assert.Equal(AuditError.AuditLogDamaged, first.Error);
        Assert.Equal(first.Message, Assert.Throws<AuditException>(() => database.Scalar("SELECT count(*) FROM header")).Message);
        using SqliteAuditLog log = SqliteAuditLog.Open(_path, LogAccess.Read);
        for (int i = 0; i < 2; i++) Assert.Equal(AuditError.AuditLogDamaged, Assert.Throws<AuditException>(() => log.Read(new EntryQuery()).Count()).Error);
    }

    private static long Sum(LogDatabase database) => database.Scalar("SELECT sum(length(line)) FROM entries");

    [Fact]
    public void A_changed_line_is_tampering_and_said_to_be()
    {
        Database.Edit(_path, "UPDATE entries SET line = replace(line, 'number 500 ', 'number 501 ') WHERE seq = 500");
        VerificationReport report = AuditFile.Verify(_path);
        Assert.Equal((Verdict.Tampered, 500L), (report.Verdict, report.Sequence));
        Assert.Contains(report.Notes, note => note.Contains("this was changed, and not damaged"));
        Rescue(499, attestations: 1);
    }

    [Fact]
    public void A_log_that_was_cut_off_behind_an_attestation_does_not_become_an_intact_bundle()
    {
        Database.Edit(_path, "DELETE FROM entries WHERE seq > 700");
        AuditFile.Export(_path, _folder["b"]);
        Assert.Equal(Verdict.Truncated, AuditFile.Verify(_folder["b"]).Verdict);
        Assert.Null(AuditFile.Export(_path, _folder["c"], allowDamaged: true).Damage);
        Assert.Equal(Verdict.Truncated, AuditFile.Verify(_folder["c"]).Verdict);
    }

    [Fact]
    public void An_intact_log_is_exported_whole_whether_damage_is_allowed_or_not()
    {
        BundleSummary summary = AuditFile.Export(_path, _folder["b"], allowDamaged: true);
        Assert.Equal((800L, 2, null), (summary.LastSequence, summary.Attestations, summary.Damage));
    }

    /// <summary>Never silently: an error that names the way out, and with it a bundle that holds, and the words for a warning.</summary>
    private void Rescue(long last, int attestations)
    {
        if (last < 800)
        {
            AuditException refused = Assert.Throws<AuditException>(() => AuditFile.Export(_path, _folder["b"]));
            Assert.Equal(AuditError.AuditLogDamaged, refused.Error);
            Assert.Contains("-AllowDamaged", refused.Message);
            Assert.False(File.Exists(_folder["b"]));
        }
        BundleSummary summary = AuditFile.Export(_path, _folder["rescued"], allowDamaged: true);
        Assert.Equal((1, last, attestations), (summary.FirstSequence, summary.LastSequence, summary.Attestations));
        Assert.Contains($"the entries 1 to {last}", summary.Damage);
        VerificationReport report = AuditFile.Verify(_folder["rescued"], new VerificationOptions { Keys = [_key.VerifierKey] });
        Assert.Equal((Verdict.Intact, last), (report.Verdict, report.Count));
        Assert.Equal(attestations == 2 ? 800 : 400, report.VouchedSequence);
    }

    /// <summary>The page, from 0, on which an entry stands.</summary>
    private long PageOfEntry(int seq) => File.ReadAllBytes(_path).AsSpan().IndexOf(Encoding.UTF8.GetBytes($"message number {seq} of")) / PageSize;

    private long RootPage(string index)
    {
        using LogDatabase database = CheckedLog.OpenToRead(_path);
        return database.Scalar($"SELECT rootpage FROM sqlite_master WHERE name = '{index}'") - 1;
    }

    private void Overwrite(long at, byte[] bytes)
    {
        using FileStream file = File.OpenWrite(_path);
        file.Position = at;
        file.Write(bytes);
    }
}
