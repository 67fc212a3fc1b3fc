namespace AuditChain.Sqlite.Schema;

// The file, for anyone with `sqlite3`:
//
//   sqlite3 LOG "SELECT seq, time, type, actor, message FROM log ORDER BY seq DESC LIMIT 20"
//
//   header(line)             one row: the header line
//   entries(seq, hash, line) the lines, each with its leaf hash. The hash stands first: reading it walks no overflow pages
//   blocks(id, data)         the block index, id = member · 2^40 + block; can be computed again from the lines
//   nodes(id, root)          roots of complete subtrees, id = level / 8 · 2^56 + index; can be computed again as well
//   attestations             signed notes; edge is the tree at their size, from which the next one goes on
//   evidence                 what others signed: note is the SHA-256 of the artifact, kind cosignature, timestamp or rekor
//   openings                 of sealed values, id = seq · 2^16 + number
//   mirrors                  cursors: the last entry that was considered, by seq and leaf hash, and the epoch of who runs it
//   producers, requests      the last n of a producer; the answer to an idempotency key: what it was asked and where its entries are
//   log                      a view for people; this software never asks it
//
// No table has a second index and no trigger is there, so nothing can answer a question but the rows themselves.
// application_id is 'AUL1', user_version the number of this schema. Version 1 was never released.

/// <summary>The objects that a log consists of, each with the exact statement that makes it.</summary>
internal static class LogSchema
{
    public const int ApplicationId = 0x41554C31;

    public const int Version = 2;

    /// <summary>Bytes of a page: a row of 300 bytes needs no overflow, and 24 of them share a page.</summary>
    public const int PageSize = 8192;

    /// <summary>Every object in the order in which they are made: its type, its name, its statement.</summary>
    public static readonly IReadOnlyList<(string Type, string Name, string Sql)> Objects =
    [
        Table("header", "line TEXT NOT NULL"),
        Table("entries", "seq INTEGER PRIMARY KEY, hash BLOB NOT NULL, line TEXT NOT NULL"),
        Table("blocks", "id INTEGER PRIMARY KEY, data BLOB NOT NULL"),
        Table("nodes", "id INTEGER PRIMARY KEY, root BLOB NOT NULL"),
        Table("attestations", "id INTEGER PRIMARY KEY, size INTEGER NOT NULL, note TEXT NOT NULL, edge BLOB"),
        Table("evidence", "id INTEGER PRIMARY KEY, attestation INTEGER NOT NULL, note BLOB NOT NULL, kind TEXT NOT NULL, data BLOB NOT NULL"),
        Table("openings", "id INTEGER PRIMARY KEY, path TEXT NOT NULL, salt BLOB NOT NULL, value TEXT NOT NULL"),
        Table("mirrors", "id INTEGER PRIMARY KEY, name TEXT NOT NULL, settings TEXT NOT NULL, seq INTEGER NOT NULL, hash BLOB NOT NULL, "
            + "epoch INTEGER NOT NULL, delivered INTEGER NOT NULL, skipped INTEGER NOT NULL, state TEXT NOT NULL"),
        Table("producers", "principal TEXT NOT NULL, producer TEXT NOT NULL, last INTEGER NOT NULL, seen TEXT NOT NULL, PRIMARY KEY(principal, producer)", " WITHOUT ROWID"),
        Table("requests", "principal TEXT NOT NULL, key TEXT NOT NULL, body BLOB NOT NULL, first INTEGER NOT NULL, count INTEGER NOT NULL, time TEXT NOT NULL, "
            + "PRIMARY KEY(principal, key)", " WITHOUT ROWID"),
        ("view", "log", $"CREATE VIEW log AS SELECT seq, {string.Join(", ", ViewColumns().Select(c => $"json_extract(line, '$.{c.Member}') AS {c.Name}"))}, line FROM entries"),
    ];

    private static (string Type, string Name, string Sql) Table(string name, string columns, string options = "") =>
        ("table", name, $"CREATE TABLE {name}({columns}){options}");

    private static IEnumerable<(string Member, string Name)> ViewColumns() =>
    [
        ("time", "time"), ("type", "type"), ("actor.id", "actor"), ("action", "action"), ("target.id", "target"), ("outcome", "outcome"),
        ("source", "source"), ("correlation", "correlation"), ("message", "message"), ("data", "data"),
    ];
}
