namespace AuditChain.Tests.Cli;

public sealed class AddTests : IDisposable
{
    private readonly CliFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_option_ends_up_in_its_member()
    {
        CliResult result = Auditlog.Run(
            "add", _folder.Log, "--type", "secret", "--message", "Zürich 🌍", "--action", "resolve", "--actor", "alice", "--target", "env/DB",
            "--outcome", "granted", "--source", "vault", "--correlation", "run-17", "--occurred", "2026-11-20T09:00:01.5+01:00", "--data", """{ "b": [1, 2.50], "a": null }""").Succeeded();

        AuditEntry entry = Assert.Single(_folder.Entries());
        Assert.Equal($"1 {entry.Hash}\n", result.Output);
        Assert.Equal(
            """{"action":"resolve","actor":{"id":"alice"},"correlation":"run-17","data":{"a":null,"b":[1,2.5]},"message":"Zürich 🌍","occurred":"2026-11-20T08:00:01.5000000Z","outcome":"granted",""",
            entry.Line[..entry.Line.IndexOf("\"prev\"", StringComparison.Ordinal)]);
        Assert.Equal(("secret", "vault", "env/DB"), (entry.Type, entry.Source, entry.Target!.Id));
    }

    [Fact]
    public void Json_has_its_members_sorted()
    {
        CliResult result = Auditlog.Run("add", _folder.Log, "--type", "x", "--json").Succeeded();
        Assert.Equal($"{{\"hash\":\"{_folder.Entries()[0].Hash}\",\"seq\":1}}\n", result.Output);
    }

    [Fact]
    public void Quiet_prints_nothing_and_records()
    {
        Assert.Equal("", Auditlog.Run("add", _folder.Log, "--type", "x", "--quiet").Succeeded().Output);
        Assert.Equal(["x"], _folder.Types());
    }

    [Theory]
    [InlineData("""{"a":1,"a":2}""", "AuditEntryInvalid", "'a'")]
    [InlineData("""{"a":1,"\u0061":2}""", "AuditEntryInvalid", "'a'")]
    [InlineData("""{"a":1,}""", "AuditEntryInvalid", "--data")]
    [InlineData("{'a':1}", "AuditEntryInvalid", "--data")]
    [InlineData("1 2", "AuditEntryInvalid", "--data")]
    [InlineData("", "AuditEntryInvalid", "--data")]
    [InlineData("NaN", "AuditEntryInvalid", "--data")]
    [InlineData("[Infinity]", "AuditEntryInvalid", "--data")]
    [InlineData("/* c */ 1", "AuditEntryInvalid", "--data")]
    [InlineData("\"\\ud83d\"", "AuditValueRefused", "lone surrogate")]
    [InlineData("""{"\udc00":1}""", "AuditValueRefused", "lone surrogate")]
    [InlineData("""{"$sealed":"x"}""", "AuditValueRefused", "$sealed")]
    public void Data_that_is_not_strict_json_is_refused(string data, string error, string word)
    {
        Auditlog.Run("add", _folder.Log, "--type", "x", "--data", data).Refused($"[{error}]", word);
        Assert.Empty(_folder.Entries());
    }

    [Theory]
    [InlineData(63, true)]
    [InlineData(64, false)]
    [InlineData(10_000, false)]
    public void Data_nests_as_deep_as_the_format_allows(int depth, bool allowed)
    {
        CliResult result = Auditlog.Run("add", _folder.Log, "--type", "x", "--data", new string('[', depth) + new string(']', depth));
        if (allowed) result.Succeeded();
        else result.Refused("[AuditEntryTooDeep]", "64");
        Assert.Equal(allowed ? 1 : 0, _folder.Entries().Length);
    }

    [Theory]
    [InlineData("--type", "", "needs a type")]
    [InlineData("--type", "a\nb", "newline")]
    [InlineData("--type", "LONG", "128")]
    [InlineData("--actor", "", "actor")]
    [InlineData("--target", "", "target")]
    [InlineData("--outcome", "OK", "lower-case")]
    public void A_member_that_the_format_refuses_is_refused(string option, string value, string word)
    {
        string[] type = option == "--type" ? [] : ["--type", "x"];
        Auditlog.Run(["add", _folder.Log, .. type, option, value == "LONG" ? new string('x', 129) : value]).Refused("[AuditEntryInvalid]", word);
        Assert.Empty(_folder.Entries());
    }

    [Fact]
    public void A_log_that_is_not_there_is_not_created_and_the_message_says_how()
    {
        Auditlog.Run("add", _folder["typo.audit"], "--type", "x").Refused("[AuditLogNotFound]", "typo.audit", "auditlog init");
        Assert.Equal(["ops.audit"], _folder.Files);
    }

    [Fact]
    public void A_bundle_cannot_be_appended_to()
    {
        string bundle = _folder.Write("a.auditbundle", SharedVectors.Instance.Bundle);
        Auditlog.Run("add", bundle, "--type", "x").Refused("[AuditLogNotRecognized]");
        Assert.Equal(SharedVectors.Instance.Bundle, File.ReadAllText(bundle));
    }
}
