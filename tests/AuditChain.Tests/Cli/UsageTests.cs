namespace AuditChain.Tests.Cli;

public sealed class UsageTests : IDisposable
{
    private readonly CliFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string[], string> Wrong() => new()
    {
        { [], "Required command" },
        { ["frobnicate"], "frobnicate" },
        { ["add"], "--type" },
        { ["add", "LOG"], "--type" },
        { ["add", "LOG", "--type"], "--type" },
        { ["add", "LOG", "--type", "x", "--typo", "y"], "--typo" },
        { ["add", "LOG", "--type", "x", "--occurred", "yesterday"], "yesterday" },
        { ["add", "LOG", "--type", "x", "--occurred", "2026-11-20"], "2026-11-20" },
        { ["add", "LOG", "--stdin", "--type", "x"], "--stdin" },
        { ["add", "LOG", "--stdin", "--data", "1"], "--data" },
        { ["get", "LOG", "--first", "0"], "'0'" },
        { ["get", "LOG", "--first", "ten"], "'ten'" },
        { ["get", "LOG", "--last", "-1"], "'-1'" },
        { ["get", "LOG", "--first", "1", "--last", "1"], "--last" },
        { ["get", "LOG", "--after", "2026-13-01"], "2026-13-01" },
        { ["get", "LOG", "--before", "20:00"], "20:00" },
        { ["keygen"], "FILE" },
        { ["attest", "LOG"], "--key" },
        { ["export"], "OUT" },
        { ["export", "LOG", "OUT", "--from", "0"], "'0'" },
        { ["init"], "LOG" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Wrong_usage_is_exit_code_2_and_points_to_the_help(string[] args, string word)
    {
        CliResult result = Auditlog.Run([.. args.Select(arg => arg switch { "LOG" => _folder.Log, "KEY" or "OUT" => _folder[arg], _ => arg })]);

        Assert.Equal((2, ""), (result.Code, result.Output));
        Assert.Contains(word, result.Errors, StringComparison.Ordinal);
        Assert.Contains("--help'", result.Errors, StringComparison.Ordinal);
        Assert.Empty(_folder.Entries());
        Assert.DoesNotContain(_folder.Files, file => file is "KEY" or "OUT");
    }

    [Theory]
    [InlineData("--help", "verify")]
    [InlineData("add --help", "--stdin")]
    [InlineData("add --help", "jq -c")]
    [InlineData("init --help", "--origin")]
    [InlineData("get --help", "--before")]
    [InlineData("verify --help", "--public-key")]
    [InlineData("keygen --help", "--passphrase-file")]
    [InlineData("attest --help", "--key-name")]
    [InlineData("export --help", "--force")]
    [InlineData("--version", "0.")]
    public void Help_goes_to_standard_output(string args, string word) =>
        Assert.Contains(word, Auditlog.Run(args.Split(' ')).Succeeded().Output, StringComparison.Ordinal);

    [Fact]
    public void An_at_sign_is_text_and_never_a_file_to_read()
    {
        string secret = _folder.Write("secret.txt", "--quiet");
        Auditlog.Run("add", _folder.Log, "--type", "x", "--actor", "@root", "--message", $"@{secret}").Succeeded();

        AuditEntry entry = Assert.Single(_folder.Entries());
        Assert.Equal(("@root", $"@{secret}"), (entry.Actor!.Id, entry.Message));
    }
}
