namespace AuditChain.Tests;

// Files of the repository that tests read; some lie beside it, in ../shared, and may be absent.
internal static class RepositoryFiles
{
    internal static string Root { get; } = FindRoot();

    internal static string Vector(string name) => Path.Combine(Root, "tests", "vectors", name);

    internal static string? Shared(string relative)
    {
        string path = Path.GetFullPath(Path.Combine(Root, "..", "shared", relative));
        return Path.Exists(path) ? path : null;
    }

    private static string FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Directory.Packages.props"))) return folder.FullName;
        }

        throw new DirectoryNotFoundException($"No folder above {AppContext.BaseDirectory} holds Directory.Packages.props.");
    }
}
