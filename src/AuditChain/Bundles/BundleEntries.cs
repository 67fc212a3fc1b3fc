namespace AuditChain.Bundles;

/// <summary>Reads the entries of a bundle or a mirror file, for people who query it. Whether they are genuine, the verifier says.</summary>
public static class BundleEntries
{
    /// <summary>Streams the entries that a query asks for.</summary>
    /// <param name="path">A bundle or a mirror file.</param>
    /// <param name="query">Filters, range and order. Descending order holds what matches in memory, <c>Last</c> only so many.</param>
    /// <exception cref="AuditException">AuditLogNotFound; AuditBundleInvalid when the file is not one.</exception>
    public static IEnumerable<AuditEntry> Read(string path, EntryQuery query) => Select(Scan(path), query);

    /// <summary>What a query asks for, of entries that come in ascending order.</summary>
    internal static IEnumerable<AuditEntry> Select(IEnumerable<AuditEntry> entries, EntryQuery query)
    {
        IEnumerable<AuditEntry> matching = entries.Where(query.Matches);
        if (query.Last is { } count) matching = Newest(matching, count);
        return query.Descending ? matching.Reverse() : matching;
    }

    private static IEnumerable<AuditEntry> Scan(string path)
    {
        using BundleReader reader = BundleReader.Open(path);
        if (!LogHeader.TryParse(reader.HeaderLine.Span, out _, out string? problem))
            throw new AuditException(AuditError.AuditLogNotRecognized, $"'{path}' is not an audit log, bundle or mirror file: its first line is not a header ({problem}).");
        LineBatch batch = reader.CreateBatch();
        while (true)
        {
            Guard(path, () =>
            {
                reader.Read(batch);
                return true;
            });
            if (batch.Count == 0) yield break;
            for (int i = 0; i < batch.Count; i++) yield return Guard(path, () => AuditEntry.Parse(batch.Line(i)));
        }
    }

    private static IEnumerable<AuditEntry> Newest(IEnumerable<AuditEntry> entries, long count)
    {
        Queue<AuditEntry> kept = new();
        if (count <= 0) yield break;
        foreach (AuditEntry entry in entries)
        {
            if (kept.Count == count) kept.Dequeue();
            kept.Enqueue(entry);
        }
        foreach (AuditEntry entry in kept) yield return entry;
    }

    private static T Guard<T>(string path, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (ChainFaultException e)
        {
            throw BundleReader.Unreadable(path, e);
        }
    }
}
