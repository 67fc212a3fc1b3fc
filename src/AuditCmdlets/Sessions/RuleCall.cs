using System.Collections;
using System.Management.Automation;
using AuditCmdlets.Actors;
using AuditCmdlets.Rules;
using AuditCmdlets.Wrapping;

namespace AuditCmdlets.Sessions;

/// <summary>What a proxy hands over: a hashtable, so that it works in every language mode.</summary>
internal static class RuleCall
{
    /// <summary>True from the start of the command up to its end.</summary>
    public const string Running = "Running";

    private const string Seen = "Seen", Outlet = "Outlet";

    // The preferences that a cmdlet takes from its caller, and the parameter that stands above each.
    private static readonly (string Preference, string Parameter)[] s_preferences =
    [
        ("ErrorActionPreference", "ErrorAction"), ("WarningPreference", "WarningAction"), ("InformationPreference", "InformationAction"),
        ("VerbosePreference", "Verbose"), ("DebugPreference", "Debug"), ("ProgressPreference", "ProgressAction"),
        ("ConfirmPreference", "Confirm"), ("WhatIfPreference", "WhatIf"),
    ];

    /// <summary>Adds what the pipeline of the command has to end in; asked for by the proxy before it makes that pipeline.</summary>
    /// <param name="cmdlet">The command that the proxy calls.</param>
    /// <param name="call">From the proxy.</param>
    /// <returns>False when that was done before: then the command is to be run.</returns>
    public static bool Prepare(PSCmdlet cmdlet, Hashtable call)
    {
        if (call.ContainsKey(Seen)) return false;
        call[Seen] = new AnswersSeen(cmdlet.Host);
        if (Wrapping.Outlet.IsNeeded(Invocation(call))) call[Outlet] = Wrapping.Outlet.Command;
        return true;
    }

    /// <summary>Makes a call of it.</summary>
    /// <param name="cmdlet">The command that the proxy steps.</param>
    /// <param name="call">From the proxy.</param>
    /// <exception cref="AuditException">AuditRuleNotFound, or what finding the log throws.</exception>
    public static (AuditedCall Call, SteppedRun Run) Of(PSCmdlet cmdlet, Hashtable call)
    {
        AuditSession session = AuditSession.Of(cmdlet);
        string name = call["Rule"]?.ToString() ?? "", command = call["Command"]?.ToString() ?? "";
        if (session.Rules.Find(name) is not { } rule || rule.Proxies.FirstOrDefault(one => one.Name == command) is not { } proxy)
            throw new AuditException(AuditError.AuditRuleNotFound, $"{command} did not run: its proxy asks for the rule '{name}', and there is no such rule in this session. Import the module and register the rule here, or call the command with its module's name.");

        object arguments = call["Arguments"] is PSObject wrapped ? wrapped.BaseObject : call["Arguments"] ?? Array.Empty<object>();
        PSCmdlet? caller = (call["Caller"] is PSObject inner ? inner.BaseObject : call["Caller"]) as PSCmdlet;
        if (caller is not null && proxy.Command is CmdletInfo) CarryPreferences(cmdlet.SessionState, caller);
        AnswersSeen seen = (call[Seen] is PSObject watch ? watch.BaseObject : call[Seen]) as AnswersSeen ?? new AnswersSeen(cmdlet.Host);
        SteppablePipeline pipeline = (call["Original"] is PSObject made ? made.BaseObject : call["Original"]) as SteppablePipeline ?? SteppedRun.OfCommand(proxy.Command, arguments, seen, Invocation(call));
        AuditEvent template = new()
        {
            Type = rule.Type,
            Action = rule.Action ?? proxy.Name,
            Actor = CurrentActor.Find(cmdlet.SessionState),
            Correlation = Guid.CreateVersion7().ToString(),
        };
        CallJournal journal = new(session.Recorders, rule.Path ?? CallJournal.PathOf(cmdlet, path: null));
        return (new AuditedCall(cmdlet, template, new RuleSubject(rule.Definition, proxy, arguments, cmdlet.SessionState, caller?.MyInvocation), seen, rule.Definition.Terms, journal),
            new SteppedRun(cmdlet, pipeline, isScript: proxy.Command is FunctionInfo, seen));
    }

    private static InvocationInfo? Invocation(Hashtable call) => (call["At"] is PSObject wrapped ? wrapped.BaseObject : call["At"]) as InvocationInfo;

    /// <summary>A cmdlet called by a module follows the module's preferences; the proxy, which is global, does not see them.</summary>
    private static void CarryPreferences(SessionState proxy, PSCmdlet caller)
    {
        if (caller.SessionState.Module is null) return;
        foreach ((string preference, string parameter) in s_preferences)
        {
            if (!caller.MyInvocation.BoundParameters.ContainsKey(parameter) && caller.SessionState.PSVariable.GetValue(preference) is { } value)
                proxy.PSVariable.Set(preference, value);
        }
    }
}
