using AuditChain.Sqlite;

namespace AuditChain.Tests.Cli;

public sealed class InitTests : IDisposable
{
    private readonly CliFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Creates_a_log_and_prints_its_identity_and_origin()
    {
        CliResult result = Auditlog.Run("init", _folder["new.audit"], "--origin", "example.com/new").Succeeded();

        using SqliteAuditLog log = SqliteAuditLog.Open(_folder["new.audit"], LogAccess.Read);
        Assert.Equal($"{log.Header.Hash} example.com/new\n", result.Output);
    }

    [Fact]
    public void Prints_the_same_as_json()
    {
        var json = Auditlog.Run("init", _folder["new.audit"], "--json").Succeeded().Json;

        Assert.Equal(["created", "logId", "origin", "path"], json.EnumerateObject().Select(member => member.Name));
        Assert.EndsWith("/new.audit", json.GetProperty("origin").GetString(), StringComparison.Ordinal);
        Assert.Equal(_folder["new.audit"], json.GetProperty("path").GetString());
    }

    [Fact]
    public void An_existing_file_is_left_as_it_is()
    {
        string path = _folder.Write("notes.txt", "mine");
        Auditlog.Run("init", path).Refused("[AuditLogExists]", "notes.txt");
        Assert.Equal("mine", File.ReadAllText(path));
    }

    [Theory]
    [InlineData("two words")]
    [InlineData("a+b")]
    [InlineData("")]
    public void An_origin_that_is_no_name_is_refused_and_nothing_is_created(string origin)
    {
        Auditlog.Run("init", _folder["new.audit"], "--origin", origin).Refused("[AuditEntryInvalid]");
        Assert.Equal(["ops.audit"], _folder.Files);
    }

    [Fact]
    public void A_missing_folder_is_not_made() => Auditlog.Run("init", _folder[Path.Combine("no", "log")]).Refused("no");
}
