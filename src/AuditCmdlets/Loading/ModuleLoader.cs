using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Reflection;
using System.Runtime.Loader;
using AuditCmdlets.Sessions;
using AuditCmdlets.Rules;
using AuditCmdlets.Wrapping;

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
            if (s_imports++ > 0) return;
            AssemblyLoadContext.Default.Resolving += Resolve;
            // A thread that one runspace starts for another inherits what flows, and must not inherit the actor.
            ActorScope.UseBoundary(static () => Runspace.DefaultRunspace?.InstanceId);
        }
    }

    /// <summary>Called by PowerShell when the module is removed from a session.</summary>
    /// <param name="psModuleInfo">The module.</param>
    public void OnRemove(PSModuleInfo psModuleInfo)
    {
        if (AuditSession.Of(psModuleInfo) is { } session) SessionEnd.Remove(session, psModuleInfo.SessionState);
        lock (s_gate)
        {
            if (s_imports > 0 && --s_imports == 0) AssemblyLoadContext.Default.Resolving -= Resolve;
        }
    }

    private static Assembly? Resolve(AssemblyLoadContext context, AssemblyName name) => StoreLoadContext.Instance.Provide(name);
}
