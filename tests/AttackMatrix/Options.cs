using System.Globalization;

namespace AttackMatrix;

/// <summary>The options of a verb: names and values, nothing else.</summary>
internal sealed class Options
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    public static Options Parse(string[] args, params string[] allowed)
    {
        Options options = new();
        for (int i = 0; i < args.Length; i += 2)
        {
            if (!allowed.Contains(args[i]) || i + 1 == args.Length) throw new ArgumentException($"Expected {string.Join(", ", allowed)} with a value each; found '{args[i]}'.", nameof(args));
            options._values[args[i]] = args[i + 1];
        }
        return options;
    }

    public string? Text(string name) => _values.GetValueOrDefault(name);

    public long Number(string name, long otherwise) => _values.TryGetValue(name, out string? text) ? long.Parse(text, CultureInfo.InvariantCulture) : otherwise;

    /// <summary>The folder of the vectors: the one given, or tests/vectors of the repository.</summary>
    public string VectorFolder() => Text("--vectors") ?? Path.Combine(Repository(), "tests", "vectors");

    /// <summary>The root of the repository that this program was built in, or that it is run in.</summary>
    public static string Repository()
    {
        foreach (string start in (string[])[AppContext.BaseDirectory, Environment.CurrentDirectory])
        {
            for (DirectoryInfo? folder = new(start); folder is not null; folder = folder.Parent)
            {
                if (File.Exists(Path.Combine(folder.FullName, "Directory.Packages.props"))) return folder.FullName;
            }
        }
        throw new DirectoryNotFoundException("The repository was not found above the program or the current folder; give --vectors.");
    }
}
