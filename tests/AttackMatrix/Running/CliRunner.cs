using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using AttackMatrix.Vectors;

namespace AttackMatrix.Running;

/// <summary>Gives vectors to the command line, a process for each case.</summary>
internal sealed partial class CliRunner(string program) : ISurface
{
    public string Name => "command line";

    public bool AtOnce => true;

    public Answer Run(Vector vector, Expectation handed, string path)
    {
        if (vector.Form == Form.Input)
        {
            (int added, _, string why) = Start(vector.Content, "add", path, "--stdin", "--quiet");
            if (added != 0) return new Answer { Error = ErrorOf(why) };
        }
        List<string> args = ["verify", path, "--json"];
        foreach (string key in handed.Keys) args.AddRange(["--public-key", key]);
        foreach (string note in handed.Checkpoints) args.AddRange(["--checkpoint", VectorFolder.Beside(note)]);
        (int exit, string output, string error) = Start([], [.. args]);
        foreach (string file in args.Where((_, i) => i > 0 && args[i - 1] == "--checkpoint")) File.Delete(file);
        if (exit == 2) return new Answer { Error = ErrorOf(error) };
        using JsonDocument report = JsonDocument.Parse(output);
        Answer answer = Answer.Of(report.RootElement);
        return (exit == 0) == (answer.Verdict == nameof(Verdict.Intact)) ? answer : new Answer { Error = $"exit code {exit} with {answer.Verdict}" };
    }

    public Answer Append(string path, int writers, int entries)
    {
        byte[] lines = [.. Enumerable.Repeat("{\"type\":\"job\",\"message\":\"at once\"}\n"u8.ToArray(), entries).SelectMany(line => line)];
        string[] problems = [.. Enumerable.Range(0, writers).AsParallel().WithDegreeOfParallelism(writers).Select(_ => Start(lines, "add", path, "--stdin", "--quiet")).Where(run => run.Exit != 0).Select(run => run.Error)];
        return problems.Length > 0 ? new Answer { Error = problems[0] } : Answer.Of(AuditFile.Verify(path));
    }

    public void Dispose()
    {
    }

    private (int Exit, string Output, string Error) Start(byte[] input, params string[] args)
    {
        ProcessStartInfo start = new("dotnet", [program, .. args]) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        try
        {
            process.StandardInput.BaseStream.Write(input);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has refused the input before it read all of it.
        }
        process.WaitForExit();
        return (process.ExitCode, output.Result, error.Result);
    }

    private static string ErrorOf(string text) => ErrorName().Match(text) is { Success: true } match ? match.Groups[1].Value : text.Trim();

    [GeneratedRegex(@"\[(Audit[A-Za-z]+)\]")]
    private static partial Regex ErrorName();
}
