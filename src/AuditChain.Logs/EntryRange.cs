namespace AuditChain.Logs;

/// <summary>The range of sequences that is meant by sequences and times together.</summary>
public static class EntryRange
{
    /// <summary>Turns times into the first and the last sequence between them.</summary>
    /// <param name="path">A log or a bundle.</param>
    /// <param name="first">First sequence; null for 1.</param>
    /// <param name="last">Last sequence; null for the newest.</param>
    /// <param name="after">Recorded at this time or later.</param>
    /// <param name="before">Recorded before this time.</param>
    /// <exception cref="AuditException">AuditRangeInvalid: there is no entry between these times. What reading the log throws.</exception>
    public static (long First, long? Last) Find(string path, long? first, long? last, DateTimeOffset? after, DateTimeOffset? before)
    {
        EntryQuery range = new() { After = after, Before = before, FirstSequence = first ?? 1, LastSequence = last ?? AuditLimits.SafeInteger };
        long? start = after is null ? first ?? 1 : AuditFile.Read(path, range).FirstOrDefault()?.Seq;
        long? end = before is null ? last : AuditFile.Read(path, range with { Descending = true, Last = 1 }).FirstOrDefault()?.Seq;
        if (start is null || (before is not null && end is null))
            throw new AuditException(AuditError.AuditRangeInvalid, $"The log holds no entry {(after is null ? "" : $"from {after:u} on ")}{(before is null ? "" : $"before {before:u} ")}in that range. Nothing was written.");
        return (start.Value, end);
    }
}
