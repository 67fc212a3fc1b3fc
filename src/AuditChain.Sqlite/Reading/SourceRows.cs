namespace AuditChain.Sqlite.Reading;

/// <summary>The rows of a log in one snapshot, from an entry on, with what the log keeps beside them.</summary>
internal sealed class SourceRows : IDisposable
{
    // Blocks have numbers up to 2^40; a sequence beyond them is one that somebody invented.
    private const long MostEntries = 1L << 52;
    private readonly Statement _rows, _node, _block, _found;
    private readonly int _pageSize;
    private nint _before;
    private long _last;

    /// <summary>Begins to read.</summary>
    /// <param name="database">In a snapshot; disposed with this.</param>
    /// <param name="first">The first entry.</param>
    /// <param name="keepsNodes">Whether the log keeps nodes of its tree that can be read.</param>
    public SourceRows(LogDatabase database, long first, bool keepsNodes)
    {
        Database = database;
        _pageSize = (int)database.Scalar("PRAGMA page_size");
        _rows = database.Prepare($"SELECT seq, hash, line FROM entries NOT INDEXED{(first == 1 ? "" : " WHERE seq >= ?1")} ORDER BY seq");
        if (first > 1) _rows.Bind(1, first);
        _node = database.Prepare("SELECT root FROM nodes NOT INDEXED WHERE id = ?");
        _block = database.Prepare("SELECT data FROM blocks NOT INDEXED WHERE id = ?");
        _found = database.Prepare("SELECT (SELECT 1 FROM entries NOT INDEXED WHERE seq = ?1), (SELECT 1 FROM entries NOT INDEXED WHERE seq = ?2)");
        KeepsNodes = keepsNodes;
    }

    public LogDatabase Database { get; }

    /// <summary>Whether the log keeps nodes of its tree.</summary>
    public bool KeepsNodes { get; }

    /// <summary>Puts the next row into a batch; false at the end.</summary>
    /// <exception cref="ChainFaultException">A row is there, and a search does not find it.</exception>
    public bool Next(RowBatch batch)
    {
        if (!_rows.Step()) return false;
        long seq = _rows.Long(0);
        nint at = batch.Add(_rows);
        if (KeepsNodes) NodeCheck.Take(_node, seq, batch);
        if (seq is > 0 and < MostEntries && BlockFormat.RowOf(seq) == BlockFormat.Rows - 1) batch.Blocks.Enqueue(BlockCheck.Read(_block, BlockFormat.BlockOf(seq)));
        if (!IsSamePage(at)) RequireFound(seq);
        (_before, _last) = (at, seq);
        return true;
    }

    public void Dispose()
    {
        foreach (Statement statement in (Statement[])[_rows, _node, _block, _found]) statement.Dispose();
        Database.Dispose();
    }

    /// <summary>SQLite fills pages from their end. Where rows stand otherwise they count as of different pages, which costs a search.</summary>
    private bool IsSamePage(nint at) => _before - at is var distance && distance > 0 && distance < _pageSize;

    /// <summary>
    /// Inner pages can say that a row is elsewhere: who reads all rows sees it, who searches for it does not. The rows at the edges of a page are the
    /// first to get lost like that.
    /// </summary>
    private void RequireFound(long seq)
    {
        _found.Bind(1, seq);
        _found.Bind(2, _last == 0 ? seq : _last);
        _found.Step();
        long? lost = _found.IsNull(1) ? _last : _found.IsNull(0) ? seq : null;
        _found.Reset();
        if (lost is { } entry) throw new ChainFaultException(Verdict.Tampered, Math.Max(entry, 1), $"entry {entry} is in the table 'entries', and a search by its sequence does not find it");
    }
}
