namespace AuditCmdlets.Wrapping;

/// <summary>What happens to an operation when its entry cannot be recorded.</summary>
public enum FailurePolicy
{
    /// <summary>It does not run unless the intent is on the disk.</summary>
    Closed = 1,

    /// <summary>It runs; what could not be recorded is counted, and the count recorded with the next entry that can be.</summary>
    Open,
}
