using EventCode;

// dotnet run --project build/EventCode: writes what is made of src/AuditChain/Events/catalogue.json. Running it twice changes
// nothing; a test compares the files with what it would write.

string root = args is [var folder] ? Path.GetFullPath(folder) : Path.GetFullPath(Directory.GetCurrentDirectory());
string source = Path.Combine(root, GeneratedFiles.Catalogue);
if (!File.Exists(source))
{
    Console.Error.WriteLine($"EventCode: expected the folder of the repository, or its path as the only argument; there is no '{source}'.");
    return 2;
}
try
{
    EventCatalogue catalogue = EventCatalogue.Parse(File.ReadAllBytes(source), "AuditLog");
    foreach ((string path, string text) in GeneratedFiles.Of(catalogue))
    {
        string full = Path.Combine(root, path);
        if (File.Exists(full) && File.ReadAllText(full) == text) continue;
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
        Console.WriteLine($"written {path}");
    }
    foreach (string path in GeneratedFiles.Stale(root, catalogue))
    {
        File.Delete(path);
        Console.WriteLine($"deleted {Path.GetRelativePath(root, path)}");
    }
    Console.WriteLine($"{catalogue.Types.Count} types, version {catalogue.Version}.");
    return 0;
}
catch (AuditException e)
{
    Console.Error.WriteLine($"EventCode: [{e.Error}] {e.Message}");
    return 2;
}
