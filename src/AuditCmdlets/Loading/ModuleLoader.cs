using System.Management.Automation;
using System.Reflection;
using System.Runtime.Loader;

namespace AuditCmdlets.Loading;

/// <summary>Hooks the private context in when the module is imported, and out when it is removed.</summary>
public sealed class ModuleLoader : IModuleAssemblyInitializer, IModuleAssemblyCleanup
{
    private static readonly Lock s_gate = new();

    // Runspaces of one process import and remove the module each for itself: the hook goes with the last of them.
    private static int s_imports;

    /// <summary>Called by PowerShell after each import.</summary>
    public void OnImport()
    {
        lock (s_gate)
        {
            if (s_imports++ == 0) AssemblyLoadContext.Default.Resolving += Resolve;
        }
    }

    /// <summary>Called by PowerShell when the module is removed from a session.</summary>
    /// <param name="psModuleInfo">The module.</param>
    public void OnRemove(PSModuleInfo psModuleInfo)
    {
        lock (s_gate)
        {
            if (s_imports > 0 && --s_imports == 0) AssemblyLoadContext.Default.Resolving -= Resolve;
        }
    }

    private static Assembly? Resolve(AssemblyLoadContext context, AssemblyName name) =>
        name.Name == StoreLoadContext.EntryAssembly ? StoreLoadContext.Instance.LoadFromAssemblyName(name) : null;
}
