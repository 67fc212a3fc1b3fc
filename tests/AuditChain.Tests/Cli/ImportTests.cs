using System.Text.Json;
using AuditChain.Tests.Interop;

namespace AuditChain.Tests.Cli;

public sealed class ImportTests : IDisposable
{
    private readonly CliFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_log_of_moat_is_verified_read_exported_and_imported(bool database)
    {
        string old = Old(MoatSample.Honest(), database);
        Assert.StartsWith("Intact: ", Auditlog.Run("verify", old).Succeeded().Output, StringComparison.Ordinal);
        Assert.Equal(8, Auditlog.Run("get", old).Succeeded().Lines.Length);
        Assert.Contains("\"seq\":3", Assert.Single(Auditlog.Run("get", old, "--type", "secret").Succeeded().Lines), StringComparison.Ordinal);

        Auditlog.Run("export", old, _folder["part.auditbundle"], "--from", "2", "--to", "4").Succeeded();
        Assert.Equal(3, Auditlog.Run("verify", _folder["part.auditbundle"], "--json").Succeeded().Json.GetProperty("count").GetInt32());

        JsonElement made = Auditlog.Run("import", old, _folder["new.audit"], "--origin", "example.com/old", "--json").Succeeded().Json;
        Assert.Equal(["count", "head", "logId", "origin", "path"], made.EnumerateObject().Select(member => member.Name));
        Assert.Equal((8, "example.com/old"), (made.GetProperty("count").GetInt32(), made.GetProperty("origin").GetString()));
        JsonElement report = Auditlog.Run("verify", _folder["new.audit"], "--json").Succeeded().Json;
        Assert.Equal(made.GetProperty("head").GetString(), report.GetProperty("head").GetString());
    }

    [Fact]
    public void It_prints_one_line_without_json()
    {
        CliResult result = Auditlog.Run("import", Old(MoatSample.Honest(), database: false), _folder["new.audit"]).Succeeded();
        Assert.Matches("^[0-9a-f]{64} .+/new.audit: 8 entries$", Assert.Single(result.Lines));
    }

    [Fact]
    public void A_manipulated_one_is_told_with_its_place_and_not_imported()
    {
        MoatSample log = MoatSample.Honest();
        log.Rows[2] = log.Rows[2] with { Type = "public" };
        string old = Old(log, database: true);
        CliResult verified = Auditlog.Run("verify", old, "--json");
        Assert.Equal((1, "Tampered", 3), (verified.Code, verified.Json.GetProperty("verdict").GetString(), verified.Json.GetProperty("sequence").GetInt32()));
        Auditlog.Run("import", old, _folder["new.audit"]).Refused("[AuditChainBroken]", "Tampered at sequence 3");
        Auditlog.Run("export", old, _folder["new.auditbundle"]).Refused("[AuditChainBroken]", "Tampered at sequence 3");
        Assert.Equal(["moat.db", "ops.audit"], _folder.Files.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_key_must_vouch_when_one_is_handed_over()
    {
        File.WriteAllBytes(_folder["moat.pub"], MoatSample.PublicKey);
        string stranger = Auditlog.Run("keygen", _folder["k"], "--name", "example.com/k").Succeeded().Lines[0];
        string old = Old(MoatSample.Honest(), database: false);
        Auditlog.Run("import", old, _folder["a.audit"], "--public-key", stranger).Refused("[AuditChainBroken]", "Unverifiable");
        Auditlog.Run("import", old, _folder["a.audit"], "--public-key", _folder["moat.pub"]).Succeeded();
    }

    [Fact]
    public void What_is_not_moats_or_already_there_is_refused()
    {
        string old = Old(MoatSample.Honest(), database: false);
        Auditlog.Run("import", old, _folder.Log).Refused("[AuditLogExists]");
        Auditlog.Run("import", _folder.Log, _folder["new.audit"]).Refused("[AuditLogNotRecognized]", "moat");
        Auditlog.Run("import", _folder["none"], _folder["new.audit"]).Refused("[AuditLogNotFound]");
        Auditlog.Run("add", Old(MoatSample.Honest(), database: true), "--type", "t").Refused("[AuditLogNotRecognized]", "imported");
        Auditlog.Run("export", old, old, "--force").Refused("did not write");
        Assert.False(File.Exists(_folder["new.audit"]));
    }

    private string Old(MoatSample log, bool database)
    {
        if (database) log.WriteDatabase(_folder["moat.db"]);
        else File.WriteAllText(_folder["moat.json"], log.Bundle());
        return _folder[database ? "moat.db" : "moat.json"];
    }
}
