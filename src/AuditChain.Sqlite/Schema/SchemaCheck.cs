using SQLitePCL;

namespace AuditChain.Sqlite.Schema;

// An index that somebody plants answers queries with rows that no table holds, a trigger changes what is inserted, a column
// with another collation compares otherwise. So before a row is believed, the schema is compared with the one that this
// version makes, text by text: what SQLite does with a file follows from these texts alone. The question cannot be answered
// by what somebody planted either: `main.sqlite_master` is read from its own pages (NOT INDEXED, since with
// writable_schema even that table can be given an index), and every row of it must be one of ours.

/// <summary>Compares every object of a file with those that this version makes.</summary>
internal static class SchemaCheck
{
    /// <summary>Checks the schema of a connection, as it stands in its present snapshot, and notes its version: SQLite takes note of a change when that changes.</summary>
    /// <exception cref="AuditException">AuditChainBroken: the file holds something else, or lacks something.</exception>
    public static void Run(LogDatabase database)
    {
        Dictionary<string, (string Type, string Sql)> expected = LogSchema.Objects.ToDictionary(o => o.Name, o => (o.Type, o.Sql), StringComparer.Ordinal);
        HashSet<long> roots = [1];
        using Statement rows = database.Prepare("SELECT type, name, tbl_name, rootpage, sql FROM main.sqlite_master NOT INDEXED");
        while (rows.Step())
        {
            string type = rows.Text(0), name = rows.Text(1);
            if (!expected.Remove(name, out (string Type, string Sql) made)) throw Tampered(database, $"it holds {An(type)} '{name}', which this version does not make");
            bool same = type == made.Type && rows.Text(2) == name && rows.Text(4) == made.Sql
                && rows.Kind(0) == raw.SQLITE_TEXT && rows.Kind(1) == raw.SQLITE_TEXT && rows.Kind(4) == raw.SQLITE_TEXT;
            if (!same) throw Tampered(database, $"its {made.Type} '{name}' is not the one that this version makes");
            bool rooted = rows.Kind(3) == raw.SQLITE_INTEGER && (type == "view" ? rows.Long(3) == 0 : rows.Long(3) > 1 && roots.Add(rows.Long(3)));
            if (!rooted) throw Tampered(database, $"its {type} '{name}' does not have pages of its own");
        }
        if (expected.Count > 0) throw Tampered(database, $"its {expected.First().Value.Type} '{expected.First().Key}' is missing");
        database.CheckedSchema = database.Scalar("PRAGMA schema_version");
    }

    private static string An(string type) => type is "index" ? "an index" : type is "table" or "view" or "trigger" ? $"a {type}" : "an object";

    private static AuditException Tampered(LogDatabase database, string why) => new(AuditError.AuditChainBroken,
        $"'{database.Path}' was changed: {why}. Nothing in it was believed, and nothing was written. Keep the file as it is and compare it with a copy.");
}
