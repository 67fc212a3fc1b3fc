using System.Globalization;
using AttackMatrix.Honest;
using AttackMatrix.Vectors;
using AuditLog.Build;

namespace AttackMatrix.Running;

/// <summary>The attack matrix: every case of every vector, what must be said, and what each surface says.</summary>
internal sealed class MatrixTable(IReadOnlyList<ISurface> surfaces)
{
    private const int Writers = 8, EntriesEach = 25;
    private readonly List<Line> _lines = [];

    /// <summary>The verb: finds what is built, runs everything, prints the table. Exit code 1 when a line differs.</summary>
    public static int Run(Options options)
    {
        string root = Options.Repository(), only = options.Text("--only") ?? "";
        string cli = Path.GetFullPath(options.Text("--cli") ?? Path.Combine(root, "out", "cli", "auditlog.dll"));
        string module = Path.GetFullPath(options.Text("--module") ?? Path.Combine(root, "out", "AuditLog", "AuditLog.psd1"));
        List<ISurface> surfaces = [new EngineRunner()];
        if (File.Exists(cli)) surfaces.Add(new CliRunner(cli));
        else Console.WriteLine($"NOTE: the command line is NOT tested: there is no {cli}. Build it, or give --cli.");
        if (!File.Exists(module)) Console.WriteLine($"NOTE: PowerShell is NOT tested: there is no {module}. Build it, or give --module.");
        else if (ChildPowerShell.Missing is { } missing) Console.WriteLine($"NOTE: PowerShell is NOT tested: {missing}.");
        else surfaces.Add(new PowerShellRunner(module));
        MatrixTable table = new(surfaces);
        table.RunVectors([.. VectorFile.In(options.VectorFolder()).Where(path => Path.GetFileName(path).Contains(only, StringComparison.Ordinal)).Select(VectorFile.Read)]);
        if ("19-writers".Contains(only, StringComparison.Ordinal)) table.RunWriters();
        foreach (ISurface surface in surfaces) surface.Dispose();
        return table.Print();
    }

    private void RunVectors(IReadOnlyList<Vector> vectors)
    {
        (Vector Vector, Expectation Expected)[] cases = [.. vectors.SelectMany(vector => vector.Expectations.Select(expected => (vector, expected)))];
        Answer[][] answers = [.. cases.Select(_ => new Answer[surfaces.Count])];
        for (int s = 0; s < surfaces.Count; s++)
        {
            ISurface surface = surfaces[s];
            Console.Error.WriteLine($"{surface.Name}: {cases.Length} cases …");
            int column = s;
            Parallel.For(0, cases.Length, new ParallelOptions { MaxDegreeOfParallelism = surface.AtOnce ? Environment.ProcessorCount : 1 }, i =>
            {
                using VectorFolder folder = new(cases[i].Vector);
                Answer answer = surface.Run(cases[i].Vector, cases[i].Expected, folder.Path);
                answers[i][column] = folder.Harm(cases[i].Vector, cases[i].Expected) is { } harm ? answer with { Error = harm } : answer;
            });
        }
        for (int i = 0; i < cases.Length; i++)
        {
            (Vector vector, Expectation expected) = cases[i];
            string handed = (expected.Keys.Count, expected.Checkpoints.Count) switch { (0, 0) => "", (_, 0) => "key", (0, _) => "checkpoint", _ => "both" };
            _lines.Add(new Line(vector.Row, vector.Form.ToString().ToLowerInvariant(), vector.Manipulation, handed, expected, answers[i]));
        }
    }

    /// <summary>Row 19 is no file: several writers at once, then nothing is missing and everything is one chain.</summary>
    private void RunWriters()
    {
        Expectation expected = Expect.Intact with { Entries = HonestLog.Count + (Writers * EntriesEach) };
        Vector log = new() { Name = "19-writers", Row = 19, Form = Form.Log, Manipulation = "", FileName = "ops.audit", Content = DatabaseBuilder.Build(HonestLog.Make()), Expectations = [] };
        Answer[] answers = [.. surfaces.Select(surface =>
        {
            using VectorFolder folder = new(log);
            return surface.Append(folder.Path, Writers, EntriesEach);
        })];
        _lines.Add(new Line(19, "log", $"nothing: {Writers} writers at once, {EntriesEach} entries each", "", expected, answers));
    }

    private int Print()
    {
        int differ = 0;
        foreach (IGrouping<int, Line> row in _lines.GroupBy(line => line.Row).OrderBy(row => row.Key))
        {
            Console.WriteLine($"\nRow {row.Key}: {ThreatRows.Titles[row.Key - 1]}");
            Console.WriteLine($"  {"form",-8}{"manipulation",-84}{"handed over",-13}{"expected",-32}got");
            foreach (Line line in row)
            {
                if (!line.Fits) differ++;
                Console.WriteLine($"{(line.Fits ? "  " : "! ")}{line.Form,-8}{Shorten(line.Words, 82),-84}{line.Handed,-13}{line.Expected,-32}{line.Got(surfaces)}");
            }
        }
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"\n{_lines.Count} lines, each given to: {string.Join(", ", surfaces.Select(surface => surface.Name))}. {(differ == 0 ? "No line differs." : $"{differ} lines DIFFER.")}"));
        return differ == 0 ? 0 : 1;
    }

    private static string Shorten(string text, int length) => text.Length <= length ? text : $"{text.AsSpan(0, length - 1)}…";

    private sealed record Line(int Row, string Form, string Words, string Handed, Expectation Expected, Answer[] Answers)
    {
        public bool Fits => Answers.All(answer => answer.Fits(Expected));

        /// <summary>One answer where all surfaces say the same; each by name where they do not.</summary>
        public string Got(IReadOnlyList<ISurface> surfaces) => Answers.Select(answer => answer.To(Expected)).Distinct().Count() == 1
            ? Answers[0].To(Expected)
            : string.Join("; ", Answers.Select((answer, i) => $"{surfaces[i].Name}: {answer.To(Expected)}"));
    }
}
