namespace AuditChain.Tests.Cli;

/// <summary><c>auditlog mirror</c> from adding one to removing it, against a folder of days.</summary>
public sealed class MirrorTests : IDisposable
{
    private readonly CliFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_is_recorded_is_in_the_folder_once_however_often_the_mirror_runs()
    {
        _folder.Add("a", "b");
        Add("days").Succeeded();
        Auditlog.Run("mirror", "run", _folder.Log).Succeeded();
        _folder.Add("c");
        for (int i = 0; i < 2; i++) Auditlog.Run("mirror", "run", _folder.Log).Succeeded();

        string[] lines = [.. Directory.GetFiles(_folder["days"], "audit-*.log").Order(StringComparer.Ordinal).SelectMany(File.ReadAllLines).Where(line => line.Contains("\"seq\":"))];
        Assert.Equal(_folder.Entries().Select(entry => entry.Line), lines);
        Assert.All(Directory.GetFiles(_folder["days"], "audit-*.log"), day => Assert.Equal(Verdict.Intact, AuditFile.Verify(day).Verdict));
        Assert.Contains("0 behind", Assert.Single(Auditlog.Run("mirror", "list", _folder.Log).Succeeded().Lines), StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_is_taken_once_and_given_back()
    {
        Add("days").Succeeded();
        Add("days").Refused("[AuditMirrorExists]", "days");
        Auditlog.Run("mirror", "remove", _folder.Log, "days").Succeeded();
        Auditlog.Run("mirror", "remove", _folder.Log, "days").Refused("[AuditMirrorNotFound]", "days");
        Assert.Empty(Auditlog.Run("mirror", "list", _folder.Log).Succeeded().Lines);
        Assert.Equal(Verdict.Intact, AuditFile.Verify(_folder.Log).Verdict);
    }

    [Fact]
    public void A_mirror_that_cannot_work_is_refused_before_anything_is_changed()
    {
        Auditlog.Run("mirror", "add", _folder.Log, "x", "--kind", "carrier-pigeon").Refused("[AuditMirrorInvalid]", "carrier-pigeon");
        Auditlog.Run("mirror", "add", _folder.Log, "x", "--kind", "jsonl").Refused("[AuditMirrorInvalid]", "folder");
        Assert.Empty(_folder.Entries());
    }

    private CliResult Add(string name) => Auditlog.Run("mirror", "add", _folder.Log, name, "--kind", "jsonl", "--option", $"folder={_folder["days"]}");
}
