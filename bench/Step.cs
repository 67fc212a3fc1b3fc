using System.Diagnostics;
using System.Globalization;

namespace AuditBench;

/// <summary>What a step took, in seconds (bytes for the size of a proof), and how much memory its process had at most, in bytes.</summary>
internal readonly record struct StepResult(double Value, long Peak);

/// <summary>
/// One measured thing, in a process of its own: so the memory is its own too, and nothing is warm from what ran before. A
/// step that is over quickly runs three times, and the best time counts: the first one also pays for the compiler.
/// </summary>
internal static class Step
{
    private const int MaxRounds = 3;
    private const double EnoughSeconds = 10;

    /// <summary>Runs a step in a child process.</summary>
    /// <param name="name">One of <see cref="Find"/>.</param>
    /// <param name="arguments">Paths and numbers.</param>
    public static StepResult Run(string name, params string[] arguments) =>
        Read(new ProcessStartInfo("dotnet", [typeof(Step).Assembly.Location, "--step", name, .. arguments]));

    /// <summary>Runs any program and reads the line <c>result VALUE PEAK</c> that it ends with.</summary>
    public static StepResult Read(ProcessStartInfo start)
    {
        start.RedirectStandardOutput = true;
        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        string[] words = output.TrimEnd().Split('\n')[^1].Split(' ');
        if (process.ExitCode != 0 || words is not ["result", _, _]) throw new InvalidOperationException($"'{start.FileName} {string.Join(' ', start.ArgumentList)}' ended with exit code {process.ExitCode}: {output}");
        return new StepResult(double.Parse(words[1], CultureInfo.InvariantCulture), long.Parse(words[2], CultureInfo.InvariantCulture));
    }

    /// <summary>What the child process does.</summary>
    public static void Execute(string name, string[] arguments)
    {
        Func<double> step = Find(name, arguments);
        double best = step(), spent = best;
        for (int round = 1; round < MaxRounds && spent < EnoughSeconds && Repeats(name); round++)
        {
            double seconds = step();
            (best, spent) = (Math.Min(best, seconds), spent + seconds);
        }
        using Process self = Process.GetCurrentProcess();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"result {best} {self.PeakWorkingSet64}"));
    }

    /// <summary>Not those that are medians already, and not what happens to a log only once.</summary>
    private static bool Repeats(string name) => name is not ("last-20" or "prove" or "proof-bytes" or "first-checkpoint" or "next-checkpoint" or "append-more");

    private static Func<double> Find(string name, string[] a) => name switch
    {
        "nothing" => () => 0,
        "raw-insert" => () => RawLimits.Insert(a[0], Fresh(a[1])),
        "raw-commit" => () => RawLimits.Commit(a[0], Fresh(a[1]), Number(a[2])),
        "raw-scan" => () => RawLimits.Scan(a[0]),
        "raw-hash" => () => RawLimits.ScanAndHash(a[0], RawLimits.HashByNet),
        "raw-hash-ours" => () => RawLimits.ScanAndHash(a[0], RawLimits.HashAsWe),
        "raw-write" => () => RawLimits.ScanAndWrite(a[0], a[1]),
        "raw-file" => () => RawLimits.ReadAndHash(a[0], RawLimits.HashByNet),
        "raw-file-ours" => () => RawLimits.ReadAndHash(a[0], RawLimits.HashAsWe),
        "append" => () => EngineSteps.Append(Fresh(a[0]), Number(a[1])),
        "commit" => () => EngineSteps.Commit(Fresh(a[0]), Number(a[1]), Number(a[2])),
        "verify" => () => EngineSteps.Verify(a[0]),
        "export" => () => EngineSteps.Export(a[0], a[1]),
        "last-20" => () => EngineSteps.Last20(a[0]),
        "first-checkpoint" => () => EngineSteps.FirstCheckpoint(a[0]),
        "next-checkpoint" => () => EngineSteps.NextCheckpoint(a[0]),
        "append-more" => () => EngineSteps.AppendMore(a[0]),
        "prove" => () => EngineSteps.Prove(a[0]),
        "proof-bytes" => () => EngineSteps.ProofBytes(a[0], a[1]),
        _ => throw new ArgumentException($"There is no step '{name}'.", nameof(name)),
    };

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static string Fresh(string log)
    {
        foreach (string suffix in (string[])["", "-wal", "-shm"]) File.Delete(log + suffix);
        return log;
    }
}
