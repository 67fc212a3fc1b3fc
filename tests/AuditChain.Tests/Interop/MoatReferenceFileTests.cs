using System.Text.Json;
using AuditChain.Sqlite;

namespace AuditChain.Tests.Interop;

/// <summary>Files that moat itself made; they lie beside the repository, where they do.</summary>
public sealed class MoatReferenceFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Files => ["small.db", "small.bundle.json", "small.bundle.compact.json", "small.collector.db", "small.collector.bundle.json"];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Files))]
    public void An_honest_file_is_intact_with_and_without_its_key(string name)
    {
        string path = Reference(name);
        VerificationReport report = AuditFile.Verify(path);
        Assert.Equal((Verdict.Intact, 200L, 3, 0), (report.Verdict, report.Count, report.AttestationsSeen, report.AttestationsChecked));
        File.WriteAllBytes(_folder["key"], KeyOf());
        report = AuditFile.Verify(path, new VerificationOptions { Keys = VerifierKey.Load(_folder["key"]) });
        Assert.Equal((Verdict.Intact, 200L, 3), (report.Verdict, report.VouchedSequence, report.AttestationsChecked));
        Assert.Equal(Verdict.Unverifiable, AuditFile.Verify(path, new VerificationOptions { Keys = [SigningKey.Generate("k").VerifierKey] }).Verdict);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void It_becomes_a_log_of_ours(string name)
    {
        AuditFile.Import(Reference(name), _folder["new.audit"]);
        Assert.Equal((Verdict.Intact, 200L), (AuditFile.Verify(_folder["new.audit"]).Verdict, AuditFile.Verify(_folder["new.audit"]).Count));
        foreach ((AuditEntry made, AuditEntry old) in AuditFile.Read(_folder["new.audit"], new EntryQuery()).Zip(AuditFile.Read(Reference(name), new EntryQuery())))
        {
            JsonElement data = made.Data!.Value;
            Assert.Equal((old.Seq, old.Hash.ToString(), old.Time, old.Type), (data.GetProperty("seq").GetInt64(), data.GetProperty("hash").GetString(), made.Occurred!.Value, made.Type));
        }
    }

    [Fact]
    public void A_database_and_its_bundle_say_the_same()
    {
        static string[] Lines(string name) => [.. AuditFile.Read(Reference(name), new EntryQuery()).Where(e => e.Seq is not (20 or 30)).Select(e => e.Line)];
        Assert.Equal(Lines("small.bundle.json"), Lines("small.bundle.compact.json"));
        // 20 and 30 hold numbers that the export rounds.
        Assert.Equal(Lines("small.db"), Lines("small.bundle.json"));
        Assert.Equal(Lines("small.collector.db"), Lines("small.collector.bundle.json"));
    }

    [Theory]
    [InlineData("small.bundle.json")]
    [InlineData("small.bundle.compact.json")]
    [InlineData("small.collector.bundle.json")]
    public void No_mutation_of_its_entries_is_intact(string name)
    {
        byte[] honest = File.ReadAllBytes(Reference(name));
        int from = honest.AsSpan().IndexOf("\"entries\""u8), to = honest.AsSpan().IndexOf("\"attestations\""u8);
        Random random = new(7);
        for (int i = 0; i < 400; i++)
        {
            int at = random.Next(from, to);
            byte[] mutated = random.Next(3) switch
            {
                0 => [.. honest[..at], .. honest[(at + 1)..]],
                1 => [.. honest[..at], honest[at], .. honest[at..]],
                _ => [.. honest[..at], (byte)(honest[at] ^ (1 << random.Next(8))), .. honest[(at + 1)..]],
            };
            File.WriteAllBytes(_folder["b"], mutated);
            Assert.False(AuditFile.Verify(_folder["b"]).IsValid, $"byte {at} of {name}");
        }
    }

    private static string Reference(string name)
    {
        string? path = RepositoryFiles.Shared($"data/moat/{name}");
        Assert.SkipWhen(path is null, $"{name} is not beside the repository.");
        return path!;
    }

    private static byte[] KeyOf()
    {
        using JsonDocument bundle = JsonDocument.Parse(File.ReadAllBytes(Reference("small.bundle.compact.json")));
        return bundle.RootElement.GetProperty("attestations")[0].GetProperty("public_key").GetBytesFromBase64();
    }
}
