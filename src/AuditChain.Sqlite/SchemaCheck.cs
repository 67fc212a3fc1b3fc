namespace AuditChain.Sqlite;

/// <summary>Compares the objects of a file with those that this version makes: a crafted schema is refused before it is used.</summary>
internal static class SchemaCheck
{
    public static void Run(LogDatabase database, LogAccess access)
    {
        Dictionary<string, string> missing = new(Schema.Objects, StringComparer.Ordinal);
        using (Statement statement = database.Prepare("SELECT type, name, sql FROM sqlite_master"))
        {
            while (statement.Step()) Check(database, statement, missing);
        }
        foreach ((string name, string sql) in missing)
        {
            if (sql.StartsWith("CREATE TABLE", StringComparison.Ordinal)) throw Damaged(database, $"the table '{name}' is missing");
            if (access == LogAccess.Append) database.Execute(sql);
            else database.Notes.Add($"The {(sql.StartsWith("CREATE TRIGGER", StringComparison.Ordinal) ? "trigger that refuses changes" : "index")} '{name}' is missing from the file; the next append restores it.");
        }
    }

    private static void Check(LogDatabase database, Statement row, Dictionary<string, string> missing)
    {
        string type = row.Text(0), name = row.Text(1), sql = row.Text(2);
        if (missing.Remove(name, out string? expected) || Schema.NodeObjects.TryGetValue(name, out expected))
        {
            if (sql != expected) throw Damaged(database, $"the {type} '{name}' is not the one that this version makes");
        }
        else if (name.StartsWith("sqlite_", StringComparison.Ordinal) && type is "table" or "index")
        {
            // SQLite's own: the statistics of ANALYZE, automatic indexes.
        }
        else if (type == "trigger")
        {
            throw Damaged(database, $"it holds a trigger '{name}' that this version did not make");
        }
        else
        {
            database.Notes.Add($"The file holds a {type} '{name}' that is not part of the log.");
        }
    }

    private static AuditException Damaged(LogDatabase database, string why) =>
        new(AuditError.AuditLogDamaged, $"'{database.Path}' is not as this software writes it: {why}. It was not used. Keep the file as it is and compare it with a copy.");
}
