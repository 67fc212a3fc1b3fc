using System.Collections;
using System.Management.Automation;

namespace AuditCmdlets.Wrapping;

/// <summary>
/// What came to <c>$Error</c> since a call began. That is what PowerShell itself remembers: also errors that were caught or
/// silenced, not those of -ErrorAction Ignore, and at most as many as the list holds.
/// </summary>
/// <param name="session">Whose <c>$Error</c>.</param>
internal sealed class ErrorsSeen(SessionState session)
{
    private readonly object? _newestBefore = List(session) is { Count: > 0 } list ? list[0] : null;

    /// <summary>How many there are.</summary>
    public int Count
    {
        get
        {
            if (List(session) is not { } list) return 0;
            int count = 0;
            while (count < list.Count && !ReferenceEquals(list[count], _newestBefore)) count++;
            return count;
        }
    }

    /// <summary>The newest of them, or null.</summary>
    public ErrorRecord? Newest => Count == 0 ? null : RecordOf(List(session)![0]);

    /// <summary>The record of what stands in a list of errors, or null.</summary>
    /// <param name="item">A record, or an exception that holds one.</param>
    public static ErrorRecord? RecordOf(object? item) => (item is PSObject wrapped ? wrapped.BaseObject : item) switch
    {
        ErrorRecord record => record,
        IContainsErrorRecord exception => exception.ErrorRecord,
        _ => null,
    };

    private static ArrayList? List(SessionState session) =>
        (session.PSVariable.GetValue("global:Error") is PSObject wrapped ? wrapped.BaseObject : session.PSVariable.GetValue("global:Error")) as ArrayList;
}
