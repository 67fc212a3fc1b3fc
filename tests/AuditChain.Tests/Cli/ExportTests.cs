namespace AuditChain.Tests.Cli;

public sealed class ExportTests : IDisposable
{
    private readonly CliFolder _folder = new();
    private readonly string _vkey;

    public ExportTests()
    {
        _folder.Add(Enumerable.Range(1, 20).Select(n => $"t{n}"));
        _vkey = Auditlog.Run("keygen", _folder["ops.key"], "--name", "example.com/ops").Succeeded().Lines[0];
        Auditlog.Run("attest", _folder.Log, "--key", _folder["ops.key"], "--out", _folder["ops.note"]).Succeeded();
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("b.auditbundle")]
    [InlineData("b.auditbundle.gz")]
    public void The_whole_log_is_verified_by_the_public_key_alone(string name)
    {
        CliResult result = Auditlog.Run("export", _folder.Log, _folder[name]).Succeeded();
        Assert.Contains("entries 1 to 20, 1 attestation", result.Output, StringComparison.Ordinal);
        CliResult verified = Auditlog.Run("verify", _folder[name], "--public-key", _vkey, "--checkpoint", _folder["ops.note"], "--json").Succeeded();
        Assert.Equal(20, verified.Json.GetProperty("vouchedSequence").GetInt32());
    }

    [Theory]
    [InlineData("5", "9", 5, 9)]
    [InlineData("15", null, 15, 20)]
    [InlineData(null, "3", 1, 3)]
    [InlineData("7", "7", 7, 7)]
    public void A_part_carries_the_proof_that_ties_it_to_the_whole(string? from, string? to, int first, int last)
    {
        string[] range = [.. from is null ? [] : new[] { "--from", from }, .. to is null ? [] : new[] { "--to", to }];
        var json = Auditlog.Run(["export", _folder.Log, _folder["part"], "--json", .. range]).Succeeded().Json;
        Assert.Equal(["attestations", "firstSequence", "lastSequence", "path", "provenSequence"], json.EnumerateObject().Select(member => member.Name));
        Assert.Equal((first, last), (json.GetProperty("firstSequence").GetInt32(), json.GetProperty("lastSequence").GetInt32()));

        CliResult verified = Auditlog.Run("verify", _folder["part"], "--public-key", _vkey, "--json").Succeeded();
        Assert.Equal(last, verified.Json.GetProperty("vouchedSequence").GetInt32());
    }

    [Theory]
    [InlineData("21", "21")]
    [InlineData("1", "21")]
    [InlineData("9", "5")]
    public void A_range_that_the_log_does_not_hold_is_refused_and_nothing_is_left(string from, string to)
    {
        Auditlog.Run("export", _folder.Log, _folder["part"], "--from", from, "--to", to).Refused("[AuditRangeInvalid]");
        Assert.DoesNotContain(_folder.Files, file => file.StartsWith("part", StringComparison.Ordinal));
    }

    [Fact]
    public void A_file_is_replaced_only_when_asked()
    {
        string path = _folder["b.auditbundle"];
        Auditlog.Run("export", _folder.Log, path, "--last", "3").Succeeded();
        string before = File.ReadAllText(path);
        Auditlog.Run("export", _folder.Log, path).Refused("[AuditDestinationExists]", "b.auditbundle");
        Assert.Equal(before, File.ReadAllText(path));
        Auditlog.Run("export", _folder.Log, path, "--force").Succeeded();
        Auditlog.Run("verify", path, "--public-key", _vkey).Succeeded();
    }

    [Fact]
    public void The_log_itself_is_never_replaced_by_its_bundle()
    {
        Auditlog.Run("export", _folder.Log, _folder.Log, "--force").Refused("a database, as a log is");
        Auditlog.Run("export", _folder.Log, $"{_folder.Log}-wal", "--force").Refused("belongs to the database");
        if (!OperatingSystem.IsWindows())
        {
            File.CreateSymbolicLink(_folder["link"], _folder.Log);
            Auditlog.Run("export", _folder.Log, _folder["link"], "--force").Refused("a database, as a log is");
        }
        Assert.Equal(20, _folder.Entries().Length);
    }

    [Fact]
    public void A_log_or_a_folder_that_is_not_there_is_an_error()
    {
        Auditlog.Run("export", _folder["typo"], _folder["b"]).Refused("[AuditLogNotFound]", "typo");
        Auditlog.Run("export", _folder.Log, _folder[Path.Combine("no", "b")]).Refused("[AuditDestinationInvalid]");
        Assert.DoesNotContain(_folder.Files, file => file is "b" or "typo" or "no");
    }
}
