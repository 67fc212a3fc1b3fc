using AttackMatrix.Attacks;
using AttackMatrix.Running;
using AttackMatrix.Vectors;

namespace AuditChain.Tests;

/// <summary>Every attack vector, given to the engine. The same files are read by the Pester suite and printed by the attack matrix.</summary>
public sealed class VectorTests
{
    private static readonly string s_folder = Path.Combine(RepositoryFiles.Root, "tests", "vectors");

    public static TheoryData<string> Names => [.. VectorFile.In(s_folder).Select(path => Path.GetFileNameWithoutExtension(path)!)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Gets_the_verdict_that_the_vector_asks_for(string name) => AssertVerdicts(VectorFile.Read(RepositoryFiles.Vector($"{name}.json")));

    [Fact]
    public void The_files_are_those_that_the_program_generates()
    {
        Dictionary<string, Vector> stored = VectorFile.In(s_folder).Select(VectorFile.Read).ToDictionary(vector => vector.Name, StringComparer.Ordinal);
        IReadOnlyList<Vector> made = Catalogue.All();
        Assert.Equal(made.Select(vector => vector.Name), stored.Keys.Order(StringComparer.Ordinal));
        Assert.All(made, vector => Assert.True(VectorMeaning.Same(vector, stored[vector.Name]), $"{vector.Name} is not what is generated now: run AttackMatrix generate, and look at what changed."));
    }

    // The stored file was written by the SQLite and the zlib of its day; this is the same attack as today's write it.
    [Fact]
    public void What_todays_libraries_write_gets_the_same_verdicts()
    {
        IEnumerable<Vector> otherBytes = Catalogue.All().Where(vector => VectorMeaning.IsPacked(vector.Content)
            && !vector.Content.AsSpan().SequenceEqual(VectorFile.Read(RepositoryFiles.Vector($"{vector.Name}.json")).Content));
        Assert.All(otherBytes, AssertVerdicts);
    }

    [Fact]
    public void Every_row_that_a_file_can_show_has_vectors()
    {
        // 19, several processes, is shown by processes: see the tests of the store.
        IEnumerable<int> rows = VectorFile.In(s_folder).Select(path => int.Parse(Path.GetFileName(path)[..2], System.Globalization.CultureInfo.InvariantCulture)).Distinct().Order();
        Assert.Empty(((int[])[.. Enumerable.Range(1, 28), 30, 31]).Where(row => row != 19).Except(rows));
    }

    private static void AssertVerdicts(Vector vector)
    {
        Assert.NotEmpty(vector.Expectations);
        using EngineRunner engine = new();
        foreach (Expectation expected in vector.Expectations)
        {
            using VectorFolder folder = new(vector);
            Answer answer = engine.Run(vector, expected, folder.Path);
            Assert.True(answer.Fits(expected), $"{vector.Name}, {vector.Manipulation}, {expected.Keys.Count} keys and {expected.Checkpoints.Count} checkpoints handed over: expected {expected}, got {answer.To(expected)}");
            Assert.Null(folder.Harm(vector, expected));
        }
    }
}
