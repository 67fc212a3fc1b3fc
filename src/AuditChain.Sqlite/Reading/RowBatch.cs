using SQLitePCL;

namespace AuditChain.Sqlite.Reading;

/// <summary>Lines with what the store keeps beside each, for the verifier to compare.</summary>
/// <param name="keepsNodes">Whether the store keeps nodes of the tree.</param>
/// <param name="blocks">Compares the block index.</param>
internal sealed class RowBatch(bool keepsNodes, BlockCheck blocks) : LineBatch
{
    private readonly List<Row> _rows = [];

    /// <summary>The nodes of the tree that the store keeps and that end with an entry of the batch.</summary>
    public List<TreeNode> Nodes { get; } = [];

    /// <summary>The rows of the block index of those blocks that end with an entry of the batch.</summary>
    public Queue<StoredBlock> Blocks { get; } = [];

    internal override bool KeepsNodes => keepsNodes;

    internal override TreeNode? StoredNode(int level, long index)
    {
        int at = Nodes.FindIndex(node => node.Level == level && node.Index == index);
        return at < 0 ? null : Nodes[at];
    }

    public override void Clear()
    {
        // Its lines may still be looked at.
        blocks.Wait();
        base.Clear();
        Nodes.Clear();
        Blocks.Clear();
        _rows.Clear();
    }

    /// <summary>Takes the row that a statement stands on: seq, hash, line.</summary>
    /// <returns>Where SQLite has the hash: rows of one page stand side by side.</returns>
    public unsafe nint Add(Statement row)
    {
        bool kinds = row.Read(1, out ReadOnlySpan<byte> hash) == raw.SQLITE_BLOB & row.Read(2, out ReadOnlySpan<byte> line) == raw.SQLITE_TEXT;
        _rows.Add(new Row(row.Long(0), hash.Length == Digest.Size ? new Digest(hash) : default, kinds));
        Add(line);
        fixed (byte* at = hash) return (nint)at;
    }

    internal override string? CheckStored(int index, ReadOnlySpan<byte> line, in EntryFacts facts, Digest hash)
    {
        Row row = _rows[index];
        if (!row.KindsFit) return "its row does not hold a hash and a text";
        if (row.Seq != facts.Seq) return $"its row has the seq {row.Seq}, its line says {facts.Seq}";
        return row.Hash == hash ? null : "the hash stored beside it is not the hash of its line";
    }

    /// <summary>The index is computed while the next batch is hashed: what it says of one batch is known when the next one begins, or at the end.</summary>
    internal override ChainFault? Pass(int index)
    {
        ChainFault? before = index == 0 ? blocks.Wait() : null;
        if (index == Count - 1) blocks.Start(this);
        return before;
    }

    private readonly record struct Row(long Seq, Digest Hash, bool KindsFit);
}
