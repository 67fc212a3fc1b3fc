using System.Text;

namespace AuditChain.Tests.Anchoring;

public sealed class WitnessPolicyTests : IDisposable
{
    private readonly SigningKey _log = SigningKey.Generate("example.com/log");
    private readonly Dictionary<string, TestWitnessKey> _witnesses = new(StringComparer.Ordinal);

    public WitnessPolicyTests()
    {
        foreach (string name in new[] { "X1", "X2", "X3", "Y1", "Y2", "Y3" }) _witnesses[name] = TestWitnessKey.Make($"witness.example/{name}");
    }

    public void Dispose() => _log.Dispose();

    [Theory]
    [InlineData("X1 X2 Y1", true)]
    [InlineData("X1 X3 Y3", true)]
    [InlineData("X1 X2 X3 Y1 Y2 Y3", true)]
    [InlineData("X1 Y1 Y2 Y3", false)]
    [InlineData("X1 X2 X3", false)]
    [InlineData("", false)]
    public void Groups_and_quorum_decide(string cosigners, bool satisfied)
    {
        WitnessPolicy policy = Parse("""
            # two of X, any of Y
            log LOG https://log.example/
            	witness X1	X1 https://x1.example/
            witness X2 X2
            witness X3 X3
            group X-witnesses 2 X1 X2 X3

            witness Y1 Y1
            witness Y2 Y2
            witness Y3 Y3
            group Y-witnesses any Y1 Y2 Y3
            group X-and-Y all X-witnesses Y-witnesses
            quorum X-and-Y
            """);
        PolicyResult result = policy.Evaluate(Note(cosigners.Split(' ', StringSplitOptions.RemoveEmptyEntries)));
        Assert.Equal(satisfied, result.IsSatisfied);
        Assert.Equal(cosigners, string.Join(' ', result.Valid.Select(found => found.Witness.Name)));
        Assert.Equal("https://x1.example/", policy.Witnesses[0].Url);
        Assert.Equal(_log.VerifierKey.ToString(), Assert.Single(policy.LogKeys).ToString());
    }

    [Fact]
    public void A_quorum_can_be_one_witness_or_none()
    {
        Assert.True(Parse("witness X1 X1\nquorum X1").Evaluate(Note("X1")).IsSatisfied);
        Assert.False(Parse("witness X1 X1\nquorum X1").Evaluate(Note("X2")).IsSatisfied);
        Assert.True(Parse("quorum none").Evaluate(Note()).IsSatisfied);
        Assert.Empty(Parse("quorum none").Logs);
    }

    [Fact]
    public void A_line_in_the_name_of_a_witness_that_does_not_hold_contradicts()
    {
        SignedNote note = SignedNote.Parse($"{Note("X2")}{_witnesses["X1"].Cosign("another\n", 5)}\n");
        PolicyResult result = Parse("witness X1 X1\nwitness X2 X2\ngroup g any X1 X2\nquorum g").Evaluate(note);
        Assert.Equal("X1", Assert.Single(result.Contradicted).Name);
        Assert.True(result.IsSatisfied);
    }

    [Fact]
    public void A_witness_of_a_type_that_is_not_supported_is_known_and_never_counts()
    {
        string pq = CosignatureTests.MlDsaKey("pq.example").ToString();
        WitnessPolicy policy = WitnessPolicy.Parse(Encoding.UTF8.GetBytes($"log {CosignatureTests.MlDsaKey("pq.log")}\nwitness pq {pq}\nquorum pq\n"));
        Assert.False(policy.Evaluate(Note("X1")).IsSatisfied);
        Assert.Null(Assert.Single(policy.Logs).Key);
        Assert.Empty(policy.LogKeys);
    }

    [Theory]
    [InlineData("witness X1 X1", "no quorum")]
    [InlineData("quorum none\nquorum none", "line 2")]
    [InlineData("quorum X1\nwitness X1 X1", "'X1' is not a witness or group of a line before")]
    [InlineData("witness none X1\nquorum none", "none has a meaning")]
    [InlineData("witness X1 X1\nwitness X1 X2\nquorum none", "defined already")]
    [InlineData("witness X1 X1\nwitness X2 X1\nquorum none", "same public key")]
    [InlineData("log LOG\nlog LOG\nquorum none", "same public key")]
    [InlineData("witness X1 X1\ngroup X1 any X1\nquorum X1", "defined already")]
    [InlineData("group g any g\nquorum g", "'g' is not a witness")]
    [InlineData("witness X1 X1\ngroup g any none\nquorum g", "'none' is not a witness")]
    [InlineData("witness X1 X1\ngroup g any X1 X1\nquorum g", "member already")]
    [InlineData("witness X1 X1\ngroup g any X1\ngroup h any X1\nquorum g", "member already")]
    [InlineData("witness X1 X1\ngroup g 2 X1\nquorum g", "from 1 to 1")]
    [InlineData("witness X1 X1\ngroup g 0 X1\nquorum g", "from 1 to 1")]
    [InlineData("witness X1 X1\ngroup g 01 X1\nquorum g", "from 1 to 1")]
    [InlineData("witness X1 X1\ngroup g +1 X1\nquorum g", "from 1 to 1")]
    [InlineData("witness X1 X1\ngroup g some X1\nquorum g", "all, any")]
    [InlineData("witness X1 X1\ngroup g all\nquorum g", "expected 'group")]
    [InlineData("witness X1\nquorum none", "expected 'witness")]
    [InlineData("witness X1 X1 url more\nquorum none", "expected 'witness")]
    [InlineData("log\nquorum none", "expected 'log")]
    [InlineData("quorum", "expected 'quorum")]
    [InlineData("Quorum none", "expected log, witness")]
    [InlineData("quorum none\r", "0x0d")]
    [InlineData("# \u0001\nquorum none", "line 1")]
    [InlineData("# \u007f\nquorum none", "0x7f")]
    [InlineData("witness X1 LOG\nquorum none", "0x04")]
    [InlineData("log X1\nquorum none", "0x01")]
    [InlineData("witness X1 w+00000000+BAAA\nquorum none", "line 1")]
    public void Other_forms_are_refused_by_line(string text, string expected)
    {
        AuditException e = Assert.Throws<AuditException>(() => Parse(text));
        Assert.Equal(AuditError.AuditPolicyInvalid, e.Error);
        Assert.Contains(expected, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_was_cut_short_is_refused()
    {
        Assert.Contains("cut short", Assert.Throws<AuditException>(() => WitnessPolicy.Parse("quorum none"u8)).Message, StringComparison.Ordinal);
        Assert.Throws<AuditException>(() => WitnessPolicy.Parse([]));
        Assert.Throws<AuditException>(() => WitnessPolicy.Parse(new byte[(1 << 20) + 1]));
    }

    [Fact]
    public void Names_are_octets()
    {
        // U+212A, the Kelvin sign, is another name than K, and one that is not UTF-8 is a name all the same.
        byte[] text = [.. Encoding.UTF8.GetBytes($"witness K {_witnesses["X1"].Key}\nwitness \u212a {_witnesses["X2"].Key}\nwitness "), 0xff, .. Encoding.UTF8.GetBytes($" {_witnesses["X3"].Key}\nquorum "), 0xff, (byte)'\n'];
        WitnessPolicy policy = WitnessPolicy.Parse(text);
        Assert.Equal(3, policy.Witnesses.Count);
        Assert.True(policy.Evaluate(Note("X3")).IsSatisfied);
        Assert.False(policy.Evaluate(Note("X1", "X2")).IsSatisfied);
    }

    [Fact]
    public void Thirty_two_of_each_and_more_are_read()
    {
        WitnessPolicy policy = WitnessPolicy.Parse(Encoding.UTF8.GetBytes(Definitions(40) + $"group all 40 {string.Join(' ', Enumerable.Range(0, 40).Select(i => $"g{i}"))}\nquorum all\n"));
        Assert.Equal((40, 41), (policy.Witnesses.Count, policy.Groups.Count));
        Assert.Throws<AuditException>(() => WitnessPolicy.Parse(Encoding.UTF8.GetBytes(Definitions(257) + "quorum none\n")));
    }

    [Fact]
    public void A_file_that_is_not_there_is_an_error_of_the_policy()
    {
        using TemporaryFolder folder = new();
        Assert.Equal(AuditError.AuditPolicyInvalid, Assert.Throws<AuditException>(() => WitnessPolicy.Load(folder["gone"])).Error);
        Assert.Equal("none", WitnessPolicy.Load(folder.Write("policy", "quorum none\n")).Quorum);
    }

    private static string Definitions(int count) => string.Concat(Enumerable.Range(0, count).Select(i => $"witness w{i} {TestWitnessKey.Make($"w{i}").Key}\ngroup g{i} any w{i}\n"));

    // In the key's place of a line, LOG and the names of witnesses stand for their keys.
    private WitnessPolicy Parse(string text)
    {
        IEnumerable<string> lines = text.Split('\n').Select(line =>
        {
            List<string> words = [.. line.Split([' ', '\t'])];
            int at = words.FindIndex(word => word is "log" or "witness") is var start and >= 0 ? start + (words[start] == "log" ? 1 : 2) : -1;
            if (at > 0 && at < words.Count) words[at] = words[at] == "LOG" ? _log.VerifierKey.ToString() : _witnesses.TryGetValue(words[at], out TestWitnessKey? key) ? key.Key.ToString() : words[at];
            return string.Join("\t ", words);
        });
        return WitnessPolicy.Parse(Encoding.UTF8.GetBytes(string.Join('\n', lines) + "\n"));
    }

    private SignedNote Note(params string[] cosigners)
    {
        SignedNote note = new MemoryLog(2).Attest(_log);
        return SignedNote.Parse(note + string.Concat(cosigners.Select(name => _witnesses[name].Cosign(note.Text, 1_000) + "\n")));
    }
}
