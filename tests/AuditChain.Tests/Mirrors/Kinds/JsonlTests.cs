using System.Text;
using AuditChain.Mirrors;
using AuditChain.Mirrors.Delivering;
using AuditChain.Mirrors.Settings;
using AuditChain.Tests.Mirrors.Schemas;

namespace AuditChain.Tests.Mirrors.Kinds;

public sealed class JsonlTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_folder_has_every_line_and_its_file_is_verified_as_it_is()
    {
        using KindBench bench = new(Settings());
        bench.Append(500);
        await bench.RunAsync();
        string file = Assert.Single(Directory.GetFiles(_folder["days"]));
        Assert.Matches(@"audit-\d{4}-\d\d-\d\d\.log$", file);
        Assert.Equal(Lines(bench), File.ReadAllBytes(file));
        VerificationReport report = AuditFile.Verify(file);
        Assert.Equal((Verdict.Intact, 500), (report.Verdict, report.Count));
    }

    [Theory, InlineData(1), InlineData(7), InlineData(200)]
    public async Task A_torn_end_is_cut_off_and_nothing_is_there_twice(int torn)
    {
        using KindBench bench = new(Settings());
        bench.Append(50);
        await bench.RunAsync();
        string file = Directory.GetFiles(_folder["days"]).Single();
        byte[] whole = File.ReadAllBytes(file);
        File.WriteAllBytes(file, whole[..^torn]);
        bench.ForgetCursor(20);
        bench.Append(3);
        await bench.RunAsync();
        Assert.Equal(Lines(bench), File.ReadAllBytes(file));
    }

    [Fact]
    public async Task A_file_whose_first_write_was_cut_off_begins_anew()
    {
        using KindBench bench = new(Settings());
        bench.Append(5);
        await bench.RunAsync();
        string file = Directory.GetFiles(_folder["days"]).Single();
        byte[] whole = File.ReadAllBytes(file);
        foreach (int left in (int[])[0, 10, bench.Log.Header.LineBytes.Length, bench.Log.Header.LineBytes.Length + 1, bench.Log.Header.LineBytes.Length + 20])
        {
            File.WriteAllBytes(file, whole[..left]);
            bench.Table.Remove("m");
            bench.Table.Add(new MirrorRow { Name = "m", Settings = Settings().ToJson(), Seq = 0, Hash = bench.Log.Header.Hash });
            await bench.RunAsync();
            Assert.Equal(whole, File.ReadAllBytes(file));
        }
    }

    [Fact]
    public async Task Days_follow_each_other_and_never_go_back()
    {
        string[] times = ["2026-11-20T23:59:59.0000000Z", "2026-11-21T00:00:00.0000000Z", "2026-11-20T23:00:00.0000000Z", "2026-11-24T00:00:00.0000000Z"];
        MirrorRecord[] records = Chain(times);
        await using IMirrorSink sink = MirrorKinds.Open(Settings());
        Assert.Equal(DeliveryOutcome.Acknowledged, (await sink.DeliverAsync(new MirrorBatch(HostileEntry.Log, records), TestContext.Current.CancellationToken)).Outcome);
        Assert.Equal(["audit-2026-11-20.log", "audit-2026-11-21.log", "audit-2026-11-24.log"], Names());
        Assert.Equal([1, 2, 1], Directory.GetFiles(_folder["days"]).Order(StringComparer.Ordinal).Select(path => File.ReadAllLines(path).Length - 1));
        Assert.Contains($"SHA-256 {Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(await ReadSharedAsync("audit-2026-11-24.log")))}", sink.Answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_too_old_is_told_before_it_is_removed()
    {
        using KindBench bench = new(Settings(("retentionDays", "30")));
        Directory.CreateDirectory(_folder["days"]);
        bench.Append(3);
        string old = Path.Combine(_folder["days"], "audit-2020-01-01.log"), other = Path.Combine(_folder["days"], "audit-notes.log");
        byte[] content = Lines(bench);
        File.WriteAllText(other, "not ours");
        await bench.RunAsync();
        File.WriteAllBytes(old, content);
        bench.Append(1);
        await bench.RunAsync();
        AuditEntry pruned = bench.Log.Read(new EntryQuery()).Single(entry => entry.Type == "auditlog.mirror-pruned");
        Assert.Equal("audit-2020-01-01.log", pruned.Data!.Value.GetProperty("file").GetString());
        Assert.Equal((1, 3), (pruned.Data.Value.GetProperty("from").GetInt64(), pruned.Data.Value.GetProperty("to").GetInt64()));
        Assert.Equal(Digest.Of(content).ToString(), pruned.Data.Value.GetProperty("sha256").GetString());
        Assert.False(File.Exists(old));
        Assert.True(File.Exists(other));
    }

    [Theory, InlineData("changed"), InlineData("gone"), InlineData("foreign"), InlineData("nonsense")]
    public async Task A_folder_that_does_not_lead_to_the_next_entry_stalls_and_is_left_alone(string how)
    {
        using KindBench bench = new(Settings());
        bench.Append(10);
        await bench.RunAsync();
        string file = Directory.GetFiles(_folder["days"]).Single();
        string[] lines = File.ReadAllLines(file);
        string content = how switch
        {
            "changed" => string.Join('\n', lines[..^1].Append(lines[^1].Replace("n 10", "n 11", StringComparison.Ordinal))) + "\n",
            "gone" => string.Join('\n', lines[..^3]) + "\n",
            "foreign" => string.Join('\n', lines[1..].Prepend(Encoding.UTF8.GetString(HostileEntry.Log.LineBytes.Span))) + "\n",
            _ => "nonsense\n",
        };
        File.WriteAllText(file, content);
        bench.Append(1);
        AuditException e = await Assert.ThrowsAsync<AuditException>(() => bench.RunAsync(attempts: 1));
        Assert.Equal(AuditError.AuditMirrorStalled, e.Error);
        Assert.Equal(content, File.ReadAllText(file));
        Assert.Equal(10, bench.Row.Seq);
    }

    [Fact]
    public async Task A_full_disk_stalls_and_the_rest_follows_when_there_is_room()
    {
        if (!OperatingSystem.IsLinux()) Assert.Skip("NEEDS LINUX: /dev/full");
        using KindBench bench = new(Settings());
        bench.Append(5);
        await bench.RunAsync();
        string file = Directory.GetFiles(_folder["days"]).Single();
        byte[] before = File.ReadAllBytes(file);
        File.Delete(file);
        File.CreateSymbolicLink(file, "/dev/full");
        bench.Append(5);
        await Assert.ThrowsAsync<AuditException>(() => bench.RunAsync(attempts: 2));
        Assert.Equal(5, bench.Row.Seq);
        File.Delete(file);
        File.WriteAllBytes(file, before);
        await bench.RunAsync();
        Assert.Equal(Lines(bench), File.ReadAllBytes(file));
    }

    [Fact]
    public void A_filter_is_refused() => Assert.Equal(AuditError.AuditMirrorInvalid, Assert.Throws<AuditException>(() => MirrorKinds.Open(
        Settings() with { Filter = new Dictionary<string, IReadOnlyList<string>> { ["type"] = ["a"] } })).Error);

    private static byte[] Lines(KindBench bench)
    {
        using MemoryStream text = new();
        text.Write(bench.Log.Header.LineBytes.Span);
        text.WriteByte((byte)'\n');
        bench.Log.ReadLines(1, bench.Log.ReadHead().Count, (_, line, _) =>
        {
            text.Write(line);
            text.WriteByte((byte)'\n');
        });
        return text.ToArray();
    }

    private static MirrorRecord[] Chain(string[] times)
    {
        Digest before = HostileEntry.Log.Hash;
        List<MirrorRecord> records = [];
        foreach (string time in times)
        {
            AuditEntry entry = AuditEntry.Parse(CanonicalJson.Serialize(new Dictionary<string, object?>
            {
                ["prev"] = before.ToString(), ["seq"] = records.Count + 1, ["time"] = time, ["type"] = "t",
            }));
            records.Add(new MirrorRecord(entry, 0));
            before = entry.Hash;
        }
        return [.. records];
    }

    private string[] Names() => [.. Directory.GetFiles(_folder["days"]).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    private async Task<byte[]> ReadSharedAsync(string name)
    {
        await using FileStream file = new(Path.Combine(_folder["days"], name), FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using MemoryStream content = new();
        await file.CopyToAsync(content);
        return content.ToArray();
    }

    private MirrorSettings Settings(params (string Name, string Value)[] more) => new()
    {
        Kind = "jsonl",
        Options = more.Append((Name: "folder", Value: _folder["days"])).ToDictionary(option => option.Name, option => option.Value),
    };
}
