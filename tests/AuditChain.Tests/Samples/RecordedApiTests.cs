using System.Diagnostics;
using System.Net;
using System.Text.RegularExpressions;
using AuditChain.Sqlite;
using AuditChain.Tests.Docs;

namespace AuditChain.Tests.Samples;

/// <summary>The sample runs as a program of its own: these tests do not need the shared framework of ASP.NET Core that it needs.</summary>
public sealed partial class RecordedApiTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private Process? _service;

    private string Log => Path.Combine(_folder["data"], "api.audit");

    public void Dispose()
    {
        _service?.Kill();
        _service?.WaitForExit();
        _service?.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Operations_are_recorded_by_rule_and_refused_or_counted_while_the_log_is_gone()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows does not let the folder of an open file be moved.");
        using HttpClient client = new() { BaseAddress = Start() };
        client.DefaultRequestHeaders.Add("X-User", "alice");

        Assert.Equal((HttpStatusCode.OK, "old text"), await Send(client, HttpMethod.Get, "documents/1"));
        Assert.Equal(HttpStatusCode.NoContent, (await Send(client, HttpMethod.Put, "documents/1", "second")).Status);
        Assert.Equal(HttpStatusCode.Accepted, (await Send(client, HttpMethod.Post, "views/7")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await Send(client, HttpMethod.Delete, "documents/9")).Status);
        Assert.Equal(HttpStatusCode.InternalServerError, (await Send(client, HttpMethod.Post, "fail")).Status);
        AuditEntry[] entries = Entries();
        Assert.Equal(
            [
                "operation PUT /documents/1 1 attempted",
                "resource-mutation PUT /documents/1 1 success",
                "resource-mutation POST /views/7 7 success",
                "operation DELETE /documents/9 9 attempted",
                "resource-mutation DELETE /documents/9 9 failure",
                "resource-mutation POST /fail /fail failure",
            ],
            entries.Select(entry => $"{entry.Type} {entry.Action} {entry.Target} {entry.Outcome}"));
        Assert.All(entries, entry => Assert.Equal(("alice", "recorded-api"), (entry.Actor!.Id, entry.Source)));
        Assert.Equal(entries[0].Correlation, entries[1].Correlation);
        Assert.NotEqual(entries[1].Correlation, entries[2].Correlation);
        Assert.Equal("It does not work.", entries[5].Data!.Value.GetProperty("errorMessage").GetString());

        // Closed does not run, open does, and afterwards the log says what it did not get.
        Directory.Move(_folder["data"], _folder["gone"]);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await Send(client, HttpMethod.Put, "documents/1", "third")).Status);
        Assert.Equal((HttpStatusCode.OK, "second"), await Send(client, HttpMethod.Get, "documents/1"));
        Assert.Equal(HttpStatusCode.Accepted, (await Send(client, HttpMethod.Post, "views/8")).Status);
        Directory.Move(_folder["gone"], _folder["data"]);
        Assert.Equal(HttpStatusCode.NoContent, (await Send(client, HttpMethod.Put, "documents/1", "fourth")).Status);
        entries = Entries();
        Assert.Equal(["audit-gap", "operation", "resource-mutation"], entries[6..].Select(entry => entry.Type));
        Assert.Equal("2 events could not be recorded: 1 went on unrecorded (open), 1 was refused (closed).", entries[6].Message);
    }

    private AuditEntry[] Entries()
    {
        Assert.Equal(Verdict.Intact, AuditFile.Verify(Log).Verdict);
        return [.. AuditFile.Read(Log, new EntryQuery())];
    }

    private static async Task<(HttpStatusCode Status, string Body)> Send(HttpClient client, HttpMethod method, string path, string? body = null)
    {
        using HttpRequestMessage request = new(method, path) { Content = body is null ? null : new StringContent(body) };
        using HttpResponseMessage response = await client.SendAsync(request);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    /// <summary>Starts the sample on a free port.</summary>
    private Uri Start()
    {
        ToolRunner.Require("dotnet");
        (_, string runtimes) = ToolRunner.Run("dotnet", ["--list-runtimes"]);
        Assert.SkipUnless(runtimes.Contains($"Microsoft.AspNetCore.App {Environment.Version.Major}.", StringComparison.Ordinal), "The shared framework Microsoft.AspNetCore.App is not installed here.");
        // Built beside these tests: …/bin/AuditChain.Tests/debug and …/bin/RecordedApi/debug.
        DirectoryInfo here = new(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        string program = Path.Combine(here.Parent!.Parent!.FullName, "RecordedApi", here.Name, "RecordedApi.dll");
        Directory.CreateDirectory(_folder["data"]);
        ProcessStartInfo start = new("dotnet", [program, "--urls", "http://127.0.0.1:0", "--log", Log]) { RedirectStandardOutput = true, UseShellExecute = false };
        _service = Process.Start(start)!;
        List<string> said = [];
        while (_service.StandardOutput.ReadLine() is { } line)
        {
            said.Add(line);
            if (Listening().Match(line) is not { Success: true } match) continue;
            // A service that fills the pipe would wait.
            _ = _service.StandardOutput.ReadToEndAsync();
            return new Uri(match.Value);
        }
        throw new InvalidOperationException($"The sample did not start: {string.Join('\n', said)}");
    }

    [GeneratedRegex("http://127\\.0\\.0\\.1:[0-9]+", RegexOptions.CultureInvariant)]
    private static partial Regex Listening();
}
