using System.Management.Automation;

namespace AuditCmdlets.Errors;

/// <summary>The error catalogue of the module: the ErrorId is the engine's name of the error, the category is here.</summary>
internal static class ErrorTable
{
    /// <summary>The record of an error of the engine.</summary>
    /// <param name="error">What went wrong.</param>
    /// <param name="target">What it went wrong with.</param>
    public static ErrorRecord ToRecord(this AuditException error, object? target) =>
        new(error, error.Error.ToString(), CategoryOf(error.Error), target);

    /// <summary>The category of an error.</summary>
    /// <param name="error">Any value of the enumeration.</param>
    public static ErrorCategory CategoryOf(AuditError error) => error switch
    {
        AuditError.AuditLogNotFound or AuditError.AuditKeyNotFound or AuditError.AuditEventTypeUnknown or AuditError.AuditRuleNotFound
            or AuditError.AuditMirrorNotFound or AuditError.AuditTokenNotFound => ErrorCategory.ObjectNotFound,
        AuditError.AuditLogExists or AuditError.AuditKeyExists or AuditError.AuditDestinationExists or AuditError.AuditEventTypeExists
            or AuditError.AuditMirrorExists => ErrorCategory.ResourceExists,
        AuditError.AuditLogBusy or AuditError.AuditHeadChanged or AuditError.AuditMirrorBusy or AuditError.AuditServiceUnavailable => ErrorCategory.ResourceBusy,
        AuditError.AuditLogAccessDenied or AuditError.AuditLanguageMode or AuditError.AuditAccessRefused => ErrorCategory.PermissionDenied,
        AuditError.AuditLogWriteFailed or AuditError.AuditDestinationInvalid => ErrorCategory.WriteError,
        AuditError.AuditEntryTooLarge or AuditError.AuditEntryTooDeep or AuditError.AuditBatchTooLarge => ErrorCategory.LimitsExceeded,
        AuditError.AuditEntryInvalid or AuditError.AuditRangeInvalid or AuditError.AuditPatternInvalid or AuditError.AuditRuleInvalid
            or AuditError.AuditMirrorInvalid or AuditError.AuditTokenInvalid or AuditError.AuditRequestInvalid => ErrorCategory.InvalidArgument,
        AuditError.AuditKeyPassphrase => ErrorCategory.AuthenticationError,
        AuditError.AuditEvidenceRefused => ErrorCategory.ConnectionError,
        AuditError.AuditLibsodiumMissing => ErrorCategory.NotInstalled,
        AuditError.AuditChainBroken or AuditError.AuditLogForked or AuditError.AuditMirrorMismatch => ErrorCategory.SecurityError,
        AuditError.AuditMirrorStalled => ErrorCategory.ConnectionError,
        AuditError.AuditRecordRefused => ErrorCategory.OperationStopped,
        _ => ErrorCategory.InvalidData,
    };
}
