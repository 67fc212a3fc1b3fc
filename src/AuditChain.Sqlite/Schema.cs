namespace AuditChain.Sqlite;

// The file, for anyone with `sqlite3`:
//
//   sqlite3 LOG "SELECT seq, time, type, actor, message FROM (SELECT *, json_extract(line, '$.message') AS message FROM entries) ORDER BY seq DESC LIMIT 20"
//
// `line` is the truth; the columns beside it repeat what queries need, and verification compares them with it.
// application_id is 'AUL1', user_version the number of the schema.

/// <summary>Tables, indexes and triggers of the store, and the way from one version to the next.</summary>
internal static class Schema
{
    public const int ApplicationId = 0x41554C31;

    /// <summary>The members that have a column, in the order of the columns; the name of the column is the member in lower case.</summary>
    public static readonly string[] NameColumns = ["type", "actor", "action", "target", "outcome", "source", "correlation"];

    /// <summary>Every index: its column, and whether it covers only the rows that have a value.</summary>
    public static readonly (string Name, string Column, bool Partial)[] Indexes =
    [
        ("entries_time", "time", false),
        ("entries_type", "type", false),
        .. NameColumns.Skip(1).Select(column => ($"entries_{column}", column, true)),
    ];

    /// <summary>What a log gets once its tree has nodes worth keeping: objects by name, with the statements that make them. A log without is whole.</summary>
    public static readonly IReadOnlyDictionary<string, string> NodeObjects = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["nodes"] = "CREATE TABLE nodes(id INTEGER PRIMARY KEY, root BLOB NOT NULL)",
        ["nodes_no_update"] = Refusal("nodes", "UPDATE"),
        ["nodes_no_delete"] = Refusal("nodes", "DELETE"),
    };

    /// <summary>Migration i brings a file from version i to version i + 1. Never edited once released; only added to.</summary>
    private static readonly string[][] s_migrations =
    [
        [
            "CREATE TABLE header(id INTEGER PRIMARY KEY CHECK (id = 1), line TEXT NOT NULL)",
            """
            CREATE TABLE entries(
              seq INTEGER PRIMARY KEY,
              line TEXT NOT NULL,
              hash BLOB NOT NULL,
              time TEXT NOT NULL,
              type TEXT NOT NULL COLLATE NOCASE,
              actor TEXT COLLATE NOCASE,
              action TEXT COLLATE NOCASE,
              target TEXT COLLATE NOCASE,
              outcome TEXT COLLATE NOCASE,
              source TEXT COLLATE NOCASE,
              correlation TEXT COLLATE NOCASE
            )
            """,
            """
            CREATE TABLE attestations(
              id INTEGER PRIMARY KEY,
              size INTEGER NOT NULL,
              time TEXT NOT NULL,
              key TEXT NOT NULL,
              note TEXT NOT NULL,
              edge BLOB
            )
            """,
            .. Indexes.Select(i => $"CREATE INDEX {i.Name} ON entries({i.Column}){(i.Partial ? $" WHERE {i.Column} IS NOT NULL" : "")}"),
            .. new[] { "entries", "header", "attestations" }.SelectMany(table => new[] { "UPDATE", "DELETE" }.Select(change => Refusal(table, change))),
        ],
    ];

    public static int Version => s_migrations.Length;

    /// <summary>Every object of the newest version by name, with the statement that made it.</summary>
    public static IReadOnlyDictionary<string, string> Objects { get; } = s_migrations.SelectMany(m => m).ToDictionary(sql => sql.Split([' ', '('], 4)[2], StringComparer.Ordinal);

    /// <summary>The statements that bring a file from <paramref name="version"/> to the newest version.</summary>
    public static IEnumerable<string> MigrationsFrom(int version) => s_migrations.Skip(version).SelectMany(m => m);

    private static string Refusal(string table, string change) =>
        $"CREATE TRIGGER {table}_no_{change.ToLowerInvariant()} BEFORE {change} ON {table} BEGIN SELECT RAISE(ABORT, 'an audit log is only appended to'); END";
}
