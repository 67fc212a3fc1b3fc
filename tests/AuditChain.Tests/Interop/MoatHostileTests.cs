using System.IO.Compression;
using System.Text;
using AuditChain.Sqlite;

namespace AuditChain.Tests.Interop;

/// <summary>Documents that are made to break their reader: a verdict, in bounded time and memory.</summary>
public sealed class MoatHostileTests : IDisposable
{
    private const string Start = """{"version":1,"created_at":"2026-11-21T10:00:00Z","last_hash":"","entries":[""";
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("[", 5_000_000)]
    [InlineData("{\"a\":", 1_000_000)]
    [InlineData(" ", 20_000_000)]
    [InlineData("1", 20_000_000)]
    [InlineData("]", 100)]
    [InlineData("}", 100)]
    [InlineData("\"", 101)]
    [InlineData("\\", 100)]
    [InlineData("null,", 100)]
    public void Repeated_input_ends_as_malformed(string piece, int times)
    {
        foreach (string before in new[] { Start, $$"""{{Start}}{"seq":1,"ts":"2026-11-21T10:00:00Z","type":"x","prev":"","data":""", $"{Start[..^1]}null,\"attestations\":[" })
        {
            using (StreamWriter file = new(_folder["b"]))
            {
                file.Write(before);
                for (int i = 0; i < times; i++) file.Write(piece);
            }
            long memory = GC.GetTotalAllocatedBytes();
            VerificationReport report = AuditFile.Verify(_folder["b"]);
            Assert.Equal(Verdict.Malformed, report.Verdict);
            Assert.InRange(GC.GetTotalAllocatedBytes() - memory, 0, 400_000_000);
        }
    }

    [Theory]
    [InlineData("cut")]
    [InlineData("junk")]
    [InlineData("zeros")]
    [InlineData("between")]
    [InlineData("member")]
    [InlineData("checksum")]
    public void What_stands_beside_the_gzip_data_is_seen(string what)
    {
        using MemoryStream packed = new();
        using (GZipStream gzip = new(packed, CompressionLevel.Fastest, leaveOpen: true)) gzip.Write(Encoding.UTF8.GetBytes(MoatSample.Honest().Bundle()));
        byte[] file = packed.ToArray();
        File.WriteAllBytes(_folder["honest.gz"], file);
        Assert.Equal(Verdict.Intact, AuditFile.Verify(_folder["honest.gz"]).Verdict);
        byte[] bent = what switch
        {
            "cut" => file[..^8],
            "junk" => [.. file, .. "junk"u8],
            "zeros" => [.. file, .. new byte[512]],
            "between" => [.. file[..^8], .. "hidden"u8, .. file[^8..]],
            "member" => [.. file, .. file],
            _ => [.. file[..^8], (byte)(file[^8] ^ 1), .. file[^7..]],
        };
        File.WriteAllBytes(_folder["b.gz"], bent);
        Assert.Equal(Verdict.Malformed, AuditFile.Verify(_folder["b.gz"]).Verdict);
    }

    [Fact]
    public void A_gzip_bomb_stays_small_in_memory()
    {
        using (GZipStream gzip = new(File.Create(_folder["b.gz"]), CompressionLevel.Fastest))
        {
            gzip.Write(Encoding.ASCII.GetBytes(Start));
            byte[] spaces = new byte[1 << 20];
            spaces.AsSpan().Fill((byte)' ');
            for (int i = 0; i < 300; i++) gzip.Write(spaces);
        }
        Assert.Equal(Verdict.Malformed, AuditFile.Verify(_folder["b.gz"]).Verdict);
        byte[] whole = File.ReadAllBytes(_folder["b.gz"]);
        File.WriteAllBytes(_folder["cut.gz"], whole[..(whole.Length / 2)]);
        Assert.Equal(Verdict.Malformed, AuditFile.Verify(_folder["cut.gz"]).Verdict);
    }

    [Fact]
    public void Many_members_out_of_order_take_no_longer_than_sorting_them()
    {
        string members = string.Join(',', Enumerable.Range(0, 300_000).Select(i => $"\"{(i * 7919L % 300_007):x}\":0"));
        File.WriteAllText(_folder["b"], new MoatSample().Add("x", $"{{{members}}}").Bundle());
        System.Diagnostics.Stopwatch clock = System.Diagnostics.Stopwatch.StartNew();
        Assert.Equal(Verdict.Intact, AuditFile.Verify(_folder["b"]).Verdict);
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 20);
    }

    [Fact]
    public void An_entry_is_read_across_every_border_of_the_buffer()
    {
        MoatSample log = new();
        foreach (int length in new[] { 10, 65_000, 65_536, 131_072, 300_000, 5, 1_000_000, 7 }) log.Add("console", $"{{\"line\":\"{new string('x', length)}\"}}");
        File.WriteAllText(_folder["b"], log.IndentedBundle());
        Assert.Equal((Verdict.Intact, 8), (AuditFile.Verify(_folder["b"]).Verdict, AuditFile.Read(_folder["b"], new EntryQuery { LastSequence = 6 }).Count() + 2));
    }

    [Fact]
    public void Text_that_grows_when_it_is_escaped_stays_bounded()
    {
        string text = new('<', 15_000_000);
        File.WriteAllText(_folder["b"], new MoatSample().Add("x", $"\"{text}\"").Bundle());
        Assert.Equal(Verdict.Malformed, AuditFile.Verify(_folder["b"]).Verdict);
        File.WriteAllText(_folder["b"], new MoatSample().Add(text, "1").Bundle());
        Assert.Equal(Verdict.Malformed, AuditFile.Verify(_folder["b"]).Verdict);
        File.WriteAllText(_folder["b"], new MoatSample().Add("x", "1").Bundle()[..^1] + $",\"rekor_proofs\":[\"{text}\"]}}");
        Assert.Equal(Verdict.Malformed, AuditFile.Verify(_folder["b"]).Verdict);
    }

    [Fact]
    public void A_reader_says_where_it_cannot_go_on()
    {
        string bundle = MoatSample.Honest().Bundle();
        File.WriteAllText(_folder["b"], bundle.Replace("\"a\":1,", "\"a\":,", StringComparison.Ordinal));
        List<long> read = [];
        AuditException e = Assert.Throws<AuditException>(() => read.AddRange(AuditFile.Read(_folder["b"], new EntryQuery()).Select(entry => entry.Seq)));
        Assert.Equal(AuditError.AuditBundleInvalid, e.Error);
        File.WriteAllText(_folder["b"], "{\"version\":1}");
        Assert.Equal(AuditError.AuditBundleInvalid, Assert.Throws<AuditException>(() => AuditFile.Read(_folder["b"], new EntryQuery()).Count()).Error);
    }
}
