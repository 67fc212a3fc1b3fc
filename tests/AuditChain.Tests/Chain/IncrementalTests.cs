using AuditChain.Sqlite;

namespace AuditChain.Tests;

/// <summary>Verifying only what came after a checkpoint that was verified before.</summary>
public sealed class IncrementalTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly SigningKey _key = SigningKey.FromSeed("example.com/test", new byte[32]);

    public void Dispose()
    {
        _key.Dispose();
        _folder.Dispose();
    }

    private static PreparedEntry[] Entries(int count) => [.. Enumerable.Range(0, count).Select(i => PreparedEntry.From(new AuditEvent { Type = "t", Message = $"{i}" }))];

    private (string Path, SignedNote Checkpoint) Attested(int before, int after)
    {
        string path = _folder[$"{Guid.NewGuid():n}.audit"];
        using SqliteAuditLog log = SqliteAuditLog.Create(path, "example.com/test");
        log.Append(Entries(before));
        SignedNote checkpoint = LogAttestation.Create(log, _key);
        if (after > 0) log.Append(Entries(after));
        return (path, checkpoint);
    }

    [Fact]
    public void Only_the_new_entries_are_read_and_the_report_says_so()
    {
        (string path, SignedNote checkpoint) = Attested(5000, 7);
        using (SqliteAuditLog log = SqliteAuditLog.Open(path, LogAccess.Append)) LogAttestation.Create(log, _key);
        long read = 0;
        VerificationReport report = AuditFile.Verify(path, new VerificationOptions { Since = checkpoint, Keys = [_key.VerifierKey], Progress = n => read = n });
        Assert.Equal((Verdict.Intact, 5000L, 5007L, 5000L, 5007L), (report.Verdict, report.FirstSequence, report.LastSequence, report.VerifiedBefore, report.VouchedSequence));
        Assert.Equal(8, read);
        Assert.Contains("not read again", report.Reason);
    }

    [Fact]
    public void It_works_without_the_stored_edge_of_the_tree()
    {
        (string path, SignedNote checkpoint) = Attested(50, 7);
        Database.Edit(path, "UPDATE attestations SET edge = NULL");
        Assert.True(AuditFile.Verify(path, new VerificationOptions { Since = checkpoint }).IsValid);
    }

    [Fact]
    public void Nothing_new_is_intact_and_said()
    {
        (string path, SignedNote checkpoint) = Attested(10, 0);
        VerificationReport report = AuditFile.Verify(path, new VerificationOptions { Since = checkpoint });
        Assert.True(report.IsValid);
        Assert.StartsWith("No entry was added", report.Reason);
    }

    [Theory]
    [InlineData("UPDATE entries SET line = replace(line, '\"message\":\"3\"', '\"message\":\"4\"') WHERE seq = 54", Verdict.Tampered, 54)]
    [InlineData("UPDATE entries SET hash = zeroblob(32) WHERE seq = 51", Verdict.Tampered, 51)]
    [InlineData("DELETE FROM entries WHERE seq = 52", Verdict.Tampered, 52)]
    [InlineData("DELETE FROM entries WHERE seq >= 50", Verdict.Truncated, 50)]
    [InlineData("UPDATE entries SET line = replace(line, '2026', '2025') WHERE seq = 57", Verdict.Tampered, 57)]
    [InlineData("CREATE INDEX i ON entries(line)", Verdict.Tampered, 1)]
    [InlineData("INSERT INTO blocks VALUES ((1 << 40) + 3, x'0100')", Verdict.Tampered, 50)]
    [InlineData("UPDATE attestations SET edge = zeroblob(96) WHERE size = 50", Verdict.Tampered, 50)]
    public void What_is_wrong_after_the_checkpoint_is_found(string sql, Verdict verdict, long sequence)
    {
        (string path, SignedNote checkpoint) = Attested(50, 7);
        Database.Edit(path, sql);
        VerificationReport report = AuditFile.Verify(path, new VerificationOptions { Since = checkpoint });
        Assert.Equal((verdict, (long?)sequence), (report.Verdict, report.Sequence));
    }

    [Fact]
    public void Another_history_is_a_fork()
    {
        (string path, _) = Attested(50, 7);
        string copy = _folder["copy.audit"];
        File.Copy(path, copy);
        using (SqliteAuditLog log = SqliteAuditLog.Open(path, LogAccess.Append)) log.Append(Entries(3));
        using SqliteAuditLog other = SqliteAuditLog.Open(copy, LogAccess.Append);
        other.Append(Entries(9));
        SignedNote taken = LogAttestation.Create(other, _key, 58);
        VerificationReport report = AuditFile.Verify(path, new VerificationOptions { Since = taken });
        Assert.Equal((Verdict.Forked, (long?)58), (report.Verdict, report.Sequence));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_key_that_retired_before_the_checkpoint_vouches_for_nothing_after_it(bool withReport)
    {
        string path = _folder["r.audit"];
        using SigningKey next = SigningKey.FromSeed("example.com/next", [.. Enumerable.Repeat((byte)7, 32)]);
        SignedNote checkpoint;
        VerificationReport before;
        using (SqliteAuditLog log = SqliteAuditLog.Create(path, "example.com/test"))
        {
            log.Append(Entries(4));
            KeyRotation.Record(log, _key, next.VerifierKey, retire: true);
            log.Append(Entries(4));
            checkpoint = LogAttestation.Create(log, next);
            before = AuditFile.Verify(path, new VerificationOptions { Keys = [_key.VerifierKey] });
            log.Append(Entries(3));
            LogAttestation.Create(log, _key);
        }
        Assert.Equal((Verdict.Intact, 9L), (before.Verdict, before.VouchedSequence));
        Assert.Equal([(0L, (long?)5), (5L, null)], before.Keys.Select(key => (key.From, key.Retired)));
        VerificationOptions options = new() { Since = checkpoint, Keys = [_key.VerifierKey], KnownKeys = withReport ? before.Keys : [] };
        // The old key, stolen, has signed the end: whole and incremental verification agree that it says nothing of it.
        Assert.Equal(9, AuditFile.Verify(path, new VerificationOptions { Keys = [_key.VerifierKey] }).VouchedSequence);
        VerificationReport report = AuditFile.Verify(path, options);
        Assert.NotEqual(12, report.VouchedSequence);
        using (SqliteAuditLog log = SqliteAuditLog.Open(path, LogAccess.Append)) LogAttestation.Create(log, next);
        report = AuditFile.Verify(path, options);
        Assert.Equal(withReport ? (Verdict.Intact, 12L) : (Verdict.Unverifiable, 0L), (report.Verdict, report.VouchedSequence));
        if (withReport) Assert.Equal(before.Keys, report.Keys);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_key_announced_after_the_checkpoint_vouches_as_in_a_whole_verification(bool edgeKept)
    {
        (string path, SignedNote checkpoint) = Attested(6, 2);
        using SigningKey next = SigningKey.FromSeed("example.com/next", [.. Enumerable.Repeat((byte)7, 32)]);
        using (SqliteAuditLog log = SqliteAuditLog.Open(path, LogAccess.Append))
        {
            KeyRotation.Record(log, _key, next.VerifierKey, retire: true);
            log.Append(Entries(2));
            LogAttestation.Create(log, next);
        }
        if (!edgeKept) Database.Edit(path, "UPDATE attestations SET edge = NULL");
        VerificationReport whole = AuditFile.Verify(path, new VerificationOptions { Keys = [_key.VerifierKey] });
        VerificationReport since = AuditFile.Verify(path, new VerificationOptions { Keys = [_key.VerifierKey], Since = checkpoint });
        Assert.Equal((Verdict.Intact, 11L), (whole.Verdict, whole.VouchedSequence));
        Assert.Equal((Verdict.Intact, 11L), (since.Verdict, since.VouchedSequence));
        Assert.Equal(whole.Keys.Select(key => (key.Key.Name, key.From, key.Retired)), since.Keys.Select(key => (key.Key.Name, key.From, key.Retired)));
    }

    [Fact]
    public void Of_a_bundle_everything_is_read()
    {
        (string path, SignedNote checkpoint) = Attested(50, 7);
        using (SqliteAuditLog log = SqliteAuditLog.Open(path, LogAccess.Read)) BundleExport.Write(log, _folder["b.auditbundle"]);
        VerificationReport report = AuditFile.Verify(_folder["b.auditbundle"], new VerificationOptions { Since = checkpoint });
        Assert.Equal((Verdict.Intact, 1L, 0L, 50L), (report.Verdict, report.FirstSequence, report.VerifiedBefore, report.VouchedSequence));
    }
}
