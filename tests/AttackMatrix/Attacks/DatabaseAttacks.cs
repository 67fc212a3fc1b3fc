using System.Text;
using AttackMatrix.Honest;
using AttackMatrix.Vectors;

namespace AttackMatrix.Attacks;

/// <summary>Row 17: the database itself: its pages, its schema, and files that are no log at all.</summary>
internal static class DatabaseAttacks
{
    private static readonly Expect s_malformed = Expect.All(Expect.Malformed(1));
    // What comes before the damage is read, and where it shows depends on the pages.
    private static readonly Expect s_damaged = Expect.All(Expect.Malformed(null));

    public static void Add(VectorSet set)
    {
        byte[] honest = DatabaseBuilder.Build(HonestLog.Make());
        AddMaintained(set, honest);
        AddPages(set, honest);
        AddSchema(set, honest);
        AddForeign(set, honest);
    }

    /// <summary>What administrators and SQLite itself do to a file.</summary>
    private static void AddMaintained(VectorSet set, byte[] honest)
    {
        void Sql(string name, string words, params string[] sql) => set.Log(new(17, $"honest-{name}", $"nothing: {words}"), DatabaseBuilder.Run(honest, sql), Expect.Honest());

        Sql("vacuum", "vacuumed", "VACUUM");
        Sql("reindex", "its indexes built anew", "REINDEX");
        Sql("analyze", "analyzed", "ANALYZE");
        Sql("journal", "no longer in WAL mode", "PRAGMA journal_mode = DELETE");
        Sql("page-size", "with larger pages", "PRAGMA journal_mode = DELETE", "PRAGMA page_size = 16384", "VACUUM", "PRAGMA journal_mode = WAL");
        Sql("auto-vacuum", "with auto-vacuum", "PRAGMA auto_vacuum = FULL", "VACUUM");
        Sql("free-pages", "with free pages", "CREATE TABLE t(x)", "INSERT INTO t VALUES (zeroblob(20000))", "DROP TABLE t");
        Sql("trigger-gone", "a trigger that refuses changes was dropped, which is noted", "DROP TRIGGER entries_no_delete");
        Sql("index-gone", "an index was dropped, which is noted and costs time", "DROP INDEX entries_actor");
        Sql("table-more", "somebody keeps a table of their own in it, which is noted", "CREATE TABLE notes(x)", "INSERT INTO notes VALUES (1)", "CREATE VIEW latest AS SELECT seq, line FROM entries ORDER BY seq DESC LIMIT 1");
        byte[] tail = [.. honest];
        int unused = Encoding.Latin1.GetString(honest, 5 * DatabasePages.Size, DatabasePages.Size).IndexOf("\0\0\0\0\0\0\0\0", StringComparison.Ordinal);
        "garbage"u8.CopyTo(tail.AsSpan((5 * DatabasePages.Size) + unused + 1));
        set.Log(new(17, "honest-unused-bytes", "nothing that belongs to the log: bytes between the cells of a page changed"), tail, Expect.Honest());
    }

    private static void AddPages(VectorSet set, byte[] honest)
    {
        int entries = DatabasePages.Root(honest, "entries"), actor = DatabasePages.Root(honest, "entries_actor"), pages = honest.Length / DatabasePages.Size;
        void File(string name, string words, byte[] file, Expect expect) => set.Log(new(17, name, words), file, expect);

        File("page-swapped", "the first page of the entries exchanged with that of an index", DatabasePages.Swap(honest, entries, actor), s_malformed);
        File("page-zero", "the first page of the entries filled with zeros", DatabasePages.Fill(honest, entries, 0), s_malformed);
        File("page-ones", "the first page of the entries filled with 0xff", DatabasePages.Fill(honest, entries, 0xff), s_malformed);
        File("page-index-zero", "the page of an index filled with zeros", DatabasePages.Fill(honest, actor, 0), Expect.All(Expect.Malformed(null)));
        byte[] loop = [.. honest];
        DatabasePages.Page(honest, entries)[8..12].CopyTo(DatabasePages.Page(loop, entries)[8..]);
        byte[] self = [(byte)(entries >> 24), (byte)(entries >> 16), (byte)(entries >> 8), (byte)entries];
        self.CopyTo(DatabasePages.Page(loop, entries)[8..]);
        set.Log(new(17, "page-loop", "the first page of the entries names itself as its last child", Why: "The library finds out that the pages lead back before the end is reached."), loop, Expect.All(Expect.Malformed(null)));
        int attestations = DatabasePages.Root(honest, "attestations");
        byte[] indexCell = [10, 3, 25, 1, .. "secret"u8, HonestLog.Victim];
        set.Log(new(17, "maze-index", "the pages of an index lead back to themselves so often that reading it to its end takes years", Why: "It holds more than the entries say."), DatabasePages.Maze(honest, DatabasePages.Root(honest, "entries_type"), indexCell), Expect.All(Expect.Tampered(null)));
        File("maze-attestations", "the pages of the attestations lead back to themselves so often that reading them to their end takes years", DatabasePages.Maze(honest, attestations, [1]), s_damaged);
        File("page-schema-zero", "the schema filled with zeros behind the header of the file", [.. honest[..100], .. new byte[DatabasePages.Size - 100], .. honest[DatabasePages.Size..]], s_malformed);
        File("cut", "cut in the middle", honest[..(pages / 2 * DatabasePages.Size)], s_malformed);
        File("cut-page", "cut in the middle of a page", honest[..((pages * DatabasePages.Size) - 1000)], s_damaged);
        File("cut-header", "nothing but the header of the file", honest[..100], s_malformed);
        File("cut-magic", "nothing but the first sixteen bytes", honest[..16], s_malformed);
        File("magic", "a byte of its first line changed", Bytes.Set(honest, 0, (byte)'s'), s_malformed);
        File("page-size", "a page size that does not exist", Bytes.Set(honest, 16, 0x0b, 0xad), s_malformed);
        File("page-count", "more pages in the header of the file than it has", Bytes.Set(honest, 28, 0, 0, 4, 0), s_damaged);
        File("encoding", "the header of the file says UTF-16", Bytes.Set(honest, 56, 0, 0, 0, 2), s_malformed);
        File("read-version", "a file format that does not exist", Bytes.Set(honest, 18, 9, 9), s_malformed);
    }

    private static void AddSchema(VectorSet set, byte[] honest)
    {
        void Sql(string name, string words, Expect expect, params string[] sql) => set.Log(new(17, name, words), DatabaseBuilder.Run(honest, sql), expect);

        Sql("trigger-evil", "a trigger added that would forge every append", s_malformed, "CREATE TRIGGER evil AFTER INSERT ON entries BEGIN SELECT 1; END");
        Sql("trigger-emptied", "a trigger exchanged for one that does nothing", s_malformed, "DROP TRIGGER entries_no_update", "CREATE TRIGGER entries_no_update BEFORE UPDATE ON entries BEGIN SELECT 1; END");
        Sql("view-entries", "a view in the place of the entries", s_malformed, "ALTER TABLE entries RENAME TO hidden", "CREATE VIEW entries AS SELECT * FROM hidden WHERE seq <> 7");
        Sql("view-attestations", "a view in the place of the attestations", s_malformed, "DROP TABLE attestations", "CREATE VIEW attestations AS SELECT 1 AS id, 1 AS size, '' AS time, '' AS key, '' AS note, NULL AS edge");
        Sql("virtual-entries", "a virtual table in the place of the entries", s_malformed, "DROP TABLE entries", "CREATE VIRTUAL TABLE entries USING fts5(line, hash, time, type, actor, action, target, outcome, source, correlation)");
        Sql("index-filtered", "an index exchanged for one that leaves an entry out", s_malformed, "DROP INDEX entries_type", "CREATE INDEX entries_type ON entries(type) WHERE seq <> 7");
        Sql("index-other-column", "an index exchanged for one of another column", s_malformed, "DROP INDEX entries_actor", "CREATE INDEX entries_actor ON entries(target) WHERE target IS NOT NULL");
        Sql("table-missing", "the table of the entries dropped", s_malformed, "DROP TABLE entries");
        Sql("attestations-missing", "the table of the attestations dropped", s_malformed, "DROP TABLE attestations");
        Sql("header-table-missing", "the table of the header dropped", s_malformed, "DROP TABLE header");
        Sql("column-generated", "a generated column added to the entries", s_malformed, "ALTER TABLE entries ADD COLUMN evil TEXT AS (upper(type)) VIRTUAL");
        Sql("schema-text", "the text of the schema edited", s_malformed, "PRAGMA writable_schema = ON", "UPDATE sqlite_master SET sql = replace(sql, 'line TEXT NOT NULL,', 'line TEXT NOT NULL ,') WHERE name = 'entries'");
        Sql("schema-roots", "two indexes exchanged below the schema", Expect.All(Expect.Tampered(1)), "PRAGMA writable_schema = ON",
            "UPDATE sqlite_master SET rootpage = (SELECT sum(rootpage) FROM sqlite_master WHERE name IN ('entries_actor', 'entries_action')) - rootpage WHERE name IN ('entries_actor', 'entries_action')");
        set.Log(new(17, "header-row-missing", "the row of the header deleted"), DatabaseBuilder.Edit(honest, "DELETE FROM header"), Expect.All(Expect.Tampered(1)));
        set.Log(new(17, "header-row-blob", "the line of the header as a BLOB that is none"), DatabaseBuilder.Edit(honest, "UPDATE header SET line = x'00ff'"), s_malformed);
        Sql("newer", "written by a newer version", Expect.All(Expect.Refused(AuditError.AuditLogTooNew)), "PRAGMA user_version = 99");
        byte[] utf16 = DatabaseBuilder.Create(connection =>
        {
            DatabaseBuilder.Run(connection, "INSERT INTO header(id, line) VALUES (1, $0)", HonestLog.Make().Header);
            foreach (string line in HonestLog.Make().Lines) DatabaseBuilder.Insert(connection, EntryRow.Of(line));
        }, "PRAGMA encoding = 'UTF-16'");
        set.Log(new(17, "utf16", "the same log in a database of UTF-16"), utf16, s_malformed);
    }

    private static void AddForeign(VectorSet set, byte[] honest)
    {
        void File(string name, string words, byte[] file) => set.Log(new(17, name, words), file, s_malformed);

        File("foreign", "the database of another application", DatabaseBuilder.Run([], "PRAGMA page_size = 4096", "CREATE TABLE t(x)"));
        File("foreign-same-tables", "a database with the same tables that is not marked as a log", DatabaseBuilder.Run(honest, "PRAGMA application_id = 0"));
        File("foreign-marked", "a database of another application, marked as a log", DatabaseBuilder.Run([], "PRAGMA page_size = 4096", "CREATE TABLE t(x)", "PRAGMA application_id = 1096109105", "PRAGMA user_version = 1"));
        File("foreign-no-version", "a log whose version is 0 and whose tables are missing", DatabaseBuilder.Run([], "PRAGMA page_size = 4096", "CREATE TABLE t(x)", "PRAGMA application_id = 1096109105"));
    }
}
