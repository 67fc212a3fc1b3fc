using System.Text;
using AuditChain.Sqlite;

namespace AuditChain.Tests;

/// <summary>What is read in several batches, on several threads and connections.</summary>
public sealed class LargeLogTests : IDisposable
{
    private const int Count = 8000;
    private readonly TemporaryFolder _folder = new();
    private readonly string _path;

    public LargeLogTests()
    {
        _path = _folder["a.audit"];
        using SqliteAuditLog log = SqliteAuditLog.Create(_path, "example.com/large");
        Append(log, Count);
    }

    public void Dispose() => _folder.Dispose();

    private static void Append(SqliteAuditLog log, int count) =>
        log.Append([.. Enumerable.Range(1, count).Select(i => PreparedEntry.From(new AuditEvent { Type = "t", Actor = $"actor {i % 7}", Message = $"message number {i} of a log, with a few more words to it" }))]);

    [Theory]
    [InlineData(1)]
    [InlineData(5000)]
    [InlineData(Count)]
    public void A_changed_line_stops_an_export_and_leaves_nothing(int seq)
    {
        Database.Edit(_path, $"UPDATE entries SET line = replace(line, 'message', 'massage') WHERE seq = {seq}");
        AuditException e = Assert.Throws<AuditException>(() => AuditFile.Export(_path, _folder["b.auditbundle"]));
        Assert.Equal(AuditError.AuditLogDamaged, e.Error);
        Assert.Contains($"Entry {seq} of", e.Message);
        Assert.Equal(["a.audit"], Directory.EnumerateFiles(Path.GetDirectoryName(_path)!).Select(Path.GetFileName));
    }

    [Fact]
    public void Of_two_things_that_stop_an_export_the_earlier_is_said()
    {
        Database.Edit(_path, "UPDATE entries SET line = replace(line, 'message', 'massage') WHERE seq = 5000");
        Database.Edit(_path, "DELETE FROM entries WHERE seq = 5100");
        AuditException e = Assert.Throws<AuditException>(() => AuditFile.Export(_path, _folder["b.auditbundle"]));
        Assert.Contains("Entry 5000 of", e.Message);
    }

    [Fact]
    public void A_cancelled_export_leaves_nothing()
    {
        using CancellationTokenSource cancelled = new();
        Assert.Throws<OperationCanceledException>(() => AuditFile.Export(_path, _folder["b.auditbundle"], progress: _ => cancelled.Cancel(), cancellation: cancelled.Token));
        Assert.False(File.Exists(_folder["b.auditbundle"]));
    }

    [Fact]
    public void A_verification_goes_on_while_entries_are_appended()
    {
        using CancellationTokenSource enough = new();
        Thread writer = new(() =>
        {
            using SqliteAuditLog log = SqliteAuditLog.Open(_path, LogAccess.Append);
            while (!enough.IsCancellationRequested) Append(log, 20);
        });
        writer.Start();
        try
        {
            for (int i = 0; i < 10; i++)
            {
                VerificationReport report = AuditFile.Verify(_path);
                Assert.True(report.IsValid, report.ToString());
                Assert.InRange(report.LastSequence, Count, long.MaxValue);
            }
        }
        finally
        {
            enough.Cancel();
            writer.Join();
        }
    }

    [Fact]
    public void A_bundle_with_more_records_than_entries_is_read_all_the_same()
    {
        using SigningKey key = SigningKey.Generate("example.com/large");
        const int notes = 3000;
        using (SqliteAuditLog log = SqliteAuditLog.Open(_path, LogAccess.Append))
        {
            for (int i = 0; i < notes; i++) LogAttestation.Create(log, key);
        }
        string bundle = _folder["b.auditbundle"];
        AuditFile.Export(_path, bundle);
        Assert.Equal(notes, File.ReadLines(bundle).Count(line => line.StartsWith("{\"attestation\":", StringComparison.Ordinal)));
        VerificationReport report = AuditFile.Verify(bundle, new VerificationOptions { Keys = [key.VerifierKey] });
        Assert.True(report.IsValid, report.ToString());
        Assert.Equal((notes, Count), (report.AttestationsSeen, (int)report.VouchedSequence));
    }
}
