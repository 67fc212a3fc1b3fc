namespace AuditChain.Sqlite;

/// <summary>The nodes of the tree that a log keeps, so that a proof need not read every leaf hash. Made with the first attestation of 256 entries.</summary>
internal static class NodeTable
{
    private const int LevelBits = 56;

    /// <summary>The key of a row: level / 8 in the highest byte, below it the index. The nodes of a level stand side by side.</summary>
    public static long Id(int level, long index) => ((long)(level / TreeNode.Step) << LevelBits) | index;

    public static void Add(LogDatabase database, IReadOnlyList<TreeNode> nodes)
    {
        if (nodes.Count == 0) return;
        if (!IsIn(database))
        {
            foreach (string sql in Schema.NodeObjects.Values) database.Execute(sql);
        }
        // They are there already where an older size is attested once more.
        using Statement insert = database.Prepare("INSERT OR IGNORE INTO nodes(id, root) VALUES (?, ?)");
        foreach (TreeNode node in nodes)
        {
            insert.Bind(1, Id(node.Level, node.Index));
            insert.BindBlob(2, node.Root.Span);
            insert.Run();
        }
    }

    public static IEnumerable<Digest> Read(LogDatabase database, int level, long first, long count)
    {
        if (count <= 0 || !IsIn(database)) yield break;
        using Statement select = database.Prepare("SELECT id, root FROM nodes WHERE id BETWEEN ? AND ? ORDER BY id");
        long expected = Id(level, first), last = expected + count - 1;
        select.Bind(1, expected);
        select.Bind(2, last);
        // Not one step further: what comes after the range may be damaged.
        while (expected <= last && select.Step() && select.Long(0) == expected++ && select.Bytes(1) is { Length: Digest.Size } root) yield return new Digest(root);
    }

    public static bool IsIn(LogDatabase database)
    {
        using Statement table = database.Prepare("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'nodes'");
        return table.Step();
    }
}
