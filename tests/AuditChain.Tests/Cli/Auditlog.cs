using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace AuditChain.Tests.Cli;

/// <summary>What a run of the program left behind.</summary>
internal sealed record CliResult(int Code, byte[] Bytes, string Errors)
{
    public string Output { get; } = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(Bytes);

    public string[] Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The one line of output as JSON.</summary>
    public JsonElement Json => JsonDocument.Parse(Assert.Single(Lines)).RootElement;

    /// <summary>Done, silently on standard error.</summary>
    public CliResult Succeeded()
    {
        Assert.Equal((0, ""), (Code, Errors));
        return this;
    }

    /// <summary>Exit code 2 with one message that holds these words; no stack trace, and nothing on standard output.</summary>
    public void Refused(params string[] words)
    {
        Assert.Equal((2, ""), (Code, Output));
        string message = Assert.Single(Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => line.StartsWith("auditlog: ", StringComparison.Ordinal));
        foreach (string word in words) Assert.Contains(word, message, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", Errors, StringComparison.Ordinal);
    }
}

/// <summary>Runs the built program as a user does: a process, its arguments, its three streams.</summary>
internal static class Auditlog
{
    /// <summary>Longer than anything takes; a program that hangs fails a test instead of stopping all of them.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public static CliResult Run(params string[] args) => RunWith("", args);

    /// <summary>Runs it with a text as standard input.</summary>
    public static CliResult RunWith(string input, params string[] args) => RunWith(Encoding.UTF8.GetBytes(input), args);

    public static CliResult RunWith(byte[] input, params string[] args) => RunWith(passphrase: null, input, args);

    /// <summary>Runs a copy of it, from another folder.</summary>
    public static CliResult RunFrom(string folder, params string[] args) => RunWith(passphrase: null, [], args, folder);

    public static CliResult RunWith(string? passphrase, byte[] input, string[] args, string? folder = null)
    {
        using Process process = Start(passphrase, args, folder);
        Task<byte[]> output = Task.Run(() => ReadAll(process.StandardOutput.BaseStream));
        Task<string> errors = process.StandardError.ReadToEndAsync();
        PourAsync(process, input, close: true).GetAwaiter().GetResult();
        return FinishAsync(process, output, errors).GetAwaiter().GetResult();
    }

    public static async Task<CliResult> FinishAsync(Process process, Task<byte[]> output, Task<string> errors)
    {
        await process.WaitForExitAsync().WaitAsync(Patience);
        return new CliResult(process.ExitCode, await output, (await errors).ReplaceLineEndings("\n"));
    }

    /// <summary>Starts it with all three streams in the caller's hands.</summary>
    public static Process Start(params string[] args) => Start(passphrase: null, args);

    public static Process Start(string? passphrase, string[] args, string? folder = null)
    {
        ProcessStartInfo start = new(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardErrorEncoding = Encoding.UTF8,
            StandardInputEncoding = new UTF8Encoding(false),
        };
        start.ArgumentList.Add(Path.Combine(folder ?? AppContext.BaseDirectory, "auditlog.dll"));
        foreach (string arg in args) start.ArgumentList.Add(arg);
        start.Environment["AUDITLOG_PASSPHRASE"] = passphrase;
        // Nobody's own log is touched.
        start.Environment["AUDITLOG_PATH"] = null;
        start.Environment["XDG_STATE_HOME"] = Path.Combine(Path.GetTempPath(), "auditlog-tests-have-no-log");
        return Process.Start(start)!;
    }

    /// <summary>Runs it by a shell: what the shell does to the streams, only a shell can do.</summary>
    /// <param name="redirection">For example <c>&lt;&amp;-</c>.</param>
    /// <param name="args">Of the program.</param>
    public static async Task<CliResult> RunInShellAsync(string redirection, params string[] args)
    {
        ProcessStartInfo start = new("/bin/sh") { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, StandardErrorEncoding = Encoding.UTF8 };
        string program = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        foreach (string arg in (string[])["-c", $"exec \"$0\" \"$@\" {redirection}", program, Path.Combine(AppContext.BaseDirectory, "auditlog.dll"), .. args]) start.ArgumentList.Add(arg);
        using Process process = Process.Start(start)!;
        return await FinishAsync(process, Task.Run(() => ReadAll(process.StandardOutput.BaseStream)), process.StandardError.ReadToEndAsync());
    }

    /// <summary>Writes to standard input; a program that no longer reads is not an error of the one who feeds it.</summary>
    public static async Task PourAsync(Process process, byte[] input, bool close = false)
    {
        try
        {
            await process.StandardInput.BaseStream.WriteAsync(input);
            if (close) process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has ended; its exit code and its messages say why.
        }
    }

    /// <summary>Writes numbered events until nobody reads them any more.</summary>
    public static async Task PourForEverAsync(Process process)
    {
        try
        {
            for (int n = 1; ; n++) await process.StandardInput.WriteAsync(CliFolder.Event("x", n) + "\n");
        }
        catch (IOException)
        {
            // It has ended, as it was meant to.
        }
    }

    public static byte[] ReadAll(Stream stream)
    {
        using MemoryStream all = new();
        stream.CopyTo(all);
        return all.ToArray();
    }
}
