using AuditChain.Sqlite;

namespace AuditChain.Tests.Docs;

// docs/verify-bundle.py is for those who trust nobody: it must take what is honest, and agree with us about what is not.
public sealed class VerifyBundleScriptTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly SigningKey _key = SigningKey.Generate("example.com/docs");

    public VerifyBundleScriptTests() => ToolRunner.Require("python3", "openssl");

    public void Dispose()
    {
        _key.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(1, 30, "whole.auditbundle", 25)]
    [InlineData(1, 30, "whole.auditbundle.gz", 25)]
    [InlineData(1, 12, "start.auditbundle", 12)]
    [InlineData(5, 13, "part.auditbundle", 13)]
    [InlineData(18, 28, "end.auditbundle", 25)]
    [InlineData(16, 16, "one.auditbundle", 16)]
    public void Takes_what_was_exported(long first, long last, string name, long vouched)
    {
        Export(name, first, last);
        if (first > 1 || last < 25) Assert.Equal(1, Verify(name, _key.VerifierKey.ToString()).ExitCode);
        (int code, string output) = Verify(name, "--allow-part", _key.VerifierKey.ToString());
        Assert.StartsWith($"Intact: entries {first} to {last} of example.com/docs", output, StringComparison.Ordinal);
        Assert.Contains($"up to {vouched} vouched for by example.com/docs+", output, StringComparison.Ordinal);
        Assert.Equal(0, code);
    }

    [Fact]
    public void Takes_the_bundle_of_the_vectors()
    {
        _folder.Write("vectors.auditbundle", SharedVectors.Instance.Bundle);
        (int code, string output) = Verify("vectors.auditbundle", SharedVectors.Instance.Vkey);
        Assert.Contains("up to 5 vouched for by example.com/ops+463b47bd", output, StringComparison.Ordinal);
        Assert.Equal(0, code);
    }

    [Fact]
    public void Takes_a_mirror_file()
    {
        Export("whole.auditbundle", 1, 30);
        _folder.Write("day.jsonl", string.Join('\n', File.ReadLines(_folder["whole.auditbundle"]).Take(31)) + "\n");
        Assert.Equal(0, Verify("day.jsonl").ExitCode);
        Assert.Equal(1, Verify("day.jsonl", _key.VerifierKey.ToString()).ExitCode);
    }

    [Fact]
    public void Vouches_for_nothing_by_another_key()
    {
        Export("whole.auditbundle", 1, 30);
        using SigningKey other = SigningKey.Generate("example.com/docs");
        (int code, string output) = Verify("whole.auditbundle", other.VerifierKey.ToString());
        Assert.Contains("no attestation tied to these entries is by a key that was handed over", output, StringComparison.Ordinal);
        Assert.Equal(1, code);
    }

    [Fact]
    public void Says_the_same_as_the_verifier_about_every_attack()
    {
        string driver = Path.Combine(RepositoryFiles.Root, "tests", "AuditChain.Tests", "Docs", "verify-vectors.py");
        (int code, string output) = ToolRunner.Run("python3", [driver, RepositoryFiles.Root], ("PYTHONUTF8", "1"));
        Assert.Matches(@"^[0-9]+\n\z", output);
        Assert.InRange(int.Parse(output, System.Globalization.CultureInfo.InvariantCulture), 500, int.MaxValue);
        Assert.Equal(0, code);
    }

    // Changes at random, in entries and in what stands after them: both verifiers give the same answer.
    [Theory]
    [InlineData(1, 30, 1)]
    [InlineData(5, 13, 2)]
    public void Agrees_with_the_verifier_about_changed_bytes(long first, long last, int seed)
    {
        Export("honest.auditbundle", first, last);
        byte[] honest = File.ReadAllBytes(_folder["honest.auditbundle"]);
        Random random = new(seed);
        int refused = 0;
        for (int i = 0; i < 40; i++)
        {
            byte[] changed = [.. honest];
            int at = i % 2 == 0 ? random.Next(changed.Length) : random.Next(changed.Length - 1200, changed.Length);
            changed[at] ^= (byte)(1 << random.Next(8));
            File.WriteAllBytes(_folder["changed.auditbundle"], changed);
            bool ours = AuditFile.Verify(_folder["changed.auditbundle"], new VerificationOptions { Keys = [_key.VerifierKey], AllowPart = true }).IsValid;
            Assert.True(ours == (Verify("changed.auditbundle", "--allow-part", _key.VerifierKey.ToString()).ExitCode == 0), $"byte {at}, change {i}: we say {(ours ? "Intact" : "not Intact")}");
            if (!ours) refused++;
        }
        Assert.InRange(refused, 20, 40);
    }

    private (int ExitCode, string Output) Verify(string name, params string[] keys) =>
        ToolRunner.Run("python3", [Path.Combine(RepositoryFiles.Root, "docs", "verify-bundle.py"), _folder[name], .. keys], ("PYTHONUTF8", "1"));

    private void Export(string name, long first, long last)
    {
        using SqliteAuditLog log = SqliteAuditLog.Create(_folder["log.audit"], "example.com/docs");
        Append(log, 15);
        LogAttestation.Create(log, _key);
        Append(log, 10);
        LogAttestation.Create(log, _key);
        Append(log, 5);
        BundleExport.Write(log, _folder[name], first, last);
    }

    private static void Append(SqliteAuditLog log, int count) => log.Append([.. Enumerable.Range(0, count).Select(i => PreparedEntry.From(new AuditEvent
    {
        Type = "test",
        Message = "café 😀 \u2028 \u007f \" \\ \t\n\u001f",
        Actor = new AuditActor { Id = "alice", Session = "7f3c" },
        Occurred = DateTimeOffset.UnixEpoch.AddDays(i),
        Data = new Dictionary<string, object?>
        {
            ["ﬁ"] = 1.0 / (i + 3), ["😀"] = Math.Pow(10, (i * 3) - 20), [""] = new object?[] { null, true, i, "" }, ["big"] = long.MaxValue - i, ["m"] = -1.5e300 / (i + 7), ["z"] = -0.0,
        },
    }))]);
}
