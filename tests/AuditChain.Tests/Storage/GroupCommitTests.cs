using System.Collections.Concurrent;
using AuditChain.Sqlite;
using Microsoft.Data.Sqlite;

namespace AuditChain.Tests;

/// <summary>Many callers, one log. Alone in its collection: it shortens the timeout of the whole process.</summary>
[CollectionDefinition(nameof(GroupCommitTests), DisableParallelization = true)]
[Collection(nameof(GroupCommitTests))]
public sealed class GroupCommitTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static PreparedEntry Entry(string message) => PreparedEntry.From(new AuditEvent { Type = "t", Message = message });

    [Fact]
    public void Every_caller_gets_its_own_places_and_all_make_one_chain()
    {
        using SqliteAuditLog log = SqliteAuditLog.Create(_folder["a.audit"]);
        ConcurrentDictionary<long, string> acknowledged = new();
        Thread[] callers = [.. Enumerable.Range(0, 32).Select(caller => new Thread(() =>
        {
            for (int i = 0; i < 40; i++)
            {
                string[] messages = [$"{caller}/{i}/a", $"{caller}/{i}/b"];
                IReadOnlyList<EntryPlace> places = log.Append([.. messages.Select(Entry)]);
                Assert.Equal(places[0].Seq + 1, places[1].Seq);
                for (int k = 0; k < 2; k++) Assert.True(acknowledged.TryAdd(places[k].Seq, messages[k]));
            }
        }))];
        foreach (Thread caller in callers) caller.Start();
        foreach (Thread caller in callers) caller.Join();
        Assert.Equal(32 * 40 * 2, acknowledged.Count);
        Assert.All(log.Read(new EntryQuery()), entry => Assert.Equal(acknowledged[entry.Seq], entry.Message));
        Assert.True(AuditFile.Verify(_folder["a.audit"]).IsValid);
    }

    [Fact]
    public void Logs_of_one_process_share_a_writer_and_close_it_with_the_last()
    {
        string path = _folder["a.audit"];
        SqliteAuditLog first = SqliteAuditLog.Create(path), second = SqliteAuditLog.Open(path, LogAccess.Append);
        first.Append([Entry("1")]);
        first.Dispose();
        first.Dispose();
        Assert.Equal(2, second.Append([Entry("2")])[0].Seq);
        Assert.Throws<InvalidOperationException>(() => first.Append([Entry("3")]));
        second.Dispose();
        Assert.Equal([path], Directory.GetFiles(Path.GetDirectoryName(path)!));
    }

    [Fact]
    public void A_caller_without_an_entry_fails_alone()
    {
        using SqliteAuditLog log = SqliteAuditLog.Create(_folder["a.audit"]);
        Assert.Throws<ArgumentException>(() => log.Append([Entry("1"), null!]));
        Assert.Empty(log.Append([]));
        Assert.Equal(1, log.Append([Entry("1")])[0].Seq);
    }

    [Fact]
    public void A_writer_that_holds_the_lock_too_long_is_reported_and_the_log_goes_on_afterwards()
    {
        string path = _folder["a.audit"];
        using SqliteAuditLog log = SqliteAuditLog.Create(path);
        TimeSpan before = SqliteAuditLog.BusyTimeout;
        SqliteAuditLog.BusyTimeout = TimeSpan.FromMilliseconds(200);
        try
        {
            using SqliteConnection holder = new($"Data Source={path};Pooling=False");
            holder.Open();
            using SqliteCommand command = holder.CreateCommand();
            command.CommandText = "BEGIN IMMEDIATE";
            command.ExecuteNonQuery();
            AuditException busy = Assert.Throws<AuditException>(() => log.Append([Entry("1")]));
            Assert.Equal(AuditError.AuditLogBusy, busy.Error);
            Assert.Contains("nothing was written", busy.Message);
            if (OperatingSystem.IsLinux()) Assert.Contains($"process {Environment.ProcessId} ", busy.Message);
        }
        finally
        {
            SqliteAuditLog.BusyTimeout = before;
        }
        Assert.Equal(1, log.Append([Entry("1")])[0].Seq);
    }
}
