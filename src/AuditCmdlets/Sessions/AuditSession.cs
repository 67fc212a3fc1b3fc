using System.Collections;
using System.Management.Automation;
using AuditCmdlets.Rules;
using AuditCmdlets.Wrapping;

namespace AuditCmdlets.Sessions;

/// <summary>What belongs to one session: its rules and recorders. It hangs on the module as imported there, so runspaces share nothing.</summary>
internal sealed class AuditSession
{
    private const string Key = "AuditLog.Session";

    /// <summary>The rules in force.</summary>
    public RuleTable Rules { get; } = new();

    /// <summary>The recorders of its calls.</summary>
    public RecorderPool Recorders { get; } = new();

    /// <summary>The session in which a command runs.</summary>
    /// <param name="cmdlet">A command of this module.</param>
    public static AuditSession Of(PSCmdlet cmdlet)
    {
        PSModuleInfo module = cmdlet.MyInvocation.MyCommand.Module;
        if (module.PrivateData is not Hashtable items) module.PrivateData = items = [];
        if (items[Key] is not AuditSession session) items[Key] = session = new AuditSession();
        return session;
    }

    /// <summary>The session of a module that is being removed; null when nothing was kept there.</summary>
    /// <param name="module">This module, as imported in the session.</param>
    public static AuditSession? Of(PSModuleInfo module) => (module.PrivateData as Hashtable)?[Key] as AuditSession;
}
