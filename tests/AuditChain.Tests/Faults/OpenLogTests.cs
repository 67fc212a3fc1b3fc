using System.Collections.Concurrent;
using AuditChain.Sqlite;
using AuditChain.Tests.Cli;

namespace AuditChain.Tests.Faults;

/// <summary>A log that is open while something is done to its file.</summary>
public sealed class OpenLogTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static PreparedEntry Entry(string message) => PreparedEntry.From(new AuditEvent { Type = "t", Message = message });

    public static TheoryData<string> Looks => ["recognise", "read", "verify", "raw"];

    /// <summary>On Unix, closing a file drops every lock that the process has on it; the next process to close the log would then remove the write-ahead log.</summary>
    [Theory]
    [MemberData(nameof(Looks))]
    public void Looking_into_the_file_costs_a_writer_of_the_same_process_nothing(string how)
    {
        Assert.SkipWhen(how == "raw" && !OperatingSystem.IsLinux(), "Only Linux has locks that belong to an open file.");
        string path = _folder["a.audit"];
        using (SqliteAuditLog log = SqliteAuditLog.Create(path))
        {
            log.Append([Entry("1")]);
            Look(how, path);
            // Another process comes and goes, and takes itself for the last one if the lock is gone.
            Assert.StartsWith("2 ", Auditlog.Run("add", path, "--type", "b").Succeeded().Output);
            Assert.Equal(3, log.Append([Entry("3")])[0].Seq);
            Assert.StartsWith("4 ", Auditlog.Run("add", path, "--type", "b").Succeeded().Output);
            Assert.Equal(5, log.Append([Entry("5")])[0].Seq);
        }
        Assert.Equal((Verdict.Intact, 5L), (AuditFile.Verify(path).Verdict, AuditFile.Verify(path).Count));
        Assert.Equal([path], Directory.GetFiles(Path.GetDirectoryName(path)!));
    }

    [Fact]
    public void A_log_that_is_moved_away_takes_no_entries_until_it_is_back()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows does not let an open file be moved.");
        string path = _folder["a.audit"];
        using SqliteAuditLog log = SqliteAuditLog.Create(path);
        log.Append([Entry("1")]);
        File.Move(path, _folder["b.audit"]);
        AuditException gone = Assert.Throws<AuditException>(() => log.Append([Entry("2")]));
        Assert.Equal(AuditError.AuditLogNotFound, gone.Error);
        Assert.Contains("moved, removed or replaced", gone.Message);

        // Back at its place it goes on, with the same writer.
        File.Move(_folder["b.audit"], path);
        Assert.Equal(2, log.Append([Entry("2")])[0].Seq);
    }

    [Fact]
    public void Of_many_that_create_the_same_log_at_once_one_wins_and_nobody_loses_an_entry()
    {
        for (int round = 0; round < 10; round++)
        {
            string path = _folder[$"{round}.audit"];
            ConcurrentBag<EntryPlace> places = [];
            Parallel.For(0, 8, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i =>
            {
                try
                {
                    SqliteAuditLog.Create(path).Dispose();
                }
                catch (AuditException e) when (e.Error == AuditError.AuditLogExists)
                {
                    // Another one was faster.
                }
                using SqliteAuditLog log = SqliteAuditLog.Open(path, LogAccess.Append);
                places.Add(log.Append([Entry($"{i}")])[0]);
            });
            Assert.Equal(8, places.Select(place => place.Seq).Distinct().Count());
            Assert.Equal((Verdict.Intact, 8L), (AuditFile.Verify(path).Verdict, AuditFile.Verify(path).Count));
        }
        Assert.Equal(10, _folder.Files.Length);
    }

    private static void Look(string how, string path)
    {
        if (how == "recognise") Assert.True(AuditFile.IsDatabase(path));
        else if (how == "read") Assert.Single(AuditFile.Read(path, new EntryQuery()));
        else if (how == "verify") Assert.True(AuditFile.Verify(path).IsValid);
        else Assert.NotEmpty(File.ReadAllBytes(path));
    }
}
