using System.Globalization;

namespace AuditBench;

/// <summary>Every row of the list of targets, beside the raw limit that it is a part of, on the same bytes.</summary>
internal sealed class Measurements(string folder, int count, string? module)
{
    private const int Commits = 4000, Callers = 32, EachCaller = 500;

    public void Run(bool large)
    {
        Table.EngineHost = Step.Run("nothing").Peak;
        List<SizeFigures> sizes = [.. new[] { 10_000, 100_000, count }.Where(size => size <= count).Distinct().Select(size => new SizeFigures(folder, size))];
        if (large) sizes.Add(new SizeFigures(folder, 10 * count));
        SizeFigures main = sizes.Find(size => size.Count == count)!;
        main.MeasureWhole();

        Table.Head($"what, {count.ToString("N0", CultureInfo.InvariantCulture)} entries of {new FileInfo(main.Bundle).Length / count} bytes", "measured", "raw limit", "ratio", "target", "", "memory");
        PrintAppend(main);
        PrintCommits(main);
        string? missing = Cmdlets.Missing(module);
        Cmdlets? cmdlets = missing is null ? new Cmdlets(module!) : null;
        if (cmdlets is not null)
        {
            Table.PowerShellHost = cmdlets.Run("host", main.Log, count).Peak;
            PrintPipelines(cmdlets);
        }
        PrintReading(main, cmdlets);
        if (cmdlets is not null) PrintStreaming(cmdlets, main);

        foreach (SizeFigures size in sizes)
        {
            if (size != main) size.MeasureWhole();
            size.MeasureParts();
        }
        PrintParts(sizes[^1], cmdlets);
        if (missing is not null) Console.WriteLine($"\nTHE CMDLETS WERE NOT MEASURED: {missing}.");

        SizeFigures.PrintHead();
        foreach (SizeFigures size in sizes) size.Print();
    }

    private void PrintAppend(SizeFigures main)
    {
        string log = Path.Combine(folder, "append.audit");
        (StepResult ours, double raw) = InTurns(2, () => Step.Run("append", log, Text(count)), () => RawInsert(main.Log));
        Table.Ratio("engine, batches of 1,000, durable", count, ours, raw, 0.6, Table.EngineHost);
        File.Delete(log);
    }

    private void PrintCommits(SizeFigures main)
    {
        string log = Path.Combine(folder, "commits.audit");
        StepResult many = new(double.MaxValue, 0);
        (StepResult one, double raw) = InTurns(3, () => Step.Run("commit", log, "1", Text(Commits)), () =>
        {
            many = Best(many, Step.Run("commit", log, Text(Callers), Text(EachCaller)));
            return Step.Run("raw-commit", main.Log, log, Text(Commits)).Value;
        });
        Table.Ratio("engine, one caller, one entry a commit", Commits, one, raw, 0.9, Table.EngineHost);
        double single = Commits / one.Value, together = Callers * EachCaller / many.Value;
        Table.Row($"engine, {Callers} callers, one entry each", Table.Rate(Callers * EachCaller, many.Value), Table.Rate(Commits, one.Value), Table.Times(together / single), "≥ 12 ×",
            Table.Verdict(together >= 12 * single), Table.Memory(many.Peak, Table.EngineHost));
    }

    private void PrintPipelines(Cmdlets cmdlets)
    {
        string log = Path.Combine(folder, "pipeline.audit");
        long host = cmdlets.Run("host-input", log, count).Peak;
        StepResult strings = cmdlets.Run("strings", log, count);
        Table.Ratio("… \\| Add-AuditEntry -Type x, strings", count, strings, RawInsert(log), 0.4, host);
        StepResult objects = cmdlets.Run("objects", log, count);
        Table.Ratio("… \\| Add-AuditEntry, objects of five properties", count, objects, RawInsert(log), 0.25, host);
    }

    private void PrintReading(SizeFigures main, Cmdlets? cmdlets)
    {
        string copy = Path.Combine(folder, "raw.auditbundle");
        (StepResult verify, double hash) = InTurns(3, () => Step.Run("verify", main.Log), () => Step.Run("raw-hash", main.Log).Value);
        (StepResult bundle, double file) = InTurns(3, () => Step.Run("verify", main.Bundle), () => Step.Run("raw-file", main.Bundle).Value);
        (StepResult export, double write) = InTurns(3, () => Step.Run("export", main.Log, main.Bundle), () => Step.Run("raw-write", main.Log, copy).Value);
        Table.Ratio("verify a log", count, verify, hash, 0.85, Table.EngineHost);
        Table.Ratio("verify a bundle", count, bundle, file, 0.85, Table.EngineHost);
        Table.Beside("verify a log, beside hashes taken as we take them", count, verify, Step.Run("raw-hash-ours", main.Log).Value, Table.EngineHost);
        Table.Beside("verify a bundle, beside the same", count, bundle, Step.Run("raw-file-ours", main.Bundle).Value, Table.EngineHost);
        Table.Ratio("export a bundle", count, export, write, 0.6, Table.EngineHost);
        File.Delete(copy);
        if (cmdlets is null) return;
        Table.Beside("Test-AuditChain", count, cmdlets.Run("verify", main.Log, count), hash, Table.PowerShellHost);
        Table.Beside("Export-AuditBundle", count, cmdlets.Run("export", main.Log, count), write, Table.PowerShellHost);
        File.Delete($"{main.Log}.copy");
    }

    private void PrintStreaming(Cmdlets cmdlets, SizeFigures main)
    {
        (StepResult read, double empty) = InTurns(2, () => cmdlets.Run("read", main.Log, count), () => cmdlets.Run("empty", main.Log, count).Value);
        Table.Ratio("Get-AuditEntry, everything (raw: empty objects of its class)", count, read, empty, 0.7, Table.PowerShellHost);
    }

    private void PrintParts(SizeFigures largest, Cmdlets? cmdlets)
    {
        string on = $", on {largest.Count.ToString("N0", CultureInfo.InvariantCulture)}";
        Table.Bound($"newest 20 of a type, engine{on}", largest.Last20, 5, Table.EngineHost);
        if (cmdlets is not null) Table.Bound($"Get-AuditEntry -Type x -Last 20, with opening{on}", cmdlets.Run("last-20", largest.Log, count), 5, Table.PowerShellHost);
        Table.Bound($"inclusion proof{on}", largest.Prove, 5, Table.EngineHost);
        Table.Row($"its size, with entry and checkpoint{on}", $"{largest.ProofBytes:N0} B", "", "", "≤ 3,072 B", Table.Verdict(largest.ProofBytes <= 3072), "");
        Table.Bound($"checkpoint after 1,000 more{on}", largest.NextCheckpoint, 10, Table.EngineHost);
        if (cmdlets is null) return;
        (double first, double nothing) = cmdlets.Startup(largest.Log);
        Table.Row("Import-Module to first entry (raw: pwsh -c '')", Table.Milliseconds(first), Table.Milliseconds(nothing), $"+ {Table.Milliseconds(first - nothing)}", "< + 150 ms", Table.Verdict(first - nothing < 0.15), "");
    }

    private double RawInsert(string log)
    {
        string target = Path.Combine(folder, "raw.audit");
        double seconds = Step.Run("raw-insert", log, target).Value;
        File.Delete(target);
        return seconds;
    }

    /// <summary>The best of each, in turns: a disk has its moods, and so have neighbours.</summary>
    private static (StepResult Ours, double Raw) InTurns(int rounds, Func<StepResult> ours, Func<double> raw)
    {
        (StepResult Ours, double Raw) best = (ours(), raw());
        for (int round = 1; round < rounds; round++) best = (Best(best.Ours, ours()), Math.Min(best.Raw, raw()));
        return best;
    }

    private static StepResult Best(StepResult one, StepResult other) => new(Math.Min(one.Value, other.Value), Math.Max(one.Peak, other.Peak));

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
