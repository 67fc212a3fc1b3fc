namespace AuditChain.Sqlite.Reading;

/// <summary>Hands the kept nodes of the tree to the verifier, each with the entry that completes it.</summary>
internal static class NodeCheck
{
    /// <summary>Puts the nodes that end with an entry into the batch.</summary>
    public static void Take(Statement select, long seq, RowBatch batch)
    {
        for (int level = TreeNode.Step; level < 63 && (seq & ((1L << level) - 1)) == 0 && seq > 0; level += TreeNode.Step)
        {
            long index = (seq >> level) - 1;
            select.Bind(1, NodeTable.Id(level, index));
            // One of another length is no digest, so it equals none.
            if (select.Step()) batch.Nodes.Add(new TreeNode(level, index, select.Bytes(0) is { Length: Digest.Size } root ? new Digest(root) : default));
            select.Reset();
        }
    }
}
