using System.Text.Json;

namespace AuditChain.Tests.Cli;

public sealed class VerifyTests : IDisposable
{
    private readonly CliFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static string Verdict(CliResult result) => result.Json.GetProperty("verdict").GetString()!;

    [Fact]
    public void An_intact_log_is_exit_code_0_and_says_what_was_not_checked()
    {
        _folder.Add("a", "b");
        CliResult result = Auditlog.Run("verify", _folder.Log).Succeeded();
        Assert.StartsWith("Intact: ", result.Output, StringComparison.Ordinal);
        Assert.Contains("agrees with itself", result.Lines[0], StringComparison.Ordinal);
        Assert.Contains("1 to 2 (2)", result.Output, StringComparison.Ordinal);
        Assert.Equal(["ops.audit"], _folder.Files);
    }

    [Fact]
    public void The_report_as_json_has_every_member_whatever_the_verdict()
    {
        _folder.Add("a", "b");
        string[] members =
        [
            "attestationsChecked", "attestationsSeen", "checkpointsMatched", "clockRegressions", "clockRegressionsAt", "count", "evidence", "firstSequence", "firstTime", "head", "isValid",
            "keys", "kind", "lastAgreedSequence", "lastSequence", "lastTime", "logId", "notes", "origin", "path", "reason", "sequence", "timedSequence", "unattestedTail", "unwitnessedTail", "verdict", "verifiedBefore",
            "vouchedBy", "vouchedSequence", "witnessedSequence",
        ];
        JsonElement good = Auditlog.Run("verify", _folder.Log, "--json").Succeeded().Json;
        Assert.Equal(members, good.EnumerateObject().Select(member => member.Name));
        Assert.Equal(("Intact", "Log", 2), (good.GetProperty("verdict").GetString(), good.GetProperty("kind").GetString(), good.GetProperty("count").GetInt32()));
        Assert.Equal(_folder.Entries()[1].Hash.ToString(), good.GetProperty("head").GetString());

        CliResult bad = Auditlog.Run("verify", _folder.Write("notes.txt", "hello\n"), "--json");
        Assert.Equal((1, "Malformed"), (bad.Code, Verdict(bad)));
        Assert.Equal(members, bad.Json.EnumerateObject().Select(member => member.Name));
    }

    [Theory]
    [InlineData("a.auditbundle")]
    [InlineData("a.auditbundle.gz")]
    public void The_shared_bundle_verifies_with_its_key_alone(string name)
    {
        string path = _folder.Write("a.auditbundle", SharedVectors.Instance.Bundle);
        if (name != "a.auditbundle")
        {
            using FileStream file = File.Create(_folder[name]);
            using System.IO.Compression.GZipStream gzip = new(file, System.IO.Compression.CompressionMode.Compress);
            gzip.Write(File.ReadAllBytes(path));
        }
        CliResult result = Auditlog.Run("verify", _folder[name], "--public-key", SharedVectors.Instance.Vkey, "--json").Succeeded();
        Assert.Equal(5, result.Json.GetProperty("vouchedSequence").GetInt32());
        Assert.Equal(SharedVectors.Instance.KeyName, result.Json.GetProperty("vouchedBy")[0].GetProperty("keyName").GetString());
    }

    [Fact]
    public void Every_changed_byte_of_an_entry_is_named_by_its_sequence()
    {
        string[] lines = SharedVectors.Instance.Bundle.Split('\n');
        for (int seq = 1; seq <= 5; seq++)
        {
            string[] changed = [.. lines];
            changed[seq] = changed[seq].Replace("\"type\":\"", "\"type\":\"X", StringComparison.Ordinal);
            CliResult result = Auditlog.Run("verify", _folder.Write($"t{seq}.auditbundle", string.Join('\n', changed)), "--public-key", SharedVectors.Instance.Vkey);
            Assert.Equal((1, ""), (result.Code, result.Errors));
            // The link of the next entry, or the attestation of the last, is where a change shows.
            Assert.Matches($"^(Tampered|Forked) at sequence ({seq}|{seq + 1}): ", result.Lines[0]);
        }
    }

    [Fact]
    public void A_bundle_that_was_cut_short_is_malformed()
    {
        CliResult result = Auditlog.Run("verify", _folder.Write("cut", SharedVectors.Instance.Bundle[..^50]), "--json");
        Assert.Equal((1, "Malformed"), (result.Code, Verdict(result)));
    }

    [Fact]
    public void A_key_that_signed_nothing_in_it_makes_it_unverifiable()
    {
        string other = Auditlog.Run("keygen", _folder["other.key"], "--name", "example.com/other").Succeeded().Lines[0];
        CliResult result = Auditlog.Run("verify", _folder.Write("a", SharedVectors.Instance.Bundle), "--public-key", other, "--json");
        Assert.Equal((1, "Unverifiable"), (result.Code, Verdict(result)));
        // With the right one beside it, it is vouched for.
        Auditlog.Run("verify", _folder["a"], "--public-key", other, "--public-key", _folder.Write("keys.txt", $"# ours\n{SharedVectors.Instance.Vkey}\n")).Succeeded();
    }

    [Fact]
    public void A_checkpoint_kept_elsewhere_shows_a_cut_and_a_replaced_log()
    {
        string[] lines = SharedVectors.Instance.Bundle.Split('\n');
        string mirror = _folder.Write("mirror.jsonl", string.Concat(lines.Take(4).Select(line => line + "\n")));
        string newest = _folder.Write("newest.note", SharedVectors.Instance.Checkpoints[^1]);

        CliResult cut = Auditlog.Run("verify", mirror, "--checkpoint", newest, "--json");
        Assert.Equal((1, "Truncated", 4), (cut.Code, Verdict(cut), cut.Json.GetProperty("sequence").GetInt32()));

        _folder.Add("a", "b");
        CliResult another = Auditlog.Run("verify", _folder.Log, "--checkpoint", newest, "--json");
        Assert.Equal((1, "Forked"), (another.Code, Verdict(another)));

        CliResult whole = Auditlog.Run("verify", _folder.Write("a", SharedVectors.Instance.Bundle), "--checkpoint", newest, "--json").Succeeded();
        Assert.Equal(1, whole.Json.GetProperty("checkpointsMatched").GetInt32());
    }

    [Fact]
    public void Nothing_is_created_where_nothing_is()
    {
        Auditlog.Run("verify", _folder["typo"]).Refused("[AuditLogNotFound]", "typo");
        Auditlog.Run("verify", _folder.Log, "--checkpoint", _folder["typo"]).Refused("[AuditCheckpointInvalid]", "typo");
        Auditlog.Run("verify", _folder.Log, "--public-key", _folder["typo"]).Refused("[AuditKeyNotFound]", "typo");
        Assert.Equal(["ops.audit"], _folder.Files);
    }

    [Fact]
    public void What_is_handed_over_has_to_be_a_key_and_a_checkpoint()
    {
        string notes = _folder.Write("notes.txt", "hello\n");
        Auditlog.Run("verify", _folder.Log, "--public-key", notes).Refused("[AuditKeyInvalid]");
        Auditlog.Run("verify", _folder.Log, "--checkpoint", notes).Refused("[AuditCheckpointInvalid]", "notes.txt");
    }

    [Fact]
    public void A_folder_is_not_a_log() => Auditlog.Run("verify", Path.GetDirectoryName(_folder.Log)!).Refused("folder");
}
