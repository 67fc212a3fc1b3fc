using SQLitePCL;

namespace AuditChain.Sqlite.Reading;

/// <summary>What the log keeps in its index of one block.</summary>
/// <param name="Block">Its number.</param>
/// <param name="Data">The data of the members 1 to 8; null where a row is missing.</param>
internal sealed record StoredBlock(long Block, byte[]?[] Data);

/// <summary>
/// Computes the block index again from the lines that pass by, and compares it with the one that the log keeps. A row that is missing costs queries
/// time; one that says anything else than its lines hides entries from them.
/// </summary>
internal sealed class BlockCheck
{
    private readonly BlockBuilder _builder = new();
    private Task<ChainFault?> _running = Task.FromResult<ChainFault?>(null);
    private bool _active;

    /// <summary>Complete blocks that passed by and have no index, or lack a part of it.</summary>
    public long Missing { get; private set; }

    /// <summary>Reads the index of a block, on the thread that reads rows.</summary>
    public static StoredBlock Read(Statement select, long block)
    {
        byte[]?[] data = new byte[BlockFormat.TimeMember][];
        for (int member = 1; member <= data.Length; member++)
        {
            select.Bind(1, BlockFormat.RowId(member, block));
            // What is no BLOB is no index of ours either; it equals none.
            if (select.Step()) data[member - 1] = select.Kind(0) == raw.SQLITE_BLOB ? select.Bytes(0).ToArray() : [];
            select.Reset();
        }
        return new StoredBlock(block, data);
    }

    /// <summary>Takes an entry that stands before those that are verified, so that their block can be computed. Lines that cannot be read end that, until the next block.</summary>
    public void Prepare(long seq, ReadOnlySpan<byte> line)
    {
        if (BlockFormat.RowOf(seq) == 0) Start();
        if (_active && EntryFacts.TryRead(line, out EntryFacts facts, out _) && facts.Seq == seq) _builder.Add(line, facts);
        else _active = false;
    }

    /// <summary>Begins with the entries of a batch, all of which fit the chain. One batch at a time.</summary>
    public void Start(RowBatch batch) => _running = Task.Run(() => Pass(batch));

    /// <summary>Where the index of a block that was completed so far says something else than its lines; null when none does.</summary>
    public ChainFault? Wait() => _running.GetAwaiter().GetResult();

    private ChainFault? Pass(RowBatch batch)
    {
        for (int i = 0; i < batch.Count; i++)
        {
            if (Pass(batch.Line(i), batch.Facts(i), batch.Blocks) is { } fault) return fault;
        }
        return null;
    }

    private ChainFault? Pass(ReadOnlySpan<byte> line, in EntryFacts facts, Queue<StoredBlock> stored)
    {
        int row = BlockFormat.RowOf(facts.Seq);
        if (row == 0) Start();
        if (_active) _builder.Add(line, facts);
        if (row != BlockFormat.Rows - 1) return null;
        return stored.TryDequeue(out StoredBlock? block) && _active && _builder.IsComplete ? Compare(block) : null;
    }

    private void Start()
    {
        _builder.Clear();
        _active = true;
    }

    private ChainFault? Compare(StoredBlock stored)
    {
        bool missing = false;
        int first = int.MaxValue, which = 0;
        for (int member = 1; member <= BlockFormat.TimeMember; member++)
        {
            if (stored.Data[member - 1] is not { } data)
            {
                missing = true;
                continue;
            }
            int row = BlockDifference.FirstRow(member, data, _builder.Data(member));
            if (row >= 0 && row < first) (first, which) = (row, member);
        }
        if (missing) Missing++;
        if (which == 0) return null;
        long seq = BlockFormat.FirstSequence(stored.Block) + first;
        string name = which == BlockFormat.TimeMember ? "time" : ((EntryMember)which).ToString().ToLowerInvariant();
        return new ChainFault(Verdict.Tampered, seq, $"the index of the entries {BlockFormat.FirstSequence(stored.Block)} to {BlockFormat.FirstSequence(stored.Block + 1) - 1} "
            + $"by {name} does not say what they say, first of entry {seq}: queries by {name} may miss them");
    }
}
