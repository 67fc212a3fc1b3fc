using System.Management.Automation;
using AuditChain.Sqlite;
using AuditCmdlets.Logs;
using AuditCmdlets.Values;

namespace AuditCmdlets.Wrapping;

/// <summary>What could not be recorded in one log since the last entry that could be.</summary>
internal sealed class Gap
{
    public int Count { get; private set; }
    public DateTimeOffset Since { get; private set; }
    public string Reason { get; private set; } = "";

    public void Add(string reason)
    {
        if (Count++ == 0) Since = DateTimeOffset.UtcNow;
        Reason = reason;
    }
}

/// <summary>Writes the entries of calls into one log, by the failure policy, and counts what it could not write.</summary>
/// <param name="session">Where the counts are kept.</param>
/// <param name="path">The full path of the log; null for the user's own.</param>
internal sealed class CallJournal(AuditSession session, string? path)
{
    /// <summary>Why the last entry could not be recorded.</summary>
    public string LastReason { get; private set; } = "";

    private string Name => path ?? DefaultLog.Own;

    /// <summary>Records an entry.</summary>
    /// <param name="entry">What happened.</param>
    /// <param name="policy">What to do when that fails.</param>
    /// <returns>Its place; null when it could not be recorded, and the policy is Open.</returns>
    /// <exception cref="AuditException">It could not be recorded, and the policy is Closed.</exception>
    public EntryPlace? Record(AuditEvent entry, FailurePolicy policy)
    {
        PreparedEntry prepared = PreparedEntry.From(entry, new PSValueWriter());
        try
        {
            using IAuditLog log = path is null ? DefaultLog.OpenOrCreateOwn() : SqliteAuditLog.Open(path, LogAccess.Append);
            if (!session.Gaps.TryGetValue(Name, out Gap? gap)) return log.Append([prepared])[0];
            EntryPlace place = log.Append([PreparedEntry.From(EventOf(gap)), prepared])[1];
            session.Gaps.Remove(Name);
            return place;
        }
        catch (AuditException e)
        {
            if (!session.Gaps.TryGetValue(Name, out Gap? gap)) session.Gaps[Name] = gap = new Gap();
            gap.Add(LastReason = e.Message);
            if (policy == FailurePolicy.Closed) throw;
            return null;
        }
    }

    private static AuditEvent EventOf(Gap gap) => new()
    {
        Type = "audit-gap",
        Outcome = "error",
        Message = $"Entries that could not be recorded since {AuditTime.Format(gap.Since)}: {gap.Count}. {gap.Reason}",
        Data = new Dictionary<string, object?>(StringComparer.Ordinal) { ["count"] = gap.Count, ["since"] = gap.Since },
    };
}
