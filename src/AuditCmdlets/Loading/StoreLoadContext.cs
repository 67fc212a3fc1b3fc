using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace AuditCmdlets.Loading;

// The module's folder:
//
//   AuditCmdlets.dll  AuditChain.dll      PowerShell's default context
//   lib/AuditChain.Logs.dll  lib/*.dll    this context, so that another module may bring another Microsoft.Data.Sqlite or NSec
//   lib/runtimes/<rid>/native/…           natives, found by this context alone

/// <summary>The private context of the stores and of every package.</summary>
internal sealed class StoreLoadContext(string folder) : AssemblyLoadContext("AuditLog")
{
    // What the default context asks this one for: the stores' opener, evidence of others, and NSec for the engine's keys.
    private const string Stores = "AuditChain.Logs";
    private const string Anchoring = "AuditChain.Anchoring";
    private const string Cryptography = "NSec.Cryptography";

    /// <summary>The context of this module's folder. One a process: assemblies are never loaded twice.</summary>
    public static StoreLoadContext Instance { get; } =
        new(Path.Combine(Path.GetDirectoryName(typeof(StoreLoadContext).Assembly.Location)!, "lib"));

    /// <summary>An assembly that the default context did not find; null when it is none of those that this one has for it.</summary>
    /// <param name="name">As it was asked for. Another module may ask for an NSec too: it gets ours only if it means the very same.</param>
    public Assembly? Provide(AssemblyName name)
    {
        bool meant = name.Name is Stores or Anchoring || (name.Name == Cryptography
            && typeof(AuditException).Assembly.GetReferencedAssemblies().Any(reference => reference.FullName == name.FullName));
        // Not LoadFromAssemblyName: where the file is missing, that asks the default context, which asks here again, without end.
        return meant ? Load(name) : null;
    }

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        // The engine is the default context's: its types go to and fro. PowerShell loaded it by its path, so that it cannot
        // be found there by its name.
        Assembly engine = typeof(AuditException).Assembly;
        if (assemblyName.Name == engine.GetName().Name) return engine;
        string path = Path.Combine(folder, $"{assemblyName.Name}.dll");
        return File.Exists(path) ? LoadFromAssemblyPath(path) : null;
    }

    protected override nint LoadUnmanagedDll(string unmanagedDllName)
    {
        string native = Path.Combine(folder, "runtimes", Rid, "native");
        foreach (string name in FileNames(unmanagedDllName))
        {
            string path = Path.Combine(native, name);
            if (File.Exists(path)) return LoadUnmanagedDllFromPath(path);
        }
        return 0;
    }

    private static string[] FileNames(string name) =>
        OperatingSystem.IsWindows() ? [$"{name}.dll", name]
        : OperatingSystem.IsMacOS() ? [$"lib{name}.dylib", $"{name}.dylib", name]
        : [$"lib{name}.so", $"{name}.so", name];

    private static string Rid
    {
        get
        {
            string runtime = RuntimeInformation.RuntimeIdentifier;
            bool musl = runtime.Contains("musl", StringComparison.Ordinal) || runtime.StartsWith("alpine", StringComparison.Ordinal);
            string system = OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : musl ? "linux-musl" : "linux";
            return $"{system}-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}";
        }
    }
}
