using System.Diagnostics;
using AttackMatrix.Vectors;
using AuditChain.Sqlite;

namespace AttackMatrix.Fuzzing;

/// <summary>A case that did not end as it must.</summary>
/// <param name="Form">Which kind of file.</param>
/// <param name="Number">The case; with the seed it can be run again alone.</param>
/// <param name="Problem">What was wrong.</param>
internal sealed record FuzzFailure(Form Form, long Number, string Problem);

/// <summary>
/// Runs mutated files through the verifier and the reader. Each must end in a verdict or an <see cref="AuditException"/>, in
/// bounded time and memory, and the verdict is never Intact when the content differs.
/// </summary>
internal sealed class FuzzRun(long seed)
{
    private static readonly TimeSpan s_timeLimit = TimeSpan.FromSeconds(10);
    private const long MemoryLimit = 512L << 20; // allocated by one case, all its threads together

    /// <summary>Cases that ended in each verdict or error.</summary>
    public Dictionary<string, long> Outcomes { get; } = new(StringComparer.Ordinal);

    public List<FuzzFailure> Failures { get; } = [];

    /// <summary>Runs cases of one form on all cores.</summary>
    /// <param name="form">Which kind of file.</param>
    /// <param name="first">The first case.</param>
    /// <param name="count">How many.</param>
    /// <param name="progress">Told the number of cases done, now and then.</param>
    public void Run(Form form, long first, long count, Action<long>? progress = null)
    {
        long done = 0;
        int workers = Environment.ProcessorCount;
        Parallel.For(0, workers, new ParallelOptions { MaxDegreeOfParallelism = workers }, worker =>
        {
            string folder = Directory.CreateTempSubdirectory("attackmatrix-").FullName;
            try
            {
                for (long number = first + worker; number < first + count; number += workers)
                {
                    Case(form, number, folder, workers);
                    if (Interlocked.Increment(ref done) % 10_000 == 0) progress?.Invoke(done);
                }
            }
            finally
            {
                Directory.Delete(folder, recursive: true);
            }
        });
    }

    /// <summary>The mutated file of a case, for a closer look.</summary>
    public (Subject Subject, byte[] File) Make(Form form, long number)
    {
        Rng rng = new(seed, number);
        Subject subject = rng.Pick(Subject.Of(form));
        return (subject, form == Form.Log ? DatabaseMutations.Apply(rng, subject) : TextMutations.Apply(rng, subject));
    }

    private void Case(Form form, long number, string folder, int workers)
    {
        (Subject subject, byte[] file) = Make(form, number);
        string path = Path.Combine(folder, subject.FileName);
        File.WriteAllBytes(path, file);
        using Timer watchdog = new(_ => Hang(form, number), null, TimeSpan.FromMinutes(2), Timeout.InfiniteTimeSpan);
        long allocated = GC.GetTotalAllocatedBytes();
        Stopwatch clock = Stopwatch.StartNew();
        (string outcome, string? problem) = Verify(subject, file, path);
        problem ??= Read(path);
        if (clock.Elapsed > s_timeLimit) problem ??= $"it took {clock.Elapsed.TotalSeconds:0.0} s";
        allocated = GC.GetTotalAllocatedBytes() - allocated;
        if (allocated > MemoryLimit * workers) problem ??= $"it allocated {allocated >> 20} MiB";
        foreach (string left in Directory.GetFiles(folder)) File.Delete(left);
        lock (Outcomes)
        {
            Outcomes[outcome] = Outcomes.GetValueOrDefault(outcome) + 1;
            if (problem is not null) Failures.Add(new FuzzFailure(form, number, problem));
        }
    }

    private static (string Outcome, string? Problem) Verify(Subject subject, byte[] file, string path)
    {
        try
        {
            VerificationReport report = AuditFile.Verify(path, subject.Options);
            if (!Enum.IsDefined(report.Verdict) || (report.Sequence is null) != report.IsValid || report.Sequence < 1) return ("?", $"the report says: {report}");
            return (report.Verdict.ToString(), report.IsValid ? ContentOracle.Difference(subject, file, path, report) is { } what ? $"Intact, and {what}" : null : null);
        }
        catch (AuditException e)
        {
            return (e.Error.ToString(), null);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return (e.GetType().Name, $"the verifier threw: {e}");
        }
    }

    /// <summary>Reading entries from it may fail, but only in words.</summary>
    private static string? Read(string path)
    {
        try
        {
            foreach (AuditEntry entry in AuditFile.Read(path, new EntryQuery()).Take(1000))
            {
                if (entry.Data is { } data && data.GetRawText().Length == 0) return $"entry {entry.Seq} has empty data";
                _ = (entry.Actor, entry.Target, entry.Message, entry.Occurred, entry.Hash);
            }
            return null;
        }
        catch (AuditException)
        {
            return null;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return $"the reader threw: {e}";
        }
    }

    private void Hang(Form form, long number)
    {
        Console.Error.WriteLine($"fuzz: --seed {seed} --form {form.ToString().ToLowerInvariant()} --case {number} does not end.");
        Environment.Exit(1);
    }
}
