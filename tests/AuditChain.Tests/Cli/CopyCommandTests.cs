namespace AuditChain.Tests.Cli;

public sealed class CopyCommandTests : IDisposable
{
    private readonly CliFolder _folder = new();

    public CopyCommandTests() => _folder.Add(Enumerable.Range(1, 20).Select(n => $"t{n}"));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_copy_is_verified_and_said_to_be()
    {
        Assert.Contains("copy.audit: 20 entries, 0 attestations, Intact", Auditlog.Run("copy", _folder.Log, _folder["copy.audit"]).Succeeded().Output, StringComparison.Ordinal);
        Auditlog.Run("verify", _folder["copy.audit"]).Succeeded();
        var json = Auditlog.Run("copy", _folder.Log, _folder["copy.audit"], "--force", "--json").Succeeded().Json;
        Assert.Equal(["count", "head", "logId", "origin", "path"], json.EnumerateObject().Select(member => member.Name));
        Assert.Equal((20, "example.com/ops"), (json.GetProperty("count").GetInt32(), json.GetProperty("origin").GetString()));
    }

    [Fact]
    public void What_is_there_is_not_replaced_unless_asked_and_a_wrong_path_creates_nothing()
    {
        string path = _folder.Write("mine", "mine");
        Auditlog.Run("copy", _folder.Log, path).Refused("[AuditDestinationExists]");
        Auditlog.Run("copy", _folder["typo"], _folder["new"]).Refused("[AuditLogNotFound]");
        Auditlog.Run("copy", _folder.Log, _folder.Log, "--force").Refused("the log itself");
        Assert.Equal("mine", File.ReadAllText(path));
        Assert.DoesNotContain(_folder.Files, file => file is "new" or "typo");
    }

    [Fact]
    public void A_damaged_log_is_exported_on_purpose_only_and_with_a_warning()
    {
        Database.Edit(_folder.Log, "UPDATE entries SET line = replace(line, 'a t7', 'a t8') WHERE seq = 7");
        Auditlog.Run("export", _folder.Log, _folder["b"]).Refused("[AuditLogDamaged]", "Entry 7", "--allow-damaged");
        CliResult rescued = Auditlog.Run("export", _folder.Log, _folder["b"], "--allow-damaged");
        Assert.Equal(0, rescued.Code);
        Assert.StartsWith("auditlog: warning: ", rescued.Errors, StringComparison.Ordinal);
        Assert.Contains("the entries 1 to 6", rescued.Errors, StringComparison.Ordinal);
        Auditlog.Run("verify", _folder["b"]).Succeeded();
    }

    [Fact]
    public void A_batch_with_a_bad_line_is_recorded_up_to_it_or_not_at_all()
    {
        string input = $"{CliFolder.Event("x", 1)}\n{CliFolder.Event("x", 2)}\n{{\"type\":7}}\n{CliFolder.Event("x", 4)}\n";
        CliResult whole = Auditlog.RunWith(input, "add", _folder.Log, "--stdin", "--all-or-nothing");
        whole.Refused("line 3", "Nothing was recorded");
        Assert.Equal(20, _folder.Entries().Length);
        CliResult part = Auditlog.RunWith(input, "add", _folder.Log, "--stdin");
        Assert.Equal((2, 2), (part.Code, part.Lines.Length));
        Assert.Equal(22, _folder.Entries().Length);
        Assert.Equal(3, Auditlog.RunWith(input.Replace("{\"type\":7}\n", ""), "add", _folder.Log, "--stdin", "--all-or-nothing").Succeeded().Lines.Length);
        Auditlog.Run("add", _folder.Log, "--type", "x", "--all-or-nothing").Refused("--stdin");
    }
}
