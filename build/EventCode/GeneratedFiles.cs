namespace EventCode;

/// <summary>What is made of the catalogue: paths within the repository, and texts.</summary>
internal static class GeneratedFiles
{
    public const string Catalogue = "src/AuditChain/Events/catalogue.json";
    private const string Folder = "src/AuditChain/Events/Generated";

    public static IEnumerable<(string Path, string Text)> Of(EventCatalogue catalogue)
    {
        foreach (IGrouping<string, AuditEventType> group in catalogue.Types.GroupBy(type => type.Group))
            yield return (PathOf(group.Key), CodeText.Of([.. group]));
        yield return ("docs/event-catalogue.md", DocumentText.Of(catalogue));
    }

    /// <summary>Files of groups that are no more.</summary>
    public static IEnumerable<string> Stale(string root, EventCatalogue catalogue)
    {
        string folder = Path.Combine(root, Folder);
        HashSet<string> wanted = [.. catalogue.Types.Select(type => Path.GetFileName(PathOf(type.Group)))];
        return !Directory.Exists(folder) ? [] : Directory.GetFiles(folder, "*.g.cs").Where(path => !wanted.Contains(Path.GetFileName(path)));
    }

    private static string PathOf(string group) => $"{Folder}/{char.ToUpperInvariant(group[0])}{group[1..]}.g.cs";
}
