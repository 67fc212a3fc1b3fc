using System.Text;

namespace AuditChain.Tests.Cli;

public sealed class GetTests : IDisposable
{
    private readonly CliFolder _folder = new();

    public GetTests() => _folder.Add("console", "secret", "Secret", "network", "secret");

    public void Dispose() => _folder.Dispose();

    private string[] Get(params string[] options) =>
        [.. Auditlog.Run(["get", _folder.Log, .. options]).Succeeded().Lines.Select(line => AuditEntry.Parse(Encoding.UTF8.GetBytes(line)).Seq.ToString())];

    [Fact]
    public void Prints_the_stored_bytes_and_newlines_and_nothing_else()
    {
        Auditlog.Run("add", _folder.Log, "--type", "x", "--message", "Zürich 🌍\r\n").Succeeded();
        byte[] expected = [.. _folder.Entries().SelectMany(entry => (byte[])[.. entry.LineBytes.Span, (byte)'\n'])];
        Assert.Equal(expected, Auditlog.Run("get", _folder.Log).Succeeded().Bytes);
        Assert.Equal(expected, Auditlog.Run("get", _folder.Log, "--json").Succeeded().Bytes);
    }

    [Fact]
    public void Filters_are_joined_and_compared_without_regard_to_case()
    {
        Assert.Equal(["2", "3", "5"], Get("--type", "SECRET"));
        Assert.Equal(["2", "3", "4", "5"], Get("--type", "secret", "--type", "network"));
        Assert.Equal(["2", "3", "5"], Get("--actor", "Actor Of Secret"));
        Assert.Equal(["4"], Get("--type", "secret", "--type", "network", "--actor", "actor of network"));
        Assert.Empty(Get("--type", "secre"));
    }

    [Fact]
    public void A_message_is_found_by_wildcards()
    {
        Auditlog.Run("add", _folder.Log, "--type", "x", "--message", "access DENIED to env/DB").Succeeded();
        Auditlog.Run("add", _folder.Log, "--type", "y", "--message", "denied").Succeeded();
        Assert.Equal(["6", "7"], Get("--message", "*denied*"));
        Assert.Equal(["7"], Get("--message", "denied"));
        Assert.Equal(["6"], Get("--message", "*denied*", "--message", "nothing", "--type", "x"));
        Assert.Equal(2, Auditlog.Run("get", _folder.Log, "--message", "[").Code);
    }

    [Fact]
    public void First_and_last_count_what_matches()
    {
        Assert.Equal(["2", "3"], Get("--type", "secret", "--first", "2"));
        Assert.Equal(["3", "5"], Get("--type", "secret", "--last", "2"));
        Assert.Equal(["1", "2", "3", "4", "5"], Get("--last", "100"));
    }

    [Fact]
    public void Times_are_any_rfc_3339_time_or_a_date()
    {
        AuditEntry third = _folder.Entries()[2];
        string time = third.Time.ToOffset(TimeSpan.FromHours(5)).ToString("yyyy-MM-dd'T'HH:mm:ss.fffffffzzz");
        int later = _folder.Entries().Count(entry => entry.Time >= third.Time);
        Assert.Equal(later, Get("--after", time).Length);
        Assert.Equal(5 - later, Get("--before", time).Length);
        Assert.Empty(Get("--before", "2020-01-01"));
        Assert.Equal(5, Get("--after", "2020-01-01", "--before", "2999-12-31").Length);
    }

    [Theory]
    [InlineData("a.auditbundle", true)]
    [InlineData("a.auditbundle.gz", true)]
    [InlineData("a.jsonl", false)]
    public void Bundles_and_mirror_files_are_read_as_well(string name, bool bundle)
    {
        if (bundle) Auditlog.Run("export", _folder.Log, _folder[name]).Succeeded();
        else
        {
            Auditlog.Run("export", _folder.Log, _folder["b"]).Succeeded();
            _folder.Write(name, string.Concat(File.ReadLines(_folder["b"]).Take(6).Select(line => line + "\n")));
        }
        Assert.Equal(Auditlog.Run("get", _folder.Log, "--type", "secret").Output, Auditlog.Run("get", _folder[name], "--type", "secret").Succeeded().Output);
        Assert.Equal(Auditlog.Run("get", _folder.Log, "--last", "2").Output, Auditlog.Run("get", _folder[name], "--last", "2").Succeeded().Output);
    }

    [Fact]
    public void A_file_that_is_not_there_is_an_error_and_is_not_created()
    {
        Auditlog.Run("get", _folder["typo"]).Refused("[AuditLogNotFound]", "typo");
        Assert.Equal(["ops.audit"], _folder.Files);
    }

    [Fact]
    public void A_file_of_another_kind_is_an_error() => Assert.Equal(2, Auditlog.Run("get", _folder.Write("notes.txt", "hello\n")).Code);
}
