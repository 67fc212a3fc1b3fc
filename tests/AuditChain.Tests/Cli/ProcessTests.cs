using System.Diagnostics;
using System.Text;

namespace AuditChain.Tests.Cli;

public sealed class ProcessTests : IDisposable
{
    private readonly CliFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Eight_processes_share_one_log_and_every_acknowledged_entry_is_in_it()
    {
        const int processes = 8, events = 300;
        CliResult[] results = new CliResult[processes];
        Thread[] threads = [.. Enumerable.Range(0, processes).Select(p => new Thread(() =>
            results[p] = Auditlog.RunWith(string.Concat(Enumerable.Range(1, events).Select(n => CliFolder.Event($"p{p}", n) + "\n")), "add", _folder.Log, "--stdin")))];
        foreach (Thread thread in threads) thread.Start();
        foreach (Thread thread in threads) thread.Join();

        AuditEntry[] entries = _folder.Entries();
        Assert.Equal(processes * events, entries.Length);
        Assert.Equal(processes * events, results.SelectMany(result => result.Succeeded().Lines).Distinct().Count());
        _folder.Holds(results.SelectMany(result => result.Lines));
        foreach (IGrouping<string, AuditEntry> of in entries.GroupBy(entry => entry.Type))
            Assert.Equal(Enumerable.Range(1, events), of.Select(entry => entry.Data!.Value.GetProperty("n").GetInt32()));
    }

    [Fact]
    public async Task What_was_acknowledged_survives_a_kill()
    {
        using Process process = Auditlog.Start("add", _folder.Log, "--stdin");
        Task feeding = Task.Run(() => Auditlog.PourForEverAsync(process));
        List<string> acknowledged = [];
        while (acknowledged.Count < 2000) acknowledged.Add(await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException(await process.StandardError.ReadToEndAsync()));
        process.Kill();
        await process.WaitForExitAsync().WaitAsync(Auditlog.Patience);
        string rest = await process.StandardOutput.ReadToEndAsync();
        acknowledged.AddRange(rest[..(rest.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries));
        await feeding;

        _folder.Holds(acknowledged);
        Assert.True(_folder.Entries().Length >= acknowledged.Count);
        // The next one links on.
        int before = _folder.Entries().Length;
        Assert.StartsWith($"{before + 1} ", Auditlog.Run("add", _folder.Log, "--type", "after").Succeeded().Output, StringComparison.Ordinal);
        Assert.Equal(before + 1, _folder.Entries().Length);
    }

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public async Task A_signal_ends_it_in_order(string signal)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such signals for a process without a console.");
        using Process process = Auditlog.Start("add", _folder.Log, "--stdin");
        Task feeding = Task.Run(() => Auditlog.PourForEverAsync(process));
        for (int n = 0; n < 100; n++) Assert.NotNull(await process.StandardOutput.ReadLineAsync());
        // The shell's own kill: a small container has no program of that name.
        using (Process kill = Process.Start("sh", ["-c", $"kill -{signal} {process.Id}"])) await kill.WaitForExitAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string[] rest = (await process.StandardOutput.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        await process.WaitForExitAsync().WaitAsync(Auditlog.Patience);
        await feeding;

        Assert.Equal(2, process.ExitCode);
        Assert.Contains("interrupted", await errors, StringComparison.Ordinal);
        // Nothing is recorded that was not acknowledged, and nothing acknowledged is missing.
        Assert.Equal(100 + rest.Length, _folder.Entries().Length);
        _folder.Holds(rest);
    }

    [Fact]
    public async Task A_reader_that_goes_away_costs_no_record()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "On Windows the runtime does not tell a closed pipe from an open one.");
        using Process process = Auditlog.Start("add", _folder.Log, "--stdin");
        process.StandardOutput.Close();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        await Auditlog.PourAsync(process, Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(1, 2500).Select(n => CliFolder.Event("x", n) + "\n"))), close: true);
        await process.WaitForExitAsync().WaitAsync(Auditlog.Patience);

        Assert.Equal(2, process.ExitCode);
        Assert.StartsWith("auditlog: standard output cannot be written", await errors, StringComparison.Ordinal);
        Assert.Single((await errors).Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(2500, _folder.Entries().Length);
    }

    [Fact]
    public async Task A_closed_standard_input_is_an_error_and_no_wait_for_ever()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There is no shell that closes it.");
        (await Auditlog.RunInShellAsync("<&-", "add", _folder.Log, "--stdin")).Refused("Standard input is closed");
        Assert.Equal(0, (await Auditlog.RunInShellAsync("</dev/null", "add", _folder.Log, "--stdin")).Code);
        Assert.Empty(_folder.Entries());
    }
}
