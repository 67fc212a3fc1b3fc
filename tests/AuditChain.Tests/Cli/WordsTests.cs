using System.Diagnostics;
using System.Text;

namespace AuditChain.Tests.Cli;

/// <summary>The command line says what the module says: which log, who, when, filters; and shows what comes from a log.</summary>
public sealed class WordsTests : IDisposable
{
    private const string Hostile = "x\u009b2J\u202e\u200b";
    private readonly CliFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static CliResult Run(Dictionary<string, string?> environment, params string[] args)
    {
        ProcessStartInfo start = new(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet") { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, StandardErrorEncoding = Encoding.UTF8 };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "auditlog.dll"));
        foreach (string arg in args) start.ArgumentList.Add(arg);
        start.Environment["AUDITLOG_PATH"] = null;
        foreach ((string name, string? value) in environment) start.Environment[name] = value;
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        byte[] output = Auditlog.ReadAll(process.StandardOutput.BaseStream);
        process.WaitForExit();
        return new CliResult(process.ExitCode, output, errors.GetAwaiter().GetResult().ReplaceLineEndings("\n"));
    }

    [Fact]
    public void The_environment_names_the_log_and_the_first_use_makes_ones_own()
    {
        Dictionary<string, string?> named = new() { ["AUDITLOG_PATH"] = _folder.Log };
        Run(named, "add", "--type", "t").Succeeded();
        Assert.Single(Run(named, "get").Succeeded().Lines);
        Assert.Contains("entries       1", Run(named, "status").Succeeded().Lines);
        Run(named, "export", _folder["b"]).Succeeded();
        Run(new() { ["AUDITLOG_PATH"] = _folder["typo"] }, "add", "--type", "t").Refused("[AuditLogNotFound]", "AUDITLOG_PATH");
        Assert.False(File.Exists(_folder["typo"]));

        Dictionary<string, string?> own = new() { ["XDG_STATE_HOME"] = _folder["state"], ["LOCALAPPDATA"] = _folder["state"], ["HOME"] = _folder["state"] };
        Run(own, "get").Refused("[AuditLogNotFound]", "none of your own");
        Run(own, "add", "--type", "t").Succeeded();
        Assert.Single(Run(own, "get").Succeeded().Lines);
    }

    [Fact]
    public void Who_acts_when_nobody_is_named_is_the_account()
    {
        Auditlog.Run("add", _folder.Log, "--type", "t").Succeeded();
        Auditlog.RunWith("{\"type\":\"t\"}\n{\"type\":\"t\",\"actor\":\"bob\"}\n", "add", _folder.Log, "--stdin").Succeeded();
        Assert.Equal([SystemActor.Find().Id, SystemActor.Find().Id, "bob"], _folder.Entries().Select(entry => entry.Actor!.Id));
    }

    [Fact]
    public void Filters_are_those_of_the_module()
    {
        string[] all = ["--type", "console", "--action", "Restart", "--target", "web 01", "--outcome", "skipped", "--source", "moat", "--correlation", "run-1"];
        Auditlog.Run(["add", _folder.Log, .. all]).Succeeded();
        Auditlog.Run("add", _folder.Log, "--type", "other").Succeeded();
        string[][] filters = [["--type", "con*"], ["--action", "re?tart"], ["--target", "WEB*"], ["--outcome", "skipped"], ["--source", "m*t"], ["--correlation", "run-*"], ["--sequence", "1"], ["--descending", "--skip", "1"]];
        foreach (string[] filter in filters)
            Assert.Contains("\"type\":\"console\"", Assert.Single(Auditlog.Run(["get", _folder.Log, .. filter]).Succeeded().Lines), StringComparison.Ordinal);
        Assert.Equal(2, Auditlog.Run("get", _folder.Log, "--after", "-1h").Succeeded().Lines.Length);
        Assert.Empty(Auditlog.Run("get", _folder.Log, "--before", "-1h").Succeeded().Lines);
    }

    [Fact]
    public void A_key_signs_under_the_name_that_its_own_pub_says()
    {
        _folder.Add("t");
        string key = _folder["ops.key"];
        string vkey = Auditlog.Run("keygen", key, "--name", "backup/key").Succeeded().Output.TrimEnd('\n');
        Assert.Equal("backup/key", SignedNote.Parse(Auditlog.Run("attest", _folder.Log, "--key", key).Succeeded().Output).Signatures[0].KeyName);
        Assert.Contains("vouched for", Auditlog.Run("verify", _folder.Log, "--public-key", _folder["ops.pub"]).Succeeded().Lines[0], StringComparison.Ordinal);
        Assert.Contains("backup/key", Assert.Single(Auditlog.Run("attestations", _folder.Log).Succeeded().Lines), StringComparison.Ordinal);
        Assert.Equal($"{vkey}\n", File.ReadAllText(_folder["ops.pub"]));
    }

    [Fact]
    public void A_passphrase_file_that_others_may_read_is_refused_and_a_command_can_ask_a_vault()
    {
        if (OperatingSystem.IsWindows()) return; // File modes are Unix's.
        _folder.Add("t");
        string open = _folder.Write("open", "correct horse\n");
        File.SetUnixFileMode(open, UnixFileMode.UserRead | UnixFileMode.GroupRead);
        Auditlog.Run("keygen", _folder["k.pem"], "--name", "n", "--passphrase-file", open).Refused("[AuditKeyPassphrase]", "chmod 600");
        Auditlog.Run("keygen", _folder["k.pem"], "--name", "n", "--passphrase-command", "echo correct horse").Succeeded();
        Auditlog.Run("attest", _folder.Log, "--key", _folder["k.pem"], "--passphrase-command", "exit 3").Refused("[AuditKeyPassphrase]", "exit code 3");
        Auditlog.Run("attest", _folder.Log, "--key", _folder["k.pem"], "--passphrase-file", _folder.WritePrivate("tight", "correct horse\n")).Succeeded();
    }

    [Fact]
    public void What_a_file_says_reaches_no_terminal_as_it_is()
    {
        _folder.Add("t");
        string[] lines = [Encoding.UTF8.GetString(_folder.Entries()[0].LineBytes.Span)];
        Auditlog.Run("export", _folder.Log, _folder["b"]).Succeeded();
        string[] bundle = File.ReadAllLines(_folder["b"]);
        File.WriteAllText(_folder["kind"], string.Concat(bundle[..^1].Append($"{{\"{Hostile}\":1}}").Append(bundle[^1]).Select(line => line + "\n")));
        File.WriteAllText(_folder["head"], string.Concat(bundle.Select(line => line.Replace("example.com/ops", Hostile, StringComparison.Ordinal) + "\n")));
        foreach (CliResult shown in (CliResult[])[
            Auditlog.Run("verify", _folder["kind"]), Auditlog.Run("verify", _folder["head"]), Auditlog.Run("get", _folder["head"]), Auditlog.Run("verify", _folder[Hostile]), Auditlog.Run("get", "--" + Hostile)])
        {
            Assert.DoesNotContain(shown.Errors + (lines.Contains(shown.Output) ? "" : shown.Output), c => (char.IsControl(c) && c != '\n') || c is '\u202e' or '\u200b');
        }
        Assert.Contains("\\u{9b}", Auditlog.Run("verify", _folder["kind"]).Output + Auditlog.Run("verify", _folder["kind"]).Errors, StringComparison.Ordinal);
    }
}
