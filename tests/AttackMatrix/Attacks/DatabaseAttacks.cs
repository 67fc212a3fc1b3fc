using System.Text;
using AttackMatrix.Honest;
using AttackMatrix.Vectors;

namespace AttackMatrix.Attacks;

/// <summary>Row 17: the database itself: its pages, and files that are no log at all. Its schema is row 24.</summary>
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
        Sql("journal", "no longer in WAL mode", "PRAGMA journal_mode = DELETE");
        Sql("page-size", "with larger pages", "PRAGMA journal_mode = DELETE", "PRAGMA page_size = 16384", "VACUUM", "PRAGMA journal_mode = WAL");
        Sql("auto-vacuum", "with auto-vacuum", "PRAGMA auto_vacuum = FULL", "VACUUM");
        Sql("free-pages", "with free pages", "CREATE TABLE t(x)", "INSERT INTO t VALUES (zeroblob(20000))", "DROP TABLE t");
        byte[] tail = [.. honest];
        int start = (DatabasePages.Root(honest, "attestations") - 1) * DatabasePages.Size;
        int unused = Encoding.Latin1.GetString(honest, start, DatabasePages.Size).IndexOf(new string('\0', 24), StringComparison.Ordinal);
        "garbage"u8.CopyTo(tail.AsSpan(start + unused + 8));
        set.Log(new(17, "honest-unused-bytes", "nothing that belongs to the log: bytes between the cells of a page changed"), tail, Expect.Honest());
    }

    private static void AddPages(VectorSet set, byte[] honest)
    {
        int entries = DatabasePages.Root(honest, "entries"), attestations = DatabasePages.Root(honest, "attestations"), pages = honest.Length / DatabasePages.Size;
        void File(string name, string words, byte[] file, Expect expect) => set.Log(new(17, name, words), file, expect);

        File("page-swapped", "the first page of the entries exchanged with that of the attestations", DatabasePages.Swap(honest, entries, attestations), Expect.All(Expect.Tampered(1)));
        File("page-zero", "the first page of the entries filled with zeros", DatabasePages.Fill(honest, entries, 0), s_malformed);
        File("page-ones", "the first page of the entries filled with 0xff", DatabasePages.Fill(honest, entries, 0xff), s_malformed);
        byte[] loop = [.. honest];
        DatabasePages.Page(honest, entries)[8..12].CopyTo(DatabasePages.Page(loop, entries)[8..]);
        byte[] self = [(byte)(entries >> 24), (byte)(entries >> 16), (byte)(entries >> 8), (byte)entries];
        self.CopyTo(DatabasePages.Page(loop, entries)[8..]);
        set.Log(new(17, "page-loop", "the first page of the entries names itself as its last child", Why: "The library finds out that the pages lead back before the end is reached."), loop, Expect.All(Expect.Malformed(null)));
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

        Sql("schema-roots", "the tables of the entries and of the attestations exchanged below the schema", Expect.All(Expect.Tampered(1)), "PRAGMA writable_schema = ON",
            "UPDATE sqlite_master SET rootpage = (SELECT sum(rootpage) FROM sqlite_master WHERE name IN ('entries', 'attestations')) - rootpage WHERE name IN ('entries', 'attestations')");
        Sql("header-row-more", "a second row in the table of the header", Expect.All(Expect.Tampered(1)), "INSERT INTO header SELECT line FROM header");
        Sql("older", "written by a version that was never released", s_malformed, "PRAGMA user_version = 1");
        set.Log(new(17, "header-row-missing", "the row of the header deleted"), DatabaseBuilder.Edit(honest, "DELETE FROM header"), Expect.All(Expect.Tampered(1)));
        set.Log(new(17, "header-row-blob", "the line of the header as a BLOB that is none"), DatabaseBuilder.Edit(honest, "UPDATE header SET line = x'00ff'"), Expect.All(Expect.Tampered(1)));
        Sql("newer", "written by a newer version", Expect.All(Expect.Refused(AuditError.AuditLogTooNew)), "PRAGMA user_version = 99");
        byte[] utf16 = DatabaseBuilder.Create(connection =>
        {
            DatabaseBuilder.Run(connection, "INSERT INTO header(line) VALUES ($0)", HonestLog.Make().Header);
            foreach (string line in HonestLog.Make().Lines) DatabaseBuilder.Insert(connection, EntryRow.Of(line));
        }, "PRAGMA encoding = 'UTF-16'");
        set.Log(new(17, "utf16", "the same log in a database of UTF-16"), utf16, Expect.All(Expect.Tampered(1)));
    }

    private static void AddForeign(VectorSet set, byte[] honest)
    {
        void File(string name, string words, byte[] file) => set.Log(new(17, name, words), file, s_malformed);

        File("foreign", "the database of another application", DatabaseBuilder.Run([], "PRAGMA page_size = 4096", "CREATE TABLE t(x)"));
        File("foreign-same-tables", "a database with the same tables that is not marked as a log", DatabaseBuilder.Run(honest, "PRAGMA application_id = 0"));
        set.Log(new(17, "foreign-marked", "a database of another application, marked as a log"), DatabaseBuilder.Run([], "PRAGMA page_size = 4096", "CREATE TABLE t(x)", "PRAGMA application_id = 1096109105", "PRAGMA user_version = 2"), Expect.All(Expect.Tampered(1)));
        File("foreign-no-version", "a log whose version is 0 and whose tables are missing", DatabaseBuilder.Run([], "PRAGMA page_size = 4096", "CREATE TABLE t(x)", "PRAGMA application_id = 1096109105"));
    }
}
