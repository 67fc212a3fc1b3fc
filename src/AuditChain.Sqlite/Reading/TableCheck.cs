using SQLitePCL;

namespace AuditChain.Sqlite.Reading;

/// <summary>What the tables beside the entries hold that they cannot hold. Looked at once all entries are known.</summary>
internal static class TableCheck
{
    // The kinds of the columns, as SQLite numbers them; the form alone, since nothing in these tables is believed.
    private static readonly (string Table, string Sql, int[] Kinds)[] s_forms =
    [
        ("evidence", "SELECT attestation, note, kind, data FROM evidence NOT INDEXED", [raw.SQLITE_INTEGER, raw.SQLITE_BLOB, raw.SQLITE_TEXT, raw.SQLITE_BLOB]),
        ("openings", "SELECT path, salt, value FROM openings NOT INDEXED", [raw.SQLITE_TEXT, raw.SQLITE_BLOB, raw.SQLITE_TEXT]),
        ("mirrors", "SELECT name, settings, seq, hash, epoch, delivered, skipped, state FROM mirrors NOT INDEXED",
            [raw.SQLITE_TEXT, raw.SQLITE_TEXT, raw.SQLITE_INTEGER, raw.SQLITE_BLOB, raw.SQLITE_INTEGER, raw.SQLITE_INTEGER, raw.SQLITE_INTEGER, raw.SQLITE_TEXT]),
        ("producers", "SELECT principal, producer, last, seen FROM producers", [raw.SQLITE_TEXT, raw.SQLITE_TEXT, raw.SQLITE_INTEGER, raw.SQLITE_TEXT]),
        ("requests", "SELECT principal, key, body, first, count, time FROM requests",
            [raw.SQLITE_TEXT, raw.SQLITE_TEXT, raw.SQLITE_BLOB, raw.SQLITE_INTEGER, raw.SQLITE_INTEGER, raw.SQLITE_TEXT]),
    ];

    /// <summary>The first thing that is wrong; null when nothing is.</summary>
    /// <param name="database">The snapshot.</param>
    /// <param name="count">Entries of the log.</param>
    public static ChainFault? Run(LogDatabase database, long count) =>
        Nodes(database, count) ?? Blocks(database, count) ?? s_forms.Select(form => Form(database, form.Table, form.Sql, form.Kinds, count)).FirstOrDefault(fault => fault is not null);

    private static ChainFault? Nodes(LogDatabase database, long count) => FirstId(database, "nodes", id => !NodeTable.IsOf(id, count)) is not { } extra ? null
        : new ChainFault(Verdict.Tampered, Math.Max(count, 1), "the log keeps nodes of a tree that are not of its own") { IsLeftover = NodeTable.IsOf(extra, long.MaxValue) };

    private static ChainFault? Blocks(LogDatabase database, long count)
    {
        long complete = BlockFormat.Blocks(count);
        if (FirstId(database, "blocks", id => (id >> 40) is < 1 or > BlockFormat.TimeMember || (id & ((1L << 40) - 1)) >= complete) is not { } extra) return null;
        long first = BlockFormat.FirstSequence(Math.Min(extra & ((1L << 40) - 1), complete));
        return new ChainFault(Verdict.Tampered, Math.Clamp(first, 1, Math.Max(count, 1)), $"the block index has a row ({extra}) that is of none of the {complete} complete blocks of this log")
        {
            IsLeftover = (extra >> 40) is >= 1 and <= BlockFormat.TimeMember,
        };
    }

    private static long? FirstId(LogDatabase database, string table, Func<long, bool> isWrong)
    {
        using Statement rows = database.Prepare($"SELECT id FROM {table} NOT INDEXED ORDER BY id");
        bool any = false;
        for (long before = 0; rows.Step(); before = rows.Long(0), any = true)
        {
            long id = rows.Long(0);
            if (isWrong(id)) return id;
            if (any && id <= before) throw new AuditException(AuditError.AuditLogDamaged, $"The rows of the table '{table}' of '{database.Path}' are not in order: its pages are damaged.");
        }
        return null;
    }

    private static ChainFault? Form(LogDatabase database, string table, string sql, int[] kinds, long count)
    {
        using Statement rows = database.Prepare(sql);
        // Pages that lead back to themselves would never end.
        for (long left = MostRows; rows.Step(); left--)
        {
            if (left == 0) throw new AuditException(AuditError.AuditLogDamaged, $"The table '{table}' of '{database.Path}' does not end: its pages are damaged.");
            for (int i = 0; i < kinds.Length; i++)
            {
                if (rows.Kind(i) != kinds[i]) return new ChainFault(Verdict.Tampered, Math.Max(count, 1), $"a row of the table '{table}' does not have the form that this version writes");
            }
        }
        return null;
    }

    private const long MostRows = 100_000_000;
}
