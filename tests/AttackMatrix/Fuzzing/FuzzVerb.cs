using System.Diagnostics;
using System.Globalization;
using AttackMatrix.Vectors;

namespace AttackMatrix.Fuzzing;

/// <summary><c>AttackMatrix fuzz</c>.</summary>
internal static class FuzzVerb
{
    public static int Run(Options options)
    {
        long seed = options.Number("--seed", 1), cases = options.Number("--cases", 100_000);
        Form[] forms = options.Text("--form") is { } form ? [Enum.Parse<Form>(form, ignoreCase: true)] : [Form.Bundle, Form.Gz, Form.Mirror, Form.Log];
        long? single = options.Text("--case") is { } text ? long.Parse(text, CultureInfo.InvariantCulture) : null;
        FuzzRun run = new(seed);
        Stopwatch clock = Stopwatch.StartNew();
        foreach (Form each in forms)
        {
            if (single is { } number && options.Text("--keep") is { } keep) File.WriteAllBytes(keep, run.Make(each, number).File);
            run.Run(each, single ?? 0, single is null ? (cases + forms.Length - 1) / forms.Length : 1, done => Console.Error.WriteLine($"{each}: {done} cases, {clock.Elapsed.TotalSeconds:0} s"));
        }
        foreach ((string outcome, long count) in run.Outcomes.OrderByDescending(pair => pair.Value)) Console.WriteLine($"{count,10}  {outcome}");
        foreach (FuzzFailure failure in run.Failures.Take(20))
            Console.WriteLine($"FAILED  fuzz --seed {seed} --form {failure.Form.ToString().ToLowerInvariant()} --case {failure.Number}: {failure.Problem}");
        Console.WriteLine($"{run.Outcomes.Values.Sum()} cases in {clock.Elapsed.TotalSeconds:0.0} s, {run.Failures.Count} failed.");
        return run.Failures.Count == 0 ? 0 : 1;
    }
}
