namespace AuditChain.Sqlite;

/// <summary>Hands the kept nodes of the tree to the verifier, each with the entry that completes it. A missing one only costs time; one that belongs to no subtree was not made by this software.</summary>
internal sealed class NodeCheck : IDisposable
{
    private readonly LogDatabase _database;
    private readonly Statement? _select;
    private readonly bool _whole;
    private long _found, _last;

    public NodeCheck(LogDatabase database, long first)
    {
        _database = database;
        _whole = first == 1;
        if (NodeTable.IsIn(database)) _select = database.Prepare("SELECT root FROM nodes WHERE id = ?");
    }

    /// <summary>True when the log keeps nodes.</summary>
    public bool IsNeeded => _select is not null;

    /// <summary>Puts the nodes that end with an entry into the batch.</summary>
    public void Take(long seq, RowBatch batch)
    {
        _last = seq;
        if (_select is null) return;
        for (int level = TreeNode.Step; level < 64 && (seq & ((1L << level) - 1)) == 0 && seq > 0; level += TreeNode.Step)
        {
            long index = (seq >> level) - 1;
            _select.Bind(1, NodeTable.Id(level, index));
            if (_select.Step())
            {
                _found++;
                // One of another length is no digest, so it equals none.
                batch.Nodes.Add(new TreeNode(level, index, _select.Bytes(0) is { Length: Digest.Size } root ? new Digest(root) : default));
            }
            _select.Reset();
        }
    }

    /// <summary>What is said of nodes that belong to no subtree of the log; null when there are none. Known only when the whole log was read.</summary>
    public ChainFault? Superfluous()
    {
        if (_select is null || !_whole) return null;
        using Statement count = _database.Prepare("SELECT count(*) FROM nodes");
        count.Step();
        return count.Long(0) == _found ? null
            : new ChainFault(Verdict.Tampered, Math.Max(_last, 1), $"the log keeps {count.Long(0) - _found} nodes of a tree that are not of its own");
    }

    public void Dispose() => _select?.Dispose();
}
