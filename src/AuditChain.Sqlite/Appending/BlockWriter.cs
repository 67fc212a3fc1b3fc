namespace AuditChain.Sqlite.Appending;

/// <summary>
/// Adds the rows of the block index in the transaction that completes a block. It keeps what its own entries say; what others wrote into the same
/// block is read when the block is complete, inside the lock.
/// </summary>
internal sealed class BlockWriter : IDisposable
{
    private readonly Statement _lines, _insert;
    private readonly BlockBuilder _builder = new();
    private long _next;

    public BlockWriter(LogDatabase database)
    {
        _lines = database.Prepare("SELECT seq, line FROM entries NOT INDEXED WHERE seq BETWEEN ? AND ? ORDER BY seq");
        _insert = database.Prepare("INSERT OR REPLACE INTO blocks(id, data) VALUES (?, ?)");
    }

    /// <summary>Takes note of an entry that was just inserted, and writes the block that it completes.</summary>
    /// <param name="seq">Its sequence.</param>
    /// <param name="line">Its line.</param>
    public void Add(long seq, ReadOnlySpan<byte> line)
    {
        int row = BlockFormat.RowOf(seq);
        long first = seq - row;
        if (row == 0) Start(seq);
        if (seq == _next) _ = TryAdd(line);
        if (row != BlockFormat.Rows - 1) return;
        // What was not of this process, or was here before it.
        if (_next < first || _next > seq + 1) Start(first);
        if (!_builder.IsComplete && !TryRead(seq)) return;
        long block = BlockFormat.BlockOf(seq);
        for (int member = 1; member <= BlockFormat.TimeMember; member++)
        {
            _insert.Bind(1, BlockFormat.RowId(member, block));
            _insert.BindBlob(2, _builder.Data(member));
            _insert.Run();
        }
    }

    /// <summary>The transaction was rolled back: what is known of its entries never was.</summary>
    public void Forget() => Start(0);

    public void Dispose()
    {
        _lines.Dispose();
        _insert.Dispose();
    }

    private void Start(long seq)
    {
        _builder.Clear();
        _next = seq;
    }

    /// <summary>False for a line that is not an entry, which a verifier finds: a block that holds one gets no index, and is read whole.</summary>
    private bool TryAdd(ReadOnlySpan<byte> line)
    {
        if (!EntryFacts.TryRead(line, out EntryFacts facts, out _)) return false;
        _builder.Add(line, facts);
        _next++;
        return true;
    }

    private bool TryRead(long last)
    {
        _lines.Bind(1, _next);
        _lines.Bind(2, last);
        try
        {
            while (_next <= last)
            {
                if (!_lines.Step() || _lines.Long(0) != _next || !TryAdd(_lines.Bytes(1))) return false;
            }
            return true;
        }
        finally
        {
            _lines.Reset();
        }
    }
}
