using System.Diagnostics;
using System.Text;

namespace AuditChain.Tests.Cli;

public sealed class AddInputTests : IDisposable
{
    private readonly CliFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private CliResult Feed(string input) => Auditlog.RunWith(input, "add", _folder.Log, "--stdin");

    [Fact]
    public void A_line_has_the_members_of_an_entry()
    {
        Feed("""
            {"type":"secret","occurred":"2026-11-20T09:00:01+01:00","actor":{"runAs":"root","id":"alice","team":{"b":1,"a":2}},"action":"resolve","target":"env/DB","outcome":"granted","message":"m","source":"vault","correlation":"c","data":{"n":18446744073709551615}}
            """).Succeeded();

        string line = Assert.Single(_folder.Entries()).Line;
        Assert.StartsWith(
            """{"action":"resolve","actor":{"id":"alice","runAs":"root","team":{"a":2,"b":1}},"correlation":"c","data":{"n":"18446744073709551615"},"message":"m","occurred":"2026-11-20T08:00:01.0000000Z","outcome":"granted","prev":""",
            line, StringComparison.Ordinal);
        Assert.Contains(""","source":"vault","target":{"id":"env/DB"},"time":""", line, StringComparison.Ordinal);
    }

    [Fact]
    public void Nulls_blank_lines_carriage_returns_a_byte_order_mark_and_a_missing_last_newline_are_taken_as_they_are_meant()
    {
        byte[] input = [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes("{\"type\":\"a\",\"message\":null,\"data\":null}\r\n\n \t\r\n{\"type\":\"b\",\"actor\":\"x\"}\n\n{\"type\":\"c\"}")];
        CliResult result = Auditlog.RunWith(input, "add", _folder.Log, "--stdin").Succeeded();

        Assert.Equal(["a", "b", "c"], _folder.Types());
        Assert.Equal(3, result.Lines.Length);
        _folder.Holds(result.Lines);
        Assert.DoesNotContain("null", _folder.Entries()[0].Line, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_on_standard_input_is_no_error() => Assert.Equal("", Feed("").Succeeded().Output);

    [Fact]
    public void Many_events_arrive_in_order_and_each_is_acknowledged()
    {
        const int count = 5000;
        CliResult result = Feed(string.Concat(Enumerable.Range(1, count).Select(n => CliFolder.Event("job", n) + "\n"))).Succeeded();

        AuditEntry[] entries = _folder.Entries();
        Assert.Equal(Enumerable.Range(1, count), entries.Select(entry => entry.Data!.Value.GetProperty("n").GetInt32()));
        Assert.Equal(entries.Select(entry => $"{entry.Seq} {entry.Hash}"), result.Lines);
    }

    public static TheoryData<string, string, string> BadLines() => new()
    {
        { "not json", "AuditEntryInvalid", "JSON" },
        { "{\"type\":\"x\"", "AuditEntryInvalid", "JSON" },
        { "{\"type\":\"x\"} {}", "AuditEntryInvalid", "JSON" },
        { "[]", "AuditEntryInvalid", "an array" },
        { "null", "AuditEntryInvalid", "null" },
        { "{}", "AuditEntryInvalid", "needs a type" },
        { """{"type":null}""", "AuditEntryInvalid", "needs a type" },
        { """{"type":5}""", "AuditEntryInvalid", "'type' is text" },
        { """{"Type":"x"}""", "AuditEntryInvalid", "'Type'" },
        { """{"type":"x","colour":"red"}""", "AuditEntryInvalid", "'colour'" },
        { """{"type":"x","type":"y"}""", "AuditEntryInvalid", "'type'" },
        { """{"type":"x","data":{"k":1,"k":1}}""", "AuditEntryInvalid", "'k'" },
        { """{"type":"x","seq":1}""", "AuditEntryInvalid", "adds 'seq'" },
        { """{"type":"x","time":"2026-11-20T09:00:01Z"}""", "AuditEntryInvalid", "adds 'time'" },
        { """{"type":"x","prev":""}""", "AuditEntryInvalid", "adds 'prev'" },
        { """{"type":"x","occurred":"2026-11-20"}""", "AuditEntryInvalid", "RFC 3339" },
        { """{"type":"x","occurred":0}""", "AuditEntryInvalid", "'occurred' is text" },
        { """{"type":"x","actor":{"name":"a"}}""", "AuditEntryInvalid", "id" },
        { """{"type":"x","actor":{"id":7}}""", "AuditEntryInvalid", "'actor.id' is text" },
        { """{"type":"x","target":["a"]}""", "AuditEntryInvalid", "'target'" },
        { """{"type":"x","outcome":"Denied"}""", "AuditEntryInvalid", "lower-case" },
        { """{"type":"a\nb"}""", "AuditEntryInvalid", "newline" },
        { $$"""{"type":"{{new string('x', 1_000_000)}}"}""", "AuditEntryInvalid", "128" },
        { """{"type":"x","data":NaN}""", "AuditEntryInvalid", "JSON" },
        { """{"type":"x","message":"\ud800"}""", "AuditValueRefused", "lone surrogate" },
        { """{"type":"x","data":{"\udfff":1}}""", "AuditValueRefused", "lone surrogate" },
        { """{"\ud800":1}""", "AuditValueRefused", "lone surrogate" },
        { """{"type":"x","data":{"$sealed":"AA"}}""", "AuditValueRefused", "$sealed" },
        { $$"""{"type":"x","data":{{new string('[', 10_000)}}{{new string(']', 10_000)}}}""", "AuditEntryTooDeep", "64" },
        { $$"""{"type":"x","data":{{new string('[', 500_000)}}{{new string(']', 500_000)}}}""", "AuditEntryTooDeep", "64" },
        { $$"""{"type":"x","message":"{{new string('x', AuditLimits.LineBytes - 25)}}"}""", "AuditEntryTooLarge", "1 MiB (1048576 bytes" },
        { $$"""{"type":"x","message":"{{new string('x', 3_000_000)}}"}""", "AuditEntryTooLarge", "1048576" },
    };

    [Theory]
    [MemberData(nameof(BadLines))]
    public void A_bad_line_is_reported_with_its_number_and_nothing_before_it_is_lost(string line, string error, string word)
    {
        CliResult result = Feed($"{{\"type\":\"a\"}}\n\n{{\"type\":\"b\"}}\n{line}\n{{\"type\":\"never\"}}\n");

        Assert.Equal(2, result.Code);
        Assert.StartsWith($"auditlog: [{error}] line 4: ", result.Errors, StringComparison.Ordinal);
        Assert.Contains(word, result.Errors, StringComparison.Ordinal);
        Assert.Single(result.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(["a", "b"], _folder.Types());
        Assert.Equal(2, result.Lines.Length);
        _folder.Holds(result.Lines);
    }

    [Fact]
    public void Bytes_that_are_not_utf8_are_refused()
    {
        CliResult result = Auditlog.RunWith([.. "{\"type\":\"a\"}\n{\"type\":\"b\",\"message\":\""u8, 0xC3, 0x28, .. "\"}\n"u8], "add", _folder.Log, "--stdin");
        Assert.Equal(2, result.Code);
        Assert.Contains("line 2: ", result.Errors, StringComparison.Ordinal);
        Assert.Contains("UTF-8", result.Errors, StringComparison.Ordinal);
        Assert.Equal(["a"], _folder.Types());
    }

    [Fact]
    public async Task Each_event_of_a_slow_producer_is_acknowledged_before_the_next_one_comes()
    {
        using Process process = Auditlog.Start("add", _folder.Log, "--stdin");
        for (int n = 1; n <= 5; n++)
        {
            // The input stays open and silent: only the acknowledgement lets this test go on.
            await process.StandardInput.WriteAsync(CliFolder.Event("slow", n) + "\n");
            await process.StandardInput.FlushAsync();
            string? line = await process.StandardOutput.ReadLineAsync().WaitAsync(Auditlog.Patience);
            Assert.StartsWith($"{n} ", line, StringComparison.Ordinal);
            _folder.Holds([line!]);
        }
        process.StandardInput.Close();
        await process.WaitForExitAsync().WaitAsync(Auditlog.Patience);
        Assert.Equal(0, process.ExitCode);
    }

    [Fact]
    public async Task A_line_without_an_end_is_refused_while_it_still_grows()
    {
        using Process process = Auditlog.Start("add", _folder.Log, "--stdin");
        Task<byte[]> output = Task.Run(() => Auditlog.ReadAll(process.StandardOutput.BaseStream));
        Task<string> errors = process.StandardError.ReadToEndAsync();
        // No newline, and the input stays open: a program that waits for either never ends.
        Task feeding = Auditlog.PourAsync(process, [.. "{\"type\":\"a\"}\n{\"type\":\""u8, .. Enumerable.Repeat((byte)'x', AuditLimits.LineBytes + 1)]);
        CliResult result = await Auditlog.FinishAsync(process, output, errors);

        Assert.Equal(2, result.Code);
        Assert.StartsWith("auditlog: [AuditEntryTooLarge] line 2: ", result.Errors, StringComparison.Ordinal);
        Assert.Equal(["a"], _folder.Types());
        await feeding;
    }
}
