using System.Management.Automation;

namespace AuditCmdlets.Wrapping;

// Running somebody's block, or standing before somebody's command, needs script of this module's own, and PowerShell runs
// that in the language mode of the session. In FullLanguage it can do its work; in the others it would fail in the middle.
// Rules that were registered in FullLanguage, as by the start script of a JEA endpoint, go on in whatever mode follows:
// their proxies keep the mode in which they were made.

/// <summary>Refuses what cannot be done in the language mode of a session, before anything is changed.</summary>
internal static class LanguageModes
{
    /// <summary>Ends the command with an error unless the session is in FullLanguage.</summary>
    /// <param name="cmdlet">The command.</param>
    /// <param name="what">What it does that needs it.</param>
    public static void Demand(PSCmdlet cmdlet, string what)
    {
        PSLanguageMode mode = cmdlet.SessionState.LanguageMode;
        if (mode == PSLanguageMode.FullLanguage) return;
        string name = cmdlet.MyInvocation.MyCommand.Name;
        cmdlet.ThrowTerminatingError(new ErrorRecord(
            new AuditException(AuditError.AuditLanguageMode,
                $"{name} {what}, which needs the language mode FullLanguage, and this session is in {mode}. Nothing was changed and nothing was run. "
                + "Register rules where the session is set up (a profile, the start script of a JEA endpoint), or record with Add-AuditEntry, which works in every mode."),
            nameof(AuditError.AuditLanguageMode),
            ErrorCategory.PermissionDenied,
            mode));
    }

    /// <summary>Ends the command with an error where functions cannot be set.</summary>
    /// <param name="cmdlet">The command.</param>
    public static void DemandFunctions(PSCmdlet cmdlet)
    {
        try
        {
            cmdlet.InvokeProvider.Item.Exists("function:prompt");
        }
        catch (SessionStateException e) when (e is ProviderNotFoundException or System.Management.Automation.DriveNotFoundException)
        {
            AuditException error = new(AuditError.AuditRuleInvalid,
                "Rules cannot be registered here: a rule puts a function before a command, and this session has no Function provider. Nothing was changed. Register rules where the session is set up.", e);
            cmdlet.ThrowTerminatingError(new ErrorRecord(error, nameof(AuditError.AuditRuleInvalid), ErrorCategory.InvalidArgument, targetObject: null));
        }
    }
}
