namespace AuditChain.Sqlite.Reading;

/// <summary>The nodes of the tree that a log keeps, so that a proof need not read every leaf hash.</summary>
internal static class NodeTable
{
    private const int LevelBits = 56;

    /// <summary>The key of a row: level / 8 in the highest byte, below it the index. The nodes of a level stand side by side.</summary>
    public static long Id(int level, long index) => ((long)(level / TreeNode.Step) << LevelBits) | index;

    /// <summary>Whether a log with so many entries has the subtree of a key.</summary>
    public static bool IsOf(long id, long count)
    {
        long level = (id >> LevelBits) * TreeNode.Step, index = id & ((1L << LevelBits) - 1);
        return level is > 0 and < 63 && index < count >> (int)level;
    }

    public static void Add(LogDatabase database, IReadOnlyList<TreeNode> nodes)
    {
        if (nodes.Count == 0) return;
        // They are there already where an older size is attested once more.
        using Statement insert = database.Prepare("INSERT OR IGNORE INTO nodes(id, root) VALUES (?, ?)");
        foreach (TreeNode node in nodes)
        {
            insert.Bind(1, Id(node.Level, node.Index));
            insert.BindBlob(2, node.Root.Span);
            insert.Run();
        }
    }

    /// <summary>The roots of some neighbours, ascending, up to the first that is not kept.</summary>
    public static List<Digest> Read(ReadStatements statements, int level, long first, long count)
    {
        List<Digest> roots = [];
        if (count <= 0) return roots;
        Statement rows = statements.Get("SELECT id, root FROM nodes NOT INDEXED WHERE id BETWEEN ? AND ? ORDER BY id");
        long expected = Id(level, first), last = expected + count - 1;
        rows.Bind(1, expected);
        rows.Bind(2, last);
        // Not one step further: what comes after the range may be damaged.
        while (expected <= last && rows.Step() && rows.Long(0) == expected++ && rows.Bytes(1) is { Length: Digest.Size } root) roots.Add(new Digest(root));
        return roots;
    }
}
