using System.Buffers.Binary;
using System.Globalization;
using AuditChain.Sqlite;
using Microsoft.Data.Sqlite;

namespace AttackMatrix.Honest;

/// <summary>One row of the table <c>entries</c>; what stands beside the line is taken from it as long as nobody says otherwise.</summary>
internal sealed record EntryRow(long Seq, object Line, byte[] Hash)
{
    /// <summary>The honest row of a line.</summary>
    public static EntryRow Of(string line) => Of(line, line);

    /// <summary>A line beside the sequence and the hash of another.</summary>
    public static EntryRow Of(string line, string beside) => new(LineText.Seq(beside), line, LeafHash.Of(LogContent.Bytes(beside)).Span.ToArray());
}

/// <summary>Builds and edits log files with plain SQL, as anybody can who has the file and sqlite3.</summary>
internal static class DatabaseBuilder
{
    private const int VersionOffset = 96; // of SQLite's file header: the version of the library that wrote last

    static DatabaseBuilder() => SQLitePCL.Batteries_V2.Init();

    /// <summary>The log file of a content.</summary>
    /// <param name="content">Header, lines and notes.</param>
    /// <param name="rows">Rows instead of the honest ones of its lines.</param>
    public static byte[] Build(LogContent content, IEnumerable<EntryRow>? rows = null) => Create(connection =>
    {
        Run(connection, "INSERT INTO header(line) VALUES ($0)", content.Header);
        foreach (EntryRow row in rows ?? content.Lines.Select(EntryRow.Of)) Insert(connection, row);
        foreach (string note in content.Notes) InsertNote(connection, note, content);
        InsertBlocks(connection, content);
    });

    /// <summary>A log file of the newest schema, filled by the caller.</summary>
    public static byte[] Create(Action<SqliteConnection> fill, string first = "PRAGMA page_size = 4096") => InFile([], connection =>
    {
        Run(connection, first);
        Run(connection, "PRAGMA journal_mode = WAL");
        Run(connection, "BEGIN");
        Run(connection, $"PRAGMA application_id = {LogSchema.ApplicationId}");
        foreach ((_, _, string sql) in LogSchema.Objects) Run(connection, sql);
        Run(connection, $"PRAGMA user_version = {LogSchema.Version}");
        fill(connection);
        Run(connection, "COMMIT");
    });

    /// <summary>Runs SQL on a log file.</summary>
    public static byte[] Edit(byte[] file, params string[] sql) => Run(file, sql);

    /// <summary>Runs SQL on a file as it is.</summary>
    public static byte[] Run(byte[] file, params string[] sql) => InFile(file, connection =>
    {
        foreach (string one in sql) Run(connection, one);
    });

    /// <summary>Works on a file as it is.</summary>
    public static byte[] Run(byte[] file, Action<SqliteConnection> work) => InFile(file, work);

    /// <summary>Reads rows of a file.</summary>
    public static void Read(byte[] file, string sql, Action<SqliteDataReader> row) => InFile(file, connection =>
    {
        using SqliteCommand select = connection.CreateCommand();
        select.CommandText = sql;
        using SqliteDataReader reader = select.ExecuteReader();
        while (reader.Read()) row(reader);
    });

    public static void Insert(SqliteConnection connection, EntryRow row) => Run(connection,
        "INSERT INTO entries(seq, hash, line) VALUES ($0, $1, $2)", row.Seq, row.Hash, row.Line);

    public static void Run(SqliteConnection connection, string sql, params object?[] values)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        for (int i = 0; i < values.Length; i++) command.Parameters.AddWithValue($"${i.ToString(CultureInfo.InvariantCulture)}", values[i] ?? DBNull.Value);
        command.ExecuteNonQuery();
    }

    public static void InsertNote(SqliteConnection connection, string note, LogContent content)
    {
        SignedNote parsed = SignedNote.Parse(note);
        Checkpoint said = parsed.Checkpoint();
        MerkleFrontier frontier = new();
        foreach (string line in content.Lines.Take((int)said.Size)) frontier.Add(LeafHash.Of(LogContent.Bytes(line)));
        // The edge proves itself: of another history there is none that fits.
        byte[]? edge = frontier.Size == said.Size && frontier.Root() == said.Root ? frontier.Edge() : null;
        Run(connection, "INSERT INTO attestations(size, note, edge) VALUES ($0, $1, $2)", said.Size, note, edge);
    }

    /// <summary>The index of the blocks that a content completes.</summary>
    private static void InsertBlocks(SqliteConnection connection, LogContent content)
    {
        BlockBuilder builder = new();
        for (int i = 0; i < content.Lines.Count; i++)
        {
            byte[] line = LogContent.Bytes(content.Lines[i]);
            if (!EntryFacts.TryRead(line, out EntryFacts facts, out _)) return;
            builder.Add(line, facts);
            if (!builder.IsComplete) continue;
            for (int member = 1; member <= BlockFormat.TimeMember; member++)
                Run(connection, "INSERT INTO blocks(id, data) VALUES ($0, $1)", BlockFormat.RowId(member, BlockFormat.BlockOf(i + 1)), builder.Data(member).ToArray());
            builder.Clear();
        }
    }

    private static byte[] InFile(byte[] before, Action<SqliteConnection> work)
    {
        string folder = Directory.CreateTempSubdirectory("attackmatrix-").FullName;
        try
        {
            string path = Path.Combine(folder, "log");
            if (before.Length > 0) File.WriteAllBytes(path, before);
            using (SqliteConnection connection = new($"Data Source={path};Pooling=False"))
            {
                connection.Open();
                work(connection);
            }
            byte[] after = File.ReadAllBytes(path);
            BinaryPrimitives.WriteInt32BigEndian(after.AsSpan(VersionOffset), 3_040_000);
            return after;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
