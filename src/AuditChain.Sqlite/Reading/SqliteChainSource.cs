namespace AuditChain.Sqlite;

/// <summary>A log as the verifier reads it: one snapshot, rows in order, then the indexes.</summary>
internal sealed class SqliteChainSource : IChainSource
{
    private readonly LogDatabase _database;
    private readonly Statement _rows;
    private readonly IndexCheck? _indexes;
    private readonly NodeCheck _nodes;
    private readonly string? _damage;
    private ChainFaultException? _pending;
    private bool _ended;

    public SqliteChainSource(LogDatabase database, Checkpoint? since = null)
    {
        _database = database;
        try
        {
            database.Execute("BEGIN");
            using (Statement header = database.Prepare("SELECT line FROM header WHERE id = 1"))
            {
                if (!header.Step()) throw new ChainFaultException(Verdict.Tampered, 1, "the header is missing");
                HeaderLine = header.Bytes(0).ToArray();
            }
            string? attestations = ReadAttestations(since);
            Cut = database.FindCut();
            _damage = Cut ?? attestations;
            long first = since is { Size: > 0 } ? since.Size : 1;
            Trailer.Notes.AddRange(database.Notes);
            _rows = database.Prepare($"SELECT seq, line, hash, time, type, actor, action, target, outcome, source, correlation FROM entries NOT INDEXED{(first == 1 ? "" : " WHERE seq >= ?1")} ORDER BY seq");
            if (first > 1) _rows.Bind(1, first);
            _nodes = new NodeCheck(database, first);
            // The sums of the indexes are those of the whole log.
            _indexes = first == 1 ? new IndexCheck(database) : null;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    /// <summary>How the file was cut short; null when it was not.</summary>
    public string? Cut { get; }

    public string Name => _database.Path;

    public ChainSourceKind Kind => ChainSourceKind.Log;

    public ReadOnlyMemory<byte> HeaderLine { get; }

    public ChainTrailer Trailer { get; } = new();

    public LineBatch CreateBatch() => new RowBatch(_nodes.IsNeeded);

    public void Read(LineBatch batch)
    {
        RowBatch rows = (RowBatch)batch;
        rows.Clear();
        if (_pending is not null) throw _pending;
        try
        {
            while (!_ended && !rows.IsFull)
            {
                if (!_rows.Step())
                {
                    _ended = true;
                    return;
                }
                rows.Add(_rows);
                _nodes.Take(_rows.Long(0), rows);
                _indexes?.Count(_rows.Long(0), rows);
            }
        }
        catch (AuditException e)
        {
            _pending = new ChainFaultException(Verdict.Malformed, 0, e.Message);
            if (rows.Count == 0) throw _pending;
        }
    }

    ChainFault? IChainSource.Finish(long count, Digest head)
    {
        if (_damage is not null) return new ChainFault(Verdict.Malformed, 1, _damage);
        try
        {
            return _indexes?.Compare() ?? _nodes.Superfluous();
        }
        catch (AuditException e)
        {
            return new ChainFault(Verdict.Malformed, count + 1, e.Message);
        }
    }

    /// <summary>Reads as many as there are. What is wrong with their table is said at the end: the entries come first.</summary>
    private string? ReadAttestations(Checkpoint? since)
    {
        try
        {
            AttestationTable.ReadInto(_database, Trailer, since);
            return null;
        }
        catch (AuditException e)
        {
            return $"the attestations cannot be read further: {e.Message}";
        }
    }

    public void Dispose()
    {
        _indexes?.Dispose();
        _rows.Dispose();
        _nodes.Dispose();
        _database.Dispose();
    }
}
