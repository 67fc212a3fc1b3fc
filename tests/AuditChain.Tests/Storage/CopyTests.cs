using AuditChain.Sqlite;

namespace AuditChain.Tests;

public sealed class CopyTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static PreparedEntry Entry(string message) => PreparedEntry.From(new AuditEvent { Type = "t", Message = message });

    private string Filled(string name, int count)
    {
        using SqliteAuditLog log = SqliteAuditLog.Create(_folder[name], "example.com/copy");
        log.Append([.. Enumerable.Range(1, count).Select(i => Entry($"n {i}"))]);
        return log.Location;
    }

    [Fact]
    public void A_copy_of_a_log_in_use_is_one_moment_of_it_and_can_go_on()
    {
        string path = Filled("a.audit", 3000), copy = _folder["b.audit"];
        using CancellationTokenSource stop = new();
        Thread writer = new(() =>
        {
            using SqliteAuditLog log = SqliteAuditLog.Open(path, LogAccess.Append);
            for (int i = 0; !stop.IsCancellationRequested; i++) log.Append([Entry($"more {i}")]);
        });
        writer.Start();
        try
        {
            for (int i = 0; i < 5; i++)
            {
                VerificationReport report = SqliteAuditLog.Copy(path, copy, overwrite: true);
                Assert.Equal((copy, Verdict.Intact), (report.Path, report.Verdict));
                Assert.InRange(report.Count, 3000, long.MaxValue);
            }
        }
        finally
        {
            stop.Cancel();
            writer.Join();
        }
        Assert.Equal(["a.audit", "b.audit"], _folder.Files.Order());
        long count = AuditFile.Verify(copy).Count;
        using (SqliteAuditLog log = SqliteAuditLog.Open(copy, LogAccess.Append)) Assert.Equal(count + 1, log.Append([Entry("in the copy")])[0].Seq);
        Assert.True(AuditFile.Verify(copy).IsValid);
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(copy));
    }

    [Fact]
    public void Attestations_are_copied_and_a_restored_copy_is_told_from_the_log_it_was_made_of()
    {
        string path = Filled("a.audit", 10);
        using SigningKey key = SigningKey.Generate("example.com/copy");
        using (SqliteAuditLog log = SqliteAuditLog.Open(path, LogAccess.Append)) LogAttestation.Create(log, key);
        string copy = SqliteAuditLog.Copy(path, _folder["b.audit"]).Path;
        SignedNote later;
        using (SqliteAuditLog log = SqliteAuditLog.Open(path, LogAccess.Append))
        {
            log.Append([Entry("after the copy")]);
            later = LogAttestation.Create(log, key);
        }
        Assert.Equal(10, AuditFile.Verify(copy, new VerificationOptions { Keys = [key.VerifierKey] }).VouchedSequence);
        VerificationOptions elsewhere = new() { Keys = [key.VerifierKey], Checkpoints = [later] };
        Assert.True(AuditFile.Verify(path, elsewhere).IsValid);
        Assert.Equal(Verdict.Truncated, AuditFile.Verify(copy, elsewhere).Verdict);
        using (SqliteAuditLog log = SqliteAuditLog.Open(copy, LogAccess.Append)) log.Append([Entry("another history")]);
        Assert.Equal(Verdict.Forked, AuditFile.Verify(copy, elsewhere).Verdict);
    }

    [Fact]
    public void Exports_of_a_log_that_is_written_and_attested_meanwhile_hold()
    {
        string path = Filled("a.audit", 100);
        using SigningKey key = SigningKey.Generate("example.com/copy");
        using CancellationTokenSource stop = new();
        Thread writer = new(() =>
        {
            using SqliteAuditLog log = SqliteAuditLog.Open(path, LogAccess.Append);
            while (!stop.IsCancellationRequested)
            {
                log.Append([Entry("more")]);
                LogAttestation.Create(log, key);
            }
        });
        writer.Start();
        try
        {
            for (int i = 0; i < 20; i++)
            {
                AuditFile.Export(path, _folder["b"], overwrite: true);
                VerificationReport report = AuditFile.Verify(_folder["b"]);
                Assert.True(report.IsValid, report.ToString());
            }
        }
        finally
        {
            stop.Cancel();
            writer.Join();
        }
    }

    [Fact]
    public void A_folder_takes_a_copy_of_the_same_name()
    {
        Directory.CreateDirectory(_folder["backup"]);
        Assert.Equal(Path.Combine(_folder["backup"], "a.audit"), SqliteAuditLog.Copy(Filled("a.audit", 3), _folder["backup"]).Path);
    }

    [Fact]
    public void A_log_that_does_not_hold_is_not_copied_and_nothing_is_left()
    {
        string path = Filled("a.audit", 10);
        Database.Edit(path, "UPDATE entries SET line = replace(line, 'n 4', 'n 5') WHERE seq = 4");
        AuditException broken = Assert.Throws<AuditException>(() => SqliteAuditLog.Copy(path, _folder["b.audit"]));
        Assert.Equal(AuditError.AuditChainBroken, broken.Error);
        Assert.Contains("sequence 4", broken.Message);
        Assert.Equal(["a.audit"], _folder.Files);
    }

    [Fact]
    public void Neither_the_log_nor_a_log_in_use_nor_an_existing_file_is_replaced()
    {
        string path = Filled("a.audit", 3), other = Filled("b.audit", 1);
        Assert.Equal(AuditError.AuditDestinationInvalid, Assert.Throws<AuditException>(() => SqliteAuditLog.Copy(path, path, overwrite: true)).Error);
        Assert.Equal(AuditError.AuditDestinationExists, Assert.Throws<AuditException>(() => SqliteAuditLog.Copy(path, other)).Error);
        using (SqliteAuditLog inUse = SqliteAuditLog.Open(other, LogAccess.Append))
        {
            Assert.Equal(AuditError.AuditLogBusy, Assert.Throws<AuditException>(() => SqliteAuditLog.Copy(path, other, overwrite: true)).Error);
            Assert.Equal(2, inUse.Append([Entry("x")])[0].Seq);
        }
        Assert.Equal(AuditError.AuditDestinationInvalid, Assert.Throws<AuditException>(() => SqliteAuditLog.Copy(path, other, overwrite: true)).Error);
        SqliteAuditLog.Copy(path, _folder["c.audit"]);
        using (SqliteAuditLog log = SqliteAuditLog.Open(path, LogAccess.Append)) log.Append([Entry("later")]);
        Assert.Equal(4, SqliteAuditLog.Copy(path, _folder["c.audit"], overwrite: true).Count);
        Assert.Equal(AuditError.AuditLogWriteFailed, Assert.Throws<AuditException>(() => SqliteAuditLog.Copy(path, _folder["no/b.audit"])).Error);
        Assert.Equal(AuditError.AuditLogNotFound, Assert.Throws<AuditException>(() => SqliteAuditLog.Copy(_folder["typo"], _folder["d.audit"])).Error);
        Assert.Equal(["a.audit", "b.audit", "c.audit"], _folder.Files.Order());
    }
}
