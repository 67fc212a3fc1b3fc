using AttackMatrix.Fuzzing;
using AttackMatrix.Vectors;

namespace AuditChain.Tests;

/// <summary>The first thousands of the fuzzer's cases; <c>AttackMatrix fuzz</c> runs millions.</summary>
[Collection("alone")]
public class FuzzTests
{
    [Theory]
    [InlineData(nameof(Form.Bundle), 1500)]
    [InlineData(nameof(Form.Gz), 800)]
    [InlineData(nameof(Form.Mirror), 1500)]
    [InlineData(nameof(Form.Log), 400)]
    public void Every_mutated_file_ends_in_a_verdict_or_an_error_and_none_is_intact_with_other_content(string form, int cases)
    {
        FuzzRun run = new(seed: 20261120);
        run.Run(Enum.Parse<Form>(form), 0, cases);
        Assert.True(run.Failures.Count == 0, string.Join('\n', run.Failures.Select(f => $"AttackMatrix fuzz --seed 20261120 --form {form} --case {f.Number}: {f.Problem}")));
        Assert.Equal(cases, run.Outcomes.Values.Sum());
        // Mutations that are all refused, or all harmless, would test nothing.
        Assert.True(run.Outcomes.Keys.Intersect(["Intact", "Tampered", "Malformed", "Truncated"]).Count() == 4, string.Join(", ", run.Outcomes));
    }

    [Fact]
    public void A_case_is_the_same_whenever_it_is_run()
    {
        foreach (Form form in (Form[])[Form.Bundle, Form.Gz, Form.Mirror, Form.Log])
        {
            Assert.All(Enumerable.Range(0, 30), number => Assert.Equal(new FuzzRun(7).Make(form, number).File, new FuzzRun(7).Make(form, number).File));
        }
    }
}

/// <summary>Runs while nothing else does: the fuzzer measures what the process allocates.</summary>
[CollectionDefinition("alone", DisableParallelization = true)]
public sealed class Alone;
