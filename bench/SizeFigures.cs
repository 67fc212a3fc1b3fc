using System.Globalization;

namespace AuditBench;

/// <summary>One log of a given size in a folder of its own, and what the engine does with it.</summary>
internal sealed class SizeFigures(string folder, int count)
{
    public int Count => count;

    public string Log { get; } = Path.Combine(folder, $"{count}.audit");

    public string Bundle { get; } = Path.Combine(folder, $"{count}.auditbundle");

    public StepResult Append { get; private set; }

    public StepResult Verify { get; private set; }

    public StepResult Export { get; private set; }

    public StepResult VerifyBundle { get; private set; }

    public StepResult Last20 { get; private set; }

    public StepResult AppendMore { get; private set; }

    public StepResult FirstCheckpoint { get; private set; }

    public StepResult NextCheckpoint { get; private set; }

    public StepResult Prove { get; private set; }

    public StepResult VerifyAttested { get; private set; }

    public long AttestedCount { get; private set; }

    public double ProofBytes { get; private set; }

    /// <summary>Makes the log and reads all of it: what grows with the number of entries.</summary>
    public void MeasureWhole()
    {
        Append = Step.Run("append", Log, count.ToString(CultureInfo.InvariantCulture));
        Warm(Log);
        Verify = Step.Run("verify", Log);
        Export = Step.Run("export", Log, Bundle);
        VerifyBundle = Step.Run("verify", Bundle);
    }

    /// <summary>What touches little of it, and adds some thousands of entries.</summary>
    public void MeasureParts()
    {
        Last20 = Step.Run("last-20", Log);
        AppendMore = Step.Run("append-more", Log);
        FirstCheckpoint = Step.Run("first-checkpoint", Log);
        NextCheckpoint = Step.Run("next-checkpoint", Log);
        Prove = Step.Run("prove", Log);
        ProofBytes = Step.Run("proof-bytes", Log, Path.Combine(folder, "proof.auditbundle")).Value;
        VerifyAttested = Step.Run("verify", Log);
        AttestedCount = RawLimits.Count(Log);
    }

    /// <summary>Puts a file into the cache of the system: how fast a disk reads is not what is measured.</summary>
    private static void Warm(string path)
    {
        byte[] buffer = new byte[1 << 20];
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
        while (file.Read(buffer) > 0)
        {
            // Reading is all.
        }
    }

    public static void PrintHead() => Table.Head(
        "entries", "append", "verify", "with checkpoints", "export", "verify bundle", "1,000 more", "type, last 20", "first checkpoint", "next checkpoint", "proof", "with entry and note", "most memory");

    public void Print()
    {
        long peak = new[] { Append, Verify, Export, VerifyBundle, Last20, AppendMore, FirstCheckpoint, NextCheckpoint, Prove, VerifyAttested }.Max(result => result.Peak);
        Table.Row(
            count.ToString("N0", CultureInfo.InvariantCulture),
            Table.Rate(count, Append.Value), Table.Rate(count, Verify.Value), Table.Rate(AttestedCount, VerifyAttested.Value), Table.Rate(count, Export.Value), Table.Rate(count, VerifyBundle.Value),
            Table.Milliseconds(AppendMore.Value), Table.Milliseconds(Last20.Value), Table.Milliseconds(FirstCheckpoint.Value), Table.Milliseconds(NextCheckpoint.Value),
            Table.Milliseconds(Prove.Value), $"{ProofBytes:N0} B", Table.Memory(peak, Table.EngineHost));
    }
}
