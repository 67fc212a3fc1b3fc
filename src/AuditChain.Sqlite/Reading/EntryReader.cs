namespace AuditChain.Sqlite;

/// <summary>Reads entries in pages, so that no snapshot is held while the consumer thinks, and memory stays flat.</summary>
internal sealed class EntryReader(LogDatabase database)
{
    private const int PageSize = 256;
    private const int Buffered = 1000;

    public LogStatus ReadStatus(LogHeader header)
    {
        using Statement edge = database.Prepare("SELECT seq, time, hash FROM entries WHERE seq = (SELECT max(seq) FROM entries) OR seq = (SELECT min(seq) FROM entries) ORDER BY seq");
        LogStatus status = new() { Path = database.Path, Origin = header.Origin, LogId = header.Hash, Created = header.Created, Head = header.Hash };
        bool first = true;
        while (edge.Step())
        {
            DateTimeOffset? time = AuditTime.TryParse(edge.Bytes(1), out DateTimeOffset parsed) ? parsed : null;
            status = status with { Count = edge.Long(0), LastTime = time, FirstTime = first ? time : status.FirstTime, Head = edge.Bytes(2).Length == Digest.Size ? new Digest(edge.Bytes(2)) : default };
            first = false;
        }
        StoredAttestation? newest = AttestationTable.Read(database).MaxBy(a => a.Size);
        long size = new[] { database.Path, Sidecar.Of(database.Path, "-wal") }.Sum(path => new FileInfo(path) is { Exists: true } file ? file.Length : 0);
        return status with { SizeOnDisk = size, AttestedCount = newest?.Size, AttestedTime = newest?.Time };
    }

    public IEnumerable<AuditEntry> Read(EntryQuery query)
    {
        long newest = database.Scalar("SELECT max(seq) FROM entries");
        query = query with { LastSequence = Math.Min(query.LastSequence, newest) };
        if (query.Last is not { } count) return Scan(query);
        if (count <= 0) return [];
        EntryQuery backwards = query with { Descending = true };
        if (query.Descending) return Scan(backwards).Take((int)Math.Min(count, int.MaxValue));
        return count <= Buffered ? Scan(backwards).Take((int)count).Reverse() : LastOf(query, backwards, count);
    }

    public void ReadLines(long first, long last, LineVisitor visit)
    {
        using Statement select = database.Prepare("SELECT seq, line, hash FROM entries WHERE seq BETWEEN ? AND ? ORDER BY seq");
        select.Bind(1, first);
        select.Bind(2, last);
        long expected = first;
        // Not one step further: what comes after the range may be damaged.
        while (expected <= last && select.Step())
        {
            if (select.Long(0) != expected) throw Gap(expected);
            visit(expected++, select.Bytes(1), HashOf(select, 2, expected - 1));
        }
        if (expected <= last) throw Gap(expected);
    }

    public IEnumerable<Digest> ReadHashes(long first, long last)
    {
        using Statement select = database.Prepare("SELECT seq, hash FROM entries WHERE seq BETWEEN ? AND ? ORDER BY seq");
        select.Bind(1, first);
        select.Bind(2, last);
        long expected = first;
        // Not one step further: what comes after the range may be damaged.
        while (expected <= last && select.Step())
        {
            if (select.Long(0) != expected) throw Gap(expected);
            yield return HashOf(select, 1, expected++);
        }
        if (expected <= last) throw Gap(expected);
    }

    /// <summary>More than one likes to hold in memory: first find where they start, then stream from there.</summary>
    private IEnumerable<AuditEntry> LastOf(EntryQuery query, EntryQuery backwards, long count)
    {
        long start = 0;
        foreach (AuditEntry entry in Scan(backwards))
        {
            start = entry.Seq;
            if (--count == 0) break;
        }
        return start == 0 ? [] : Scan(query with { FirstSequence = start });
    }

    private IEnumerable<AuditEntry> Scan(EntryQuery query)
    {
        if (query.Sequences is { } wanted) return ReadEach(query, wanted);
        if (!Narrow(ref query)) return [];
        QueryText? text = QueryText.Build(query, new NameIndex(database));
        return text is null ? [] : ReadPages(query, text);
    }

    private IEnumerable<AuditEntry> ReadPages(EntryQuery query, QueryText text)
    {
        long low = query.FirstSequence, high = query.LastSequence;
        using Statement select = database.Prepare(text.Sql);
        List<AuditEntry> page = new(PageSize);
        int pageSize = 32;
        while (low <= high)
        {
            text.Bind(select, low, high, pageSize);
            int rows = 0;
            page.Clear();
            while (select.Step())
            {
                rows++;
                long seq = select.Long(0);
                // Pages that lead back to themselves would never end: then a seq comes again.
                if (seq < low || seq > high) throw new AuditException(AuditError.AuditLogDamaged, $"The entries of '{database.Path}' are not in order at entry {seq}: its pages are damaged. Verify the log.");
                (low, high) = query.Descending ? (low, seq - 1) : (seq + 1, high);
                AuditEntry entry = Parse(select.Bytes(1), seq);
                if (query.Matches(entry)) page.Add(entry);
            }
            select.Reset();
            foreach (AuditEntry entry in page) yield return entry;
            if (rows < pageSize) yield break;
            pageSize = PageSize;
        }
    }

    private IEnumerable<AuditEntry> ReadEach(EntryQuery query, IReadOnlyCollection<long> wanted)
    {
        using Statement select = database.Prepare("SELECT line FROM entries WHERE seq = ?");
        IEnumerable<long> order = wanted.Distinct().Order();
        foreach (long seq in query.Descending ? order.Reverse() : order)
        {
            select.Bind(1, seq);
            AuditEntry? entry = select.Step() ? Parse(select.Bytes(0), seq) : null;
            select.Reset();
            if (entry is not null && query.Matches(entry)) yield return entry;
        }
    }

    /// <summary>Turns bounds of time into bounds of sequence, by the index; false when nothing lies between them.</summary>
    private bool Narrow(ref EntryQuery query)
    {
        if (query.After is null && query.Before is null) return true;
        using Statement bounds = database.Prepare("SELECT min(seq), max(seq) FROM entries WHERE time >= ? AND time < ?");
        bounds.BindText(1, AuditTime.Format(query.After ?? DateTimeOffset.MinValue));
        bounds.BindText(2, AuditTime.Format(query.Before ?? DateTimeOffset.MaxValue));
        if (!bounds.Step() || bounds.IsNull(0)) return false;
        query = query with { FirstSequence = Math.Max(query.FirstSequence, bounds.Long(0)), LastSequence = Math.Min(query.LastSequence, bounds.Long(1)) };
        return true;
    }

    private AuditEntry Parse(ReadOnlySpan<byte> line, long seq) => AuditEntry.TryParse(line, out AuditEntry? entry, out string? problem) ? entry!
        : throw new AuditException(AuditError.AuditLogDamaged, $"Entry {seq} of '{database.Path}' is not an entry line: {problem}. Verify the log.");

    private Digest HashOf(Statement statement, int column, long seq) => statement.Bytes(column) is { Length: Digest.Size } hash ? new Digest(hash)
        : throw new AuditException(AuditError.AuditLogDamaged, $"The hash of entry {seq} of '{database.Path}' is not one. Verify the log.");

    private AuditException Gap(long seq) =>
        new(AuditError.AuditLogDamaged, $"Entry {seq} of '{database.Path}' is missing. Verify the log.");
}
