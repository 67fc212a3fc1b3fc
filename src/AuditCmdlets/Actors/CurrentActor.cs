using System.Management.Automation;
using System.Management.Automation.Remoting;
using System.Management.Automation.Runspaces;

namespace AuditCmdlets.Actors;

/// <summary>Who acts when nobody is named: the default of -Actor. A convenience and no proof: whoever may append may say another.</summary>
internal static class CurrentActor
{
    /// <summary>The actor of Use-AuditActor around the caller; else the account of this process and the machine, and where somebody else stands behind it (remoting, JEA, sudo), that one, and the account as runAs.</summary>
    /// <param name="session">For $PSSenderInfo.</param>
    public static AuditActor Find(SessionState session)
    {
        if (ActorScope.Current is { } entered) return entered;
        return Unwrap(session.PSVariable.GetValue("PSSenderInfo")) is PSSenderInfo { UserInfo.Identity.Name: { Length: > 0 } connected }
            ? SystemActor.Behind(connected, Runspace.DefaultRunspace?.InstanceId.ToString())
            : SystemActor.Find();
    }

    private static object? Unwrap(object? value) => value is PSObject wrapped ? wrapped.BaseObject : value;
}
