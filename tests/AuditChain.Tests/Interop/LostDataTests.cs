using System.Text;
using AuditChain.Sqlite;

namespace AuditChain.Tests.Interop;

/// <summary>What moat's export does to data, and how it is recognised all the same.</summary>
public sealed class LostDataTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("policy", """{"max":9223372036854775807,"min":-9223372036854775808,"u":18446744073709551615}""", """{"max":9223372036854776000,"min":-9223372036854776000,"u":18446744073709552000}""")]
    [InlineData("custom", """{"n":9007199254740993}""", """{"n":9007199254740992}""")]
    [InlineData("custom", """{"at":1795219200123456789}""", """{"at":1795219200123456800}""")]
    [InlineData("custom", """{"a":1.0,"b":1e3,"c":0.10,"d":123456789012345678901234567890}""", """{"a":1,"b":1000,"c":0.1,"d":1.2345678901234568e+29}""")]
    [InlineData("custom", """{"third":0.3333333333333333333333333333}""", """{"third":0.3333333333333333}""")]
    [InlineData("console", """{"line":"\ufffd\ufffd( end"}""", "{\"line\":\"\uFFFD\uFFFD( end\"}")]
    [InlineData("console", "{\"line\":\"\uFFFD real, \\ufffd not\"}", "{\"line\":\"\uFFFD real, \uFFFD not\"}")]
    [InlineData("exec", """{"command":["\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd"],"has_stdin":true,"exit_code":-1}""", "{\"command\":[\"\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\"],\"exit_code\":-1,\"has_stdin\":true}")]
    [InlineData("network", """{"method":"GET","url":"/","status_code":200,"duration_ms":9007199254740995}""", """{"duration_ms":9007199254740996,"method":"GET","status_code":200,"url":"/"}""")]
    public void An_honest_export_is_intact(string type, string data, string shown)
    {
        File.WriteAllText(_folder["b"], new MoatSample().Add(type, data, shown).Add("console", """{"line":"next"}""").Bundle());
        Assert.Equal(Verdict.Intact, AuditFile.Verify(_folder["b"]).Verdict);
        using SqliteAuditLog made = Imported();
        // What is taken over is what was hashed, as far as a line of ours can say it.
        Assert.Equal(2, made.ReadStatus().Count);
        Assert.DoesNotContain("9007199254740992", made.Read(new EntryQuery()).First().Line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("custom", """{"line":"a","n":1000}""", """{"line":"b","n":1000}""", Verdict.Tampered)]
    [InlineData("custom", """{"line":"a","n":1}""", """{"line":"a","n":2}""", Verdict.Tampered)]
    [InlineData("secret", """{"name":"a","backend":"b"}""", """{"backend":"a","name":"b"}""", Verdict.Tampered)]
    [InlineData("unknown", """{"name":"a","backend":"b"}""", """{"backend":"b","name":"a"}""", Verdict.Tampered)]
    [InlineData("custom", """{"line":"a","n":1234567890987654321012345678909876543210}""", """{"line":"a","n":1.2345678909876543e+39}""", Verdict.Unverifiable)]
    public void What_cannot_be_found_is_not_intact(string type, string data, string shown, Verdict verdict)
    {
        File.WriteAllText(_folder["b"], new MoatSample().Add("console", "{}").Add(type, data, shown).Bundle());
        VerificationReport report = AuditFile.Verify(_folder["b"]);
        Assert.Equal((verdict, 2L), (report.Verdict, report.Sequence));
    }

    [Fact]
    public void The_search_is_bounded()
    {
        string numbers = string.Join(',', Enumerable.Range(0, 5000).Select(i => $"{9007199254740992L + (2 * i)}"));
        string marks = new('\uFFFD', 200_000);
        File.WriteAllText(_folder["b"], new MoatSample().Add("custom", "1", $"[{numbers},\"{marks}\"]").Bundle());
        System.Diagnostics.Stopwatch clock = System.Diagnostics.Stopwatch.StartNew();
        Assert.Equal(Verdict.Unverifiable, AuditFile.Verify(_folder["b"]).Verdict);
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 20);
    }

    [Fact]
    public void Every_text_that_is_tried_for_a_number_is_read_as_the_same_double()
    {
        Assert.All(new[] { "0", "-0", "1", "1000", "0.1", "-0.5", "9007199254740992", "18446744073709552000", "-9223372036854776000", "1.2345678901234568e+29", "0.14285714285714285", "1e+21", "1e-7", "1.7976931348623157e+308", "5e-324" }, shown =>
        {
            List<byte[]> texts = LostNumber.Texts(Encoding.ASCII.GetBytes(shown));
            Assert.Equal(shown, Encoding.ASCII.GetString(texts[0]));
            Assert.All(texts, text => Assert.Equal(double.Parse(shown, System.Globalization.CultureInfo.InvariantCulture), double.Parse(text, System.Globalization.CultureInfo.InvariantCulture)));
            Assert.Equal(texts.Count, texts.Select(Encoding.ASCII.GetString).Distinct(StringComparer.Ordinal).Count());
        });
    }

    private SqliteAuditLog Imported()
    {
        AuditFile.Import(_folder["b"], _folder["new.audit"]);
        return SqliteAuditLog.Open(_folder["new.audit"], LogAccess.Read);
    }
}
