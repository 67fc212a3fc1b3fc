using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using AuditChain.Sqlite;

namespace AuditChain.Tests.Interop;

public sealed class MoatBundleTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void An_honest_bundle_is_intact_though_moat_itself_refuses_it()
    {
        VerificationReport report = Verify(MoatSample.Honest().Bundle());
        Assert.Equal((Verdict.Intact, ChainSourceKind.MoatBundle, 8, 2, 0), (report.Verdict, report.Kind, report.Count, report.AttestationsSeen, report.AttestationsChecked));
        Assert.Contains("agrees with itself", report.Reason, StringComparison.Ordinal);
        Assert.Equal(MoatSample.Honest().Head, report.Head.ToString());
    }

    [Fact]
    public void Indented_with_a_final_newline_or_compressed_it_is_the_same()
    {
        Assert.Equal(Verdict.Intact, Verify(MoatSample.Honest().IndentedBundle()).Verdict);
        Assert.Equal(Verdict.Intact, Verify(MoatSample.Honest().Bundle() + "\n").Verdict);
        using (GZipStream gzip = new(File.Create(_folder["b.gz"]), CompressionLevel.Fastest)) gzip.Write(Encoding.UTF8.GetBytes(MoatSample.Honest().IndentedBundle()));
        Assert.Equal((Verdict.Intact, ChainSourceKind.MoatBundle), (AuditFile.Verify(_folder["b.gz"]).Verdict, AuditFile.Kind(_folder["b.gz"])));
    }

    [Fact]
    public void An_empty_log_says_that_nothing_was_verified()
    {
        VerificationReport report = Verify(new MoatSample().Bundle());
        Assert.Equal((Verdict.Intact, 0L), (report.Verdict, report.Count));
        Assert.Contains("nothing was verified", report.Reason, StringComparison.Ordinal);
        Assert.Equal((Verdict.Truncated, 1L), Place(MoatSample.Honest(), log => log.Rows.Clear()));
    }

    [Fact]
    public void A_key_that_is_handed_over_vouches_and_another_one_does_not()
    {
        File.WriteAllBytes(_folder["moat.pub"], MoatSample.PublicKey);
        MoatSample log = MoatSample.Honest().Add("console", """{"line":"later"}""");
        VerificationReport report = Verify(log.Bundle(), VerifierKey.Load(_folder["moat.pub"]));
        Assert.Equal((Verdict.Intact, 8L, 1L, 2), (report.Verdict, report.VouchedSequence, report.UnattestedTail, report.AttestationsChecked));
        Assert.Equal((8L, 2), (Assert.Single(report.VouchedBy).Sequence, report.VouchedBy[0].Attestations));
        VerifierKey named = new("example.com/moat", MoatSample.PublicKey);
        Assert.Equal("example.com/moat", Assert.Single(Verify(log.Bundle(), [named]).VouchedBy).KeyName);

        MoatSample rewritten = MoatSample.Honest();
        for (int i = 0; i < 2; i++) rewritten.Attestations[i] = MoatSample.Sign(rewritten.Attestations[i].Seq, rewritten.Attestations[i].Root, new byte[32]);
        Assert.Equal(Verdict.Intact, Verify(rewritten.Bundle()).Verdict);
        Assert.Equal((Verdict.Unverifiable, 1L), Place(Verify(rewritten.Bundle(), [named])));
    }

    [Fact]
    public void A_checkpoint_can_never_be_tied_to_it()
    {
        VerificationOptions options = new() { Checkpoints = [SignedNote.Parse(SharedVectors.Instance.Checkpoints[0])] };
        File.WriteAllText(_folder["b"], MoatSample.Honest().Bundle());
        Assert.Equal(Verdict.Unverifiable, AuditFile.Verify(_folder["b"], options).Verdict);
    }

    // Every manipulation that can be seen: text to replace in an honest bundle, by what, and the verdict with its place.
    [Theory]
    [InlineData("\"first\"", "\"First\"", Verdict.Tampered, 1)]
    [InlineData("\"line\":\"first\"", "\"line\":\"other\",\"line\":\"first\"", Verdict.Tampered, 1)]
    [InlineData("\"line\":\"first\"", "\"line\":\"first\",\"line\":\"other\"", Verdict.Tampered, 1)]
    [InlineData("\"seq\":2,", "\"seq\":2,\"seq\":2,", Verdict.Tampered, 2)]
    [InlineData("\"seq\":2,", "\"SEQ\":2,\"seq\":2,", Verdict.Tampered, 2)]
    [InlineData("\"seq\":2,", "\"Seq\":2,", Verdict.Tampered, 2)]
    [InlineData("\"seq\":2,", "\"seq\":2,\"extra\":1,", Verdict.Tampered, 2)]
    [InlineData("\"seq\":2,", "\"seq\":2.0,", Verdict.Tampered, 2)]
    [InlineData("\"seq\":2,", "\"seq\":3,", Verdict.Tampered, 2)]
    [InlineData("\"seq\":2,", "\"seq\":-2,", Verdict.Tampered, 2)]
    [InlineData("\"type\":\"secret\"", "\"type\":\"Secret\"", Verdict.Tampered, 3)]
    [InlineData("\"type\":\"secret\"", "\"type\":\"\\u0073ecret\"", Verdict.Tampered, 3)]
    [InlineData("08:00:03.123456789Z", "08:00:03.123456788Z", Verdict.Tampered, 3)]
    [InlineData("08:00:03.123456789Z", "08:00:03.1234567890Z", Verdict.Tampered, 3)]
    [InlineData("08:00:03.123456789Z", "08:00:03.123456789+00:00", Verdict.Tampered, 3)]
    [InlineData("\"status_code\":200", "\"status_code\":2.0e2", Verdict.Tampered, 2)]
    [InlineData("\"status_code\":200", "\"status_code\":201", Verdict.Tampered, 2)]
    [InlineData("\"backend\":\"ssm\",\"name\":\"DB\"", "\"name\":\"DB\",\"backend\":\"ssn\"", Verdict.Tampered, 3)]
    [InlineData("\"action\":\"list\"", "\"action\":\"list\",\"error\":\"\"", Verdict.Tampered, 7)]
    [InlineData("\"action\":\"list\"", "\"action\":\"list\",\"privileged\":false", Verdict.Tampered, 7)]
    [InlineData("\"action\":\"list\"", "\"action\":\"list\",\"zzz\":1", Verdict.Tampered, 7)]
    [InlineData("{\"c\":1.5}", "{\"c\":1.50}", Verdict.Tampered, 5)]
    [InlineData("{\"c\":1.5}", "{\"c\":1.5,\"c\":1.5}", Verdict.Tampered, 5)]
    [InlineData("\"free\"", "\"fr\\u0065e\"", Verdict.Tampered, 5)]
    [InlineData("\"a\":1,", "\"a\": 1,", Verdict.Malformed, 5)]
    [InlineData("\"a\":1,", "\"a\":1,\n", Verdict.Malformed, 5)]
    [InlineData("\"a\":1,", "\"a\":1,,", Verdict.Malformed, 5)]
    [InlineData("\"a\":1,", "\"a\":1e400,", Verdict.Malformed, 5)]
    [InlineData("\"a\":1,", "\"a\":01,", Verdict.Malformed, 5)]
    [InlineData("\"version\":1", "\"version\":2", Verdict.Malformed, 1)]
    [InlineData("\"version\":1,", "", Verdict.Tampered, 1)]
    [InlineData("\"version\":1", "\"Version\":1", Verdict.Tampered, 1)]
    [InlineData("\"created_at\":\"2026-11-21T10:00:00.25Z\"", "\"created_at\":\"2026-11-21T10:00:00.250Z\"", Verdict.Malformed, 1)]
    [InlineData("\"entries\":[", "\"more\":1,\"entries\":[", Verdict.Tampered, 1)]
    [InlineData("\"entries\":[", "\"entries\":[null,", Verdict.Malformed, 1)]
    [InlineData("\"entries\":[", "\"entries\":[{},", Verdict.Tampered, 1)]
    [InlineData("\"attestations\":[", "\"attestations\":[null,", Verdict.Malformed, 9)]
    [InlineData("\"attestations\":[", "\"attestations\":[{},", Verdict.Tampered, 1)]
    [InlineData("\"attestations\":[", "\"Attestations\":[", Verdict.Tampered, 9)]
    [InlineData("\"timestamp\":\"2026-11-21T09:00:05.5Z\"", "\"timestamp\":\"2026-11-21T09:00:05.50Z\"", Verdict.Tampered, 5)]
    public void A_manipulation_gets_its_verdict(string from, string to, Verdict verdict, long sequence)
    {
        string honest = MoatSample.Honest().Bundle();
        Assert.Contains(from, honest, StringComparison.Ordinal);
        Assert.Equal((verdict, sequence), Place(Verify(new Regex(Regex.Escape(from)).Replace(honest, to.Replace("$", "$$", StringComparison.Ordinal), 1))));
    }

    [Fact]
    public void What_stands_before_or_after_the_document_is_seen()
    {
        string honest = MoatSample.Honest().Bundle();
        Assert.Equal(Verdict.Malformed, Verify($"{honest} ").Verdict);
        Assert.Equal(Verdict.Malformed, Verify($"{honest}{{}}").Verdict);
        Assert.Equal(Verdict.Malformed, Verify($"{honest}\n\n").Verdict);
        Assert.Equal(Verdict.Malformed, Verify($" {honest}").Verdict);
        Assert.Contains("byte order mark", Verify($"\uFEFF{honest}").Reason, StringComparison.Ordinal);
        Assert.Contains("CRLF", Verify(MoatSample.Honest().IndentedBundle().ReplaceLineEndings("\r\n")).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Cut_anywhere_it_is_never_intact()
    {
        string honest = MoatSample.Honest().Bundle();
        Assert.All(Enumerable.Range(1, honest.Length - 1).Where(n => n % 3 == 0), length => Assert.NotEqual(Verdict.Intact, Verify(honest[..length]).Verdict));
    }

    [Fact]
    public void No_changed_byte_outside_of_what_moat_leaves_open_is_intact()
    {
        string honest = MoatSample.Honest().Bundle();
        // Nothing protects when the bundle was made and when it was attested.
        HashSet<int> open = [.. Regex.Matches(honest, "(?<=\"(?:created_at|timestamp)\":\")[^\"]*", RegexOptions.ExplicitCapture).SelectMany(m => Enumerable.Range(m.Index, m.Length))];
        Random random = new(20261121);
        Assert.All(Enumerable.Range(0, honest.Length).Where(at => at % 2 == 0 && !open.Contains(at)), at =>
        {
            char other = (char)random.Next(32, 127);
            if (other == honest[at]) return;
            VerificationReport report = Verify($"{honest[..at]}{other}{honest[(at + 1)..]}");
            Assert.False(report.IsValid, $"byte {at}, {honest[at]} to {other}");
        });
    }

    [Fact]
    public void Entries_that_were_removed_moved_or_added_are_seen()
    {
        Assert.Equal((Verdict.Tampered, 1L), Place(MoatSample.Honest(), log => log.Rows.RemoveRange(0, 2)));
        Assert.Equal((Verdict.Tampered, 3L), Place(MoatSample.Honest(), log => log.Rows.RemoveAt(2)));
        Assert.Equal((Verdict.Tampered, 3L), Place(MoatSample.Honest(), log => log.Rows.Insert(2, log.Rows[1])));
        Assert.Equal((Verdict.Tampered, 3L), Place(MoatSample.Honest(), log => log.Rows.Reverse(2, 2)));
        Assert.Equal((Verdict.Truncated, 7L), Place(MoatSample.Honest(), log => log.Rows.RemoveRange(6, 2)));
        MoatSample cut = MoatSample.Honest();
        string bundle = cut.Bundle().Replace(cut.Bundle()[cut.Bundle().IndexOf(",\"attestations\"", StringComparison.Ordinal)..], "}", StringComparison.Ordinal);
        string last = bundle[bundle.LastIndexOf(",{\"seq\"", StringComparison.Ordinal)..^2];
        Assert.Equal((Verdict.Tampered, 8L), Place(Verify(bundle.Replace(last, "", StringComparison.Ordinal))));
    }

    [Fact]
    public void A_rewritten_chain_is_of_another_history_than_its_attestations()
    {
        MoatSample log = MoatSample.Honest();
        log.Rows[1] = log.Rows[1] with { Data = """{"method":"PUT","url":"https://example.com/","status_code":200,"duration_ms":12}""", Shown = """{"duration_ms":12,"method":"PUT","status_code":200,"url":"https://example.com/"}""" };
        Assert.Equal((Verdict.Forked, 5L), Place(Verify(log.Rehash().Bundle())));
        log = MoatSample.Honest();
        log.Rows[6] = log.Rows[6] with { Data = """{"action":"sign"}""", Shown = """{"action":"sign"}""" };
        VerificationReport report = Verify(log.Rehash().Bundle());
        Assert.Equal((Verdict.Forked, 8L, 5L), (report.Verdict, report.Sequence, report.LastAgreedSequence));
    }

    [Fact]
    public void An_attestation_that_was_edited_is_seen()
    {
        Assert.Equal((Verdict.Tampered, 6L), Place(MoatSample.Honest(), log => log.Attestations[0] = log.Attestations[0] with { Seq = 6 }));
        Assert.Equal((Verdict.Tampered, 9L), Place(MoatSample.Honest(), log => log.Attestations[1] = log.Attestations[1] with { Seq = 9 }));
        Assert.Equal((Verdict.Tampered, 5L), Place(MoatSample.Honest(), log => log.Attestations[0] = log.Attestations[0] with { Root = log.Rows[3].Hash }));
        Assert.Equal((Verdict.Tampered, 5L), Place(MoatSample.Honest(), log => log.Attestations[0] = log.Attestations[0] with { Key = new byte[32] }));
        Assert.Equal((Verdict.Tampered, 5L), Place(MoatSample.Honest(), log => log.Attestations[0] = log.Attestations[0] with { Signature = [.. log.Attestations[0].Signature, 0] }));
        Assert.Equal((Verdict.Forked, 5L), Place(MoatSample.Honest(), log => log.Attestations[0] = MoatSample.Sign(5, new string('a', 64))));
        Assert.Equal((Verdict.Tampered, 5L), Place(MoatSample.Honest(), log => log.Attestations.Insert(0, log.Attestations[0])));
        Assert.Equal((Verdict.Tampered, 5L), Place(MoatSample.Honest(), log => log.Attestations.Reverse()));
        Assert.Equal((Verdict.Truncated, 9L), Place(MoatSample.Honest(), log => log.Attestations.Add(MoatSample.Sign(12, new string('b', 64)))));
        MoatSample early = MoatSample.Honest();
        early.Attestations[0] = early.Attestations[0] with { Time = "2026-11-20T00:00:00Z" };
        Assert.Contains(Verify(early.Bundle()).Notes, note => note.Contains("made before that entry", StringComparison.Ordinal));
    }

    [Fact]
    public void A_number_at_the_start_is_said_to_be_open_to_one_manipulation()
    {
        MoatSample log = new MoatSample().Add("metric", "12345");
        Assert.Contains(Verify(log.Bundle()).Notes, note => note.Contains("entry 1 is a number", StringComparison.Ordinal));
        MoatSample second = new MoatSample().Add("metric", "{}").Add("metric", "12345");
        Assert.DoesNotContain(Verify(second.Bundle()).Notes, note => note.Contains("is a number", StringComparison.Ordinal));
    }

    [Fact]
    public void A_clock_that_went_back_is_reported()
    {
        MoatSample log = new MoatSample().Add("a", "1", time: "2026-11-21T08:00:01Z").Add("a", "2", time: "2026-11-21T08:00:00.5Z").Add("a", "3", time: "2026-11-21T08:00:02Z");
        VerificationReport report = Verify(log.Bundle());
        Assert.Equal((Verdict.Intact, 1L, 2L), (report.Verdict, report.ClockRegressions, report.ClockRegressionsAt[0]));
    }

    private static (Verdict, long?) Place(VerificationReport report) => (report.Verdict, report.Sequence);

    private (Verdict, long?) Place(MoatSample log, Action<MoatSample> manipulate)
    {
        manipulate(log);
        return Place(Verify(log.Bundle()));
    }

    private VerificationReport Verify(string bundle, IReadOnlyList<VerifierKey>? keys = null)
    {
        File.WriteAllText(_folder["b.json"], bundle);
        return AuditFile.Verify(_folder["b.json"], new VerificationOptions { Keys = keys ?? [] });
    }
}
