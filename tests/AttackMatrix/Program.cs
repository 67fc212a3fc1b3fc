using System.Globalization;
using AttackMatrix;
using AttackMatrix.Attacks;
using AttackMatrix.Fuzzing;
using AttackMatrix.Running;
using AttackMatrix.Vectors;

CultureInfo.DefaultThreadCurrentCulture = CultureInfo.InvariantCulture;
return args switch
{
    ["generate", .. var rest] => Generate(rest),
    ["table", .. var rest] => MatrixTable.Run(Options.Parse(rest, "--vectors", "--cli", "--module", "--only")),
    ["fuzz", .. var rest] => FuzzVerb.Run(Options.Parse(rest, "--seed", "--cases", "--form", "--case", "--keep")),
    _ => Usage(),
};

static int Generate(string[] rest)
{
    string folder = Options.Parse(rest, "--vectors").VectorFolder();
    Directory.CreateDirectory(folder);
    HashSet<string> wanted = [];
    int written = 0;
    foreach (Vector vector in Catalogue.All())
    {
        string path = Path.Combine(folder, $"{vector.Name}.json");
        if (!wanted.Add(path)) throw new InvalidOperationException($"Two vectors are named {vector.Name}.");
        // Another version of SQLite or zlib writes other bytes; that alone is no reason to write a file anew.
        if (File.Exists(path) && VectorMeaning.Same(VectorFile.Read(path), vector)) continue;
        File.WriteAllText(path, VectorFile.ToJson(vector));
        written++;
    }
    foreach (string old in VectorFile.In(folder).Where(path => !wanted.Contains(path)).ToArray())
    {
        File.Delete(old);
        Console.WriteLine($"deleted {Path.GetFileName(old)}");
    }
    Console.WriteLine($"{wanted.Count} vectors in {folder}, {written} of them written.");
    return 0;
}

static int Usage()
{
    Console.Error.WriteLine(
        """
        AttackMatrix generate [--vectors FOLDER]
            Writes the vectors. Running it twice changes nothing.
        AttackMatrix table [--vectors FOLDER] [--cli auditlog.dll] [--module AuditLog.psd1] [--only TEXT]
            Runs every vector through the engine, the command line and PowerShell, as far as they are built, and prints the matrix.
            Exit code 1 when a row differs.
        AttackMatrix fuzz [--seed N] [--cases N] [--form bundle|gz|mirror|log] [--case N [--keep FILE]]
            Mutates honest files and checks that the verifier always ends, in a verdict or an error, and never says Intact of
            changed content. --case runs one of the cases again, --keep writes its file. Exit code 1 when a case fails.
        """);
    return 2;
}
