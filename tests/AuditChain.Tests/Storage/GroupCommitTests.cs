using System.Collections.Concurrent;
using AuditChain.Sqlite;
using Microsoft.Data.Sqlite;

namespace AuditChain.Tests;

/// <summary>Many callers, one log.</summary>
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
        SqliteAuditLog.Create(path).Dispose();
        using SqliteAuditLog log = SqliteAuditLog.Open(path, LogAccess.Append, TimeSpan.FromMilliseconds(200));
        using (SqliteConnection holder = new($"Data Source={path};Pooling=False"))
        {
            holder.Open();
            using SqliteCommand command = holder.CreateCommand();
            command.CommandText = "BEGIN IMMEDIATE";
            command.ExecuteNonQuery();
            AuditException busy = Assert.Throws<AuditException>(() => log.Append([Entry("1")]));
            Assert.Equal(AuditError.AuditLogBusy, busy.Error);
            Assert.Contains("more than 0.2 seconds; nothing was written", busy.Message);
            if (OperatingSystem.IsLinux()) Assert.Contains($"process {Environment.ProcessId} ", busy.Message);
        }
        Assert.Equal(1, log.Append([Entry("1")])[0].Seq);
    }

    [Fact]
    public async Task A_caller_takes_his_entries_back_until_they_are_in_a_batch_and_no_longer()
    {
        string path = _folder["a.audit"];
        SqliteAuditLog.Create(path).Dispose();
        using SqliteAuditLog log = SqliteAuditLog.Open(path, LogAccess.Append);
        using SqliteConnection holder = new($"Data Source={path};Pooling=False");
        holder.Open();
        using SqliteCommand command = holder.CreateCommand();
        command.CommandText = "BEGIN IMMEDIATE";
        command.ExecuteNonQuery();
        using CancellationTokenSource late = new(), early = new();
        using WriterRegistry.Share share = WriterRegistry.Join(path, TimeSpan.FromSeconds(30));
        // The writer has begun with the first, and waits for the lock; the second is still in the queue.
        Task begun = share.Writer.AppendAsync([Entry("begun")], null, late.Token);
        while (share.Writer.Waiting > 0) await Task.Delay(1);
        Task queued = share.Writer.AppendAsync([Entry("queued")], null, early.Token);
        Task behind = share.Writer.AppendAsync([Entry("behind")], null, default);
        await late.CancelAsync();
        await early.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => queued);
        command.CommandText = "ROLLBACK";
        command.ExecuteNonQuery();
        await begun;
        await behind;
        Assert.Equal(["begun", "behind"], log.Read(new EntryQuery()).Select(entry => entry.Message));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => share.Writer.AppendAsync([Entry("never")], null, early.Token));
    }

    [Fact]
    public async Task What_goes_on_after_an_append_never_runs_on_the_thread_of_the_writer()
    {
        using SqliteAuditLog log = SqliteAuditLog.Create(_folder["a.audit"]);
        for (int i = 0; i < 20; i++)
        {
            await log.AppendAsync([Entry("x")]);
            Assert.NotEqual("audit log writer", Thread.CurrentThread.Name);
        }
    }

    [Fact]
    public async Task An_error_of_one_caller_is_that_of_nobody_else()
    {
        using SqliteAuditLog log = SqliteAuditLog.Create(_folder["a.audit"]);
        LogHead wrong = new(77, default);
        Task<IReadOnlyList<EntryPlace>>[] appends = [.. Enumerable.Range(0, 40).Select(i => log.AppendAsync([Entry($"{i}")], i % 4 == 0 ? wrong : null).AsTask())];
        for (int i = 0; i < appends.Length; i++)
        {
            if (i % 4 != 0) Assert.Single(await appends[i]);
            else Assert.Equal(AuditError.AuditHeadChanged, (await Assert.ThrowsAsync<AuditException>(() => appends[i])).Error);
        }
        Assert.Equal(30, log.ReadHead().Count);
    }
}
