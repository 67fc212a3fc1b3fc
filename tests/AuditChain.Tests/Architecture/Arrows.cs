using ArchUnitNET.Domain;
using ArchUnitNET.Loader;
using ArchitectureModel = ArchUnitNET.Domain.Architecture;

namespace AuditChain.Tests.Architecture;

/// <summary>Who uses whom, by the compiled code.</summary>
internal static class Arrows
{
    /// <summary>Loads assemblies as they lie beside each other in the build's output.</summary>
    /// <param name="names">Without their ending.</param>
    public static ArchitectureModel Load(params string[] names)
    {
        ArchLoader loader = new();
        foreach (string name in names) loader.LoadFilteredDirectory(FolderOf(name), $"{name}.dll", SearchOption.TopDirectoryOnly);
        return loader.Build();
    }

    /// <summary>Every use of a later room by an earlier one, and of a room that the list does not know, in words.</summary>
    /// <param name="code">What was loaded.</param>
    /// <param name="root">The namespace that the rooms are part of.</param>
    /// <param name="rooms">Lowest first; the empty name is the root itself.</param>
    public static IReadOnlyList<string> Upwards(ArchitectureModel code, string root, IReadOnlyList<string> rooms)
    {
        SortedSet<string> found = new(StringComparer.Ordinal);
        foreach (IType type in code.Types.Where(type => RoomOf(type, root) is not null))
        {
            string from = RoomOf(type, root)!;
            if (!rooms.Contains(from))
            {
                found.Add($"{type.FullName} stands in a room that is not in the list: {from}");
                continue;
            }
            foreach (IType used in type.Dependencies.Select(dependency => dependency.Target).Where(used => RoomOf(used, root) is not null))
            {
                string to = RoomOf(used, root)!;
                if (Place(to) > Place(from)) found.Add($"{Named(from)} → {Named(to)}: {type.Name} uses {used.Name}");
            }
        }
        return [.. found];

        int Place(string room) => rooms.ToList().IndexOf(room);
        string Named(string room) => room.Length == 0 ? root : room;
    }

    /// <summary>Every use of a type of some assemblies by another.</summary>
    /// <param name="code">What was loaded.</param>
    /// <param name="assembly">Who uses.</param>
    /// <param name="forbidden">Names of assemblies.</param>
    public static IReadOnlyList<string> Into(ArchitectureModel code, string assembly, IReadOnlyCollection<string> forbidden) =>
    [
        .. from type in code.Types
           where AssemblyOf(type) == assembly
           from used in type.Dependencies.Select(dependency => dependency.Target)
           where forbidden.Contains(AssemblyOf(used))
           select $"{type.FullName} uses {used.FullName}",
    ];

    private static string AssemblyOf(IType type) => (type.Assembly?.Name ?? "").Split(',')[0];

    private static string? RoomOf(IType type, string root)
    {
        // A type parameter stands nowhere.
        if (type.Namespace?.FullName is not { } name) return null;
        if (name == root) return "";
        return name.StartsWith($"{root}.", StringComparison.Ordinal) ? name[(root.Length + 1)..] : null;
    }

    /// <summary>out/obj/bin/PROJECT/release/PROJECT.dll, beside the folder of the tests; what the tests reference lies in their own.</summary>
    private static string FolderOf(string name)
    {
        string own = AppContext.BaseDirectory;
        if (File.Exists(Path.Combine(own, $"{name}.dll"))) return own;
        DirectoryInfo here = new(own.TrimEnd(Path.DirectorySeparatorChar));
        return Path.Combine(here.Parent!.Parent!.FullName, name, here.Name);
    }
}
