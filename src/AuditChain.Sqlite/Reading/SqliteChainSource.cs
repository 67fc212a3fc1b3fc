namespace AuditChain.Sqlite.Reading;

/// <summary>A log as the verifier reads it: one pass over its rows, in one snapshot.</summary>
internal sealed class SqliteChainSource : IChainSource
{
    private const int Attempts = 20;
    private readonly string _path;
    private readonly BlockCheck _blocks = new();
    private readonly string? _damage;
    private SourceRows _rows;
    private ChainFaultException? _pending;
    private long _last;
    private bool _keepsNodes;
    private int _opened = 1;
    private bool _ended;

    /// <summary>Opens a log.</summary>
    /// <param name="path">An existing log.</param>
    /// <param name="since">A checkpoint up to which it was verified before: its entry is the first one read. Null to read everything.</param>
    public SqliteChainSource(string path, Checkpoint? since = null)
    {
        _path = path;
        LogDatabase database = CheckedLog.OpenToRead(path);
        try
        {
            database.Execute("BEGIN");
            HeaderLine = CheckedLog.ReadHeaderLine(database);
            string? attestations = ReadAttestations(database, since);
            if (attestations is not null)
            {
                // What is damaged there says nothing of the entries, and a connection that met damage reads no more.
                database.Dispose();
                database = CheckedLog.OpenToRead(path);
                database.Execute("BEGIN");
            }
            Cut = database.FindCut();
            _damage = Cut ?? attestations;
            long first = since is { Size: > 0 } ? since.Size : 1;
            _last = first - 1;
            Prepare(database, first);
            _rows = new SourceRows(database, first, _keepsNodes);
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    /// <summary>How the file was cut short; null when it was not.</summary>
    public string? Cut { get; }

    public string Name => _path;

    public ChainSourceKind Kind => ChainSourceKind.Log;

    public ReadOnlyMemory<byte> HeaderLine { get; }

    public ChainTrailer Trailer { get; } = new();

    public LineBatch CreateBatch() => new RowBatch(_rows.KeepsNodes, _blocks);

    public void Read(LineBatch batch)
    {
        RowBatch rows = (RowBatch)batch;
        if (_pending is not null) throw _pending;
        do Fill(rows);
        while (IsOutdated(rows));
        if (_pending is not null && rows.Count == 0) throw _pending;
        _last += rows.Count;
    }

    MerkleFrontier? IChainSource.ComputeFrontier(Checkpoint since)
    {
        using Statement hashes = _rows.Database.Prepare("SELECT hash FROM entries NOT INDEXED WHERE seq <= ?1 ORDER BY seq");
        hashes.Bind(1, since.Size);
        MerkleFrontier frontier = new();
        while (hashes.Step())
        {
            if (hashes.Bytes(0).Length != Digest.Size) return null;
            frontier.Add(new Digest(hashes.Bytes(0)));
        }
        return frontier.Size == since.Size && frontier.Root() == since.Root ? frontier : null;
    }

    ChainFault? IChainSource.Finish(long count, Digest head)
    {
        if (_damage is not null) return new ChainFault(Verdict.Malformed, 1, _damage);
        if (_blocks.Wait() is { } lie) return Relative(lie, count);
        if (_blocks.Missing > 0)
            Trailer.Notes.Add($"The index of {_blocks.Missing} blocks of {BlockFormat.Rows} entries is missing or lacks a part: queries read these blocks whole. Nothing else depends on it.");
        try
        {
            return TableCheck.Run(_rows.Database, _last) is { } fault ? Relative(fault, count) : null;
        }
        catch (AuditException e)
        {
            return new ChainFault(Verdict.Malformed, count + 1, e.Message);
        }
    }

    public void Dispose()
    {
        _blocks.Wait();
        _rows.Dispose();
    }

    /// <summary>Its sequence counted from the first entry that was read.</summary>
    private ChainFault Relative(ChainFault fault, long count) => fault with { Sequence = Math.Max(1, fault.Sequence - (_last - count)) };

    private void Fill(RowBatch rows)
    {
        rows.Clear();
        try
        {
            while (!_ended && !rows.IsFull) _ended = !_rows.Next(rows);
        }
        catch (AuditException e)
        {
            _pending = new ChainFaultException(Verdict.Malformed, 0, e.Message);
        }
        catch (ChainFaultException e)
        {
            _pending = e;
        }
    }

    /// <summary>Somebody began to write to a log that was opened without locks: what was just read need not fit together, and is read again from the log opened anew.</summary>
    private bool IsOutdated(RowBatch rows)
    {
        if (!_rows.Database.IsStale) return false;
        if (_opened++ == Attempts) throw new AuditException(AuditError.AuditLogBusy, $"'{_path}' was written to again and again while it was opened to be verified. Try again.");
        _rows.Dispose();
        LogDatabase database = CheckedLog.OpenToRead(_path);
        try
        {
            database.Execute("BEGIN");
            if (!CheckedLog.ReadHeaderLine(database).AsSpan().SequenceEqual(HeaderLine.Span))
                throw new AuditException(AuditError.AuditLogBusy, $"'{_path}' was replaced by another log while it was verified. Verify it again.");
            _rows = new SourceRows(database, _last + 1, _keepsNodes);
        }
        catch
        {
            database.Dispose();
            throw;
        }
        _pending = null;
        _ended = false;
        return true;
    }

    /// <summary>The index of a block speaks of entries before the first one that is read, too.</summary>
    private void Prepare(LogDatabase database, long first)
    {
        using Statement before = database.Prepare("SELECT seq, line FROM entries NOT INDEXED WHERE seq BETWEEN ? AND ? ORDER BY seq");
        long seq = first - BlockFormat.RowOf(first);
        before.Bind(1, seq);
        before.Bind(2, first - 1);
        // One that is missing there is not of what is verified now; it only leaves the block incomplete.
        for (; seq < first && before.Step() && before.Long(0) == seq; seq++) _blocks.Prepare(seq, before.Bytes(1));
    }

    /// <summary>Reads as many as there are. What is wrong with their table is said at the end: the entries come first.</summary>
    private string? ReadAttestations(LogDatabase database, Checkpoint? since)
    {
        try
        {
            AttestationTable.ReadInto(database, Trailer, since);
            Trailer.Evidence.AddRange(EvidenceTable.Read(database, strict: false));
            _keepsNodes = database.Scalar("SELECT EXISTS (SELECT 1 FROM nodes NOT INDEXED)") != 0;
            return null;
        }
        catch (AuditException e)
        {
            return $"the attestations, or the nodes of the tree, cannot be read further: {e.Message}";
        }
    }
}
