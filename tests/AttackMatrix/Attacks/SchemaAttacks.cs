using AttackMatrix.Honest;
using AttackMatrix.Vectors;

namespace AttackMatrix.Attacks;

/// <summary>Row 24: objects in the file that this version does not make, and tables that are not as it makes them. All of them are found before a row is believed.</summary>
internal static class SchemaAttacks
{
    private const string Forged = "(SELECT replace(line, 'root', 'toor') FROM entries WHERE seq = 7)";

    public static void Add(VectorSet set)
    {
        byte[] honest = DatabaseBuilder.Build(HonestLog.Make());
        Expect found = Expect.All(Expect.Tampered(1));
        void Sql(string name, string words, params string[] sql) => set.Log(new(24, name, words), DatabaseBuilder.Run(honest, sql), found);
        void Unreadable(string name, string words, params string[] sql) => set.Log(new(24, name, words, Why: "SQLite itself cannot read this schema."), DatabaseBuilder.Run(honest, sql), Expect.All(Expect.Malformed(1)));

        Sql("index-covering", "an index of seq, hash and line, that can answer every question for an entry", "CREATE INDEX i ON entries(seq, hash, line)");
        Sql("index-partial", "an index that leaves entry 7 out", "CREATE INDEX i ON entries(seq) WHERE seq <> 7");
        Sql("index-expression", "an index of an expression", "CREATE INDEX i ON entries(json_extract(line, '$.type'))");
        Sql("index-blocks", "an index of the block index", "CREATE INDEX i ON blocks(id, data)");
        Sql("index-attestations", "an index of the attestations", "CREATE UNIQUE INDEX i ON attestations(size)");
        Sql("index-named-sqlite", "an index under a name that SQLite keeps for itself", "CREATE INDEX i ON entries(hash, line)", Rename("i", "sqlite_i"));
        Sql("index-named-autoindex", "an index under the name of an automatic one", "CREATE INDEX i ON entries(hash, line)", Rename("i", "sqlite_autoindex_entries_1"));
        Sql("index-on-schema", "an index of the schema itself, to answer the question for what the file holds", "CREATE INDEX i ON entries(line)",
            "PRAGMA writable_schema = ON", "UPDATE sqlite_master SET tbl_name = 'sqlite_master', sql = 'CREATE INDEX i ON sqlite_master(name)' WHERE name = 'i'");
        Sql("trigger-insert", "a trigger that forges what is appended", $"CREATE TRIGGER t AFTER INSERT ON entries BEGIN UPDATE entries SET line = {Forged} WHERE seq = new.seq; END");
        Sql("trigger-view", "a trigger of the view", "CREATE TRIGGER t INSTEAD OF INSERT ON log BEGIN SELECT 1; END");
        Sql("view", "a view more", "CREATE VIEW latest AS SELECT seq FROM entries");
        Sql("view-replaced", "the view exchanged for one that leaves entry 7 out", "DROP VIEW log", "CREATE VIEW log AS SELECT * FROM entries WHERE seq <> 7");
        Sql("view-entries", "a view in the place of the entries", "ALTER TABLE entries RENAME TO hidden", "CREATE VIEW entries AS SELECT * FROM hidden WHERE seq <> 7");
        Sql("view-gone", "the view dropped", "DROP VIEW log");
        Sql("virtual", "a virtual table and its shadow tables", "CREATE VIRTUAL TABLE v USING fts5(line)");
        Sql("virtual-entries", "a virtual table in the place of the entries", "DROP VIEW log", "DROP TABLE entries", "CREATE VIRTUAL TABLE entries USING fts5(seq, hash, line)");
        Sql("table", "a table of somebody else", "CREATE TABLE notes(x)");
        Sql("table-autoindex", "a table of somebody else, with an automatic index", "CREATE TABLE notes(x UNIQUE)");
        Sql("table-autoincrement", "a table of somebody else, and the one of sequences that comes with it", "CREATE TABLE notes(x INTEGER PRIMARY KEY AUTOINCREMENT)");
        Sql("table-statistics", "the statistics of ANALYZE, which tell SQLite how to answer", "ANALYZE");
        Sql("table-unique", "a UNIQUE in the entries' own text, which makes an index", Remake("seq INTEGER PRIMARY KEY, hash BLOB NOT NULL UNIQUE, line TEXT NOT NULL"));
        Sql("table-check", "a CHECK in the entries' own text", Remake("seq INTEGER PRIMARY KEY, hash BLOB NOT NULL, line TEXT NOT NULL CHECK (seq > 0)"));
        Sql("table-collation", "a collation in the entries' own text", Remake("seq INTEGER PRIMARY KEY, hash BLOB NOT NULL, line TEXT NOT NULL COLLATE NOCASE"));
        Sql("table-without-rowid", "the entries without a rowid", [.. Remake("seq INTEGER PRIMARY KEY, hash BLOB NOT NULL, line TEXT NOT NULL", " WITHOUT ROWID")]);
        Sql("table-missing", "the table of the entries dropped", "DROP TABLE entries");
        Sql("table-missing-attestations", "the table of the attestations dropped", "DROP TABLE attestations");
        Sql("table-missing-header", "the table of the header dropped", "DROP TABLE header");
        Sql("table-missing-blocks", "the table of the index dropped", "DROP TABLE blocks");
        Sql("column", "a column more", "ALTER TABLE entries ADD COLUMN evil TEXT");
        Sql("column-generated", "a generated column more", "ALTER TABLE entries ADD COLUMN evil TEXT AS (upper(line)) VIRTUAL");
        Sql("text", "the text of the schema edited, which changes nothing that SQLite does", "PRAGMA writable_schema = ON", "UPDATE sqlite_master SET sql = replace(sql, 'line TEXT', 'line  TEXT') WHERE name = 'entries'");
        Sql("text-blob", "the text of the schema as a BLOB", "PRAGMA writable_schema = ON", "UPDATE sqlite_master SET sql = CAST(sql AS BLOB) WHERE name = 'nodes'");
        Sql("root-shared", "two tables with the same pages", "PRAGMA writable_schema = ON", "UPDATE sqlite_master SET rootpage = (SELECT rootpage FROM sqlite_master WHERE name = 'blocks') WHERE name = 'nodes'");
        Unreadable("root-schema", "a table whose pages are those of the schema", "PRAGMA writable_schema = ON", "UPDATE sqlite_master SET rootpage = 1 WHERE name = 'nodes'");
        Unreadable("row-twice", "a table that stands twice in the schema", "PRAGMA writable_schema = ON", "INSERT INTO sqlite_master SELECT * FROM sqlite_master WHERE name = 'nodes'");
        Unreadable("row-of-nothing", "a row in the schema that is of no object", "PRAGMA writable_schema = ON", "INSERT INTO sqlite_master VALUES ('table', 'ghost', 'ghost', 0, NULL)");
    }

    /// <summary>Another name, as nobody can give it by a statement.</summary>
    private static string Rename(string from, string to) =>
        $"PRAGMA writable_schema = ON; UPDATE sqlite_master SET name = '{to}', sql = replace(sql, 'INDEX {from} ', 'INDEX {to} ') WHERE name = '{from}'";

    /// <summary>The entries in another table of the same name.</summary>
    private static string[] Remake(string columns, string options = "") =>
    [
        "DROP VIEW log", "ALTER TABLE entries RENAME TO old", $"CREATE TABLE entries({columns}){options}", "INSERT INTO entries SELECT * FROM old", "DROP TABLE old",
        LogSchema.Objects.Single(o => o.Type == "view").Sql,
    ];
}
