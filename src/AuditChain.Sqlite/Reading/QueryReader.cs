using AuditChain.Storage;

namespace AuditChain.Sqlite.Reading;

/// <summary>Answers queries: block by block in the order asked for, candidates by the index, every line compared itself.</summary>
/// <param name="session">How the log is read.</param>
internal sealed class QueryReader(ReadSession session)
{
    private const int Buffered = 1000;

    /// <summary>Streams the entries that a query asks for, as the log stands when the first one is read.</summary>
    public IEnumerable<AuditEntry> Read(EntryQuery query)
    {
        long newest = Newest();
        if (query.Last is not { } count) return Scan(query, newest);
        if (count <= 0) return [];
        EntryQuery backwards = query with { Descending = true };
        if (query.Descending) return Scan(backwards, newest).Take((int)Math.Min(count, int.MaxValue));
        return count <= Buffered ? Scan(backwards, newest).Take((int)count).Reverse() : LastOf(query, backwards, newest, count);
    }

    /// <summary>How many entries match, without reading those that the index counts.</summary>
    public long Count(EntryQuery query)
    {
        if (query.Last is not null || query.Sequences is not null) return Read(query).LongCount();
        EntryPages pages = new(query, Newest()) { CountsOnly = true };
        while (pages.HasMore) pages.ReadNext(session);
        return pages.Counted;
    }

    /// <summary>More than one likes to hold in memory: first find where they start, then stream from there.</summary>
    private IEnumerable<AuditEntry> LastOf(EntryQuery query, EntryQuery backwards, long newest, long count)
    {
        long start = 0;
        foreach (AuditEntry entry in Scan(backwards, newest))
        {
            start = entry.Seq;
            if (--count == 0) break;
        }
        return start == 0 ? [] : Scan(query with { FirstSequence = start }, newest);
    }

    private IEnumerable<AuditEntry> Scan(EntryQuery query, long newest)
    {
        EntryPages pages = new(query, newest);
        while (pages.HasMore)
        {
            foreach (AuditEntry entry in pages.ReadNext(session)) yield return entry;
        }
    }

    private long Newest() => session.Read(statements =>
    {
        Statement newest = statements.Newest;
        return newest.Step() ? newest.Long(0) : 0;
    });
}
