using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;

namespace AuditChain.Tests.Interop;

/// <summary>A log of moat, made here: what it hashed, and what its export shows of that. Shares no code with the reader.</summary>
internal sealed class MoatSample
{
    public sealed record Row(long Seq, string Time, string Type, string Prev, string Data, string Shown, string Hash);

    public sealed record Attestation(long Seq, string Root, string Time, byte[] Signature, byte[] Key);

    private const string Schema = """
        CREATE TABLE entries (
        	seq       INTEGER PRIMARY KEY,
        	ts        TEXT NOT NULL,
        	type      TEXT NOT NULL,
        	prev_hash TEXT NOT NULL,
        	data      TEXT NOT NULL,
        	hash      TEXT NOT NULL UNIQUE
        );
        CREATE INDEX idx_entries_type ON entries(type);
        CREATE INDEX idx_entries_ts ON entries(ts);
        CREATE TABLE metadata (
        	key   TEXT PRIMARY KEY,
        	value TEXT NOT NULL
        );
        CREATE TABLE attestations (
        	seq        INTEGER PRIMARY KEY,
        	root_hash  TEXT NOT NULL,
        	timestamp  TEXT NOT NULL,
        	signature  BLOB NOT NULL,
        	public_key BLOB NOT NULL
        );
        CREATE TABLE rekor_proofs (
        	seq        INTEGER PRIMARY KEY,
        	log_index  INTEGER NOT NULL,
        	log_id     TEXT NOT NULL,
        	tree_size  INTEGER NOT NULL,
        	root_hash  TEXT NOT NULL,
        	hashes     TEXT NOT NULL,
        	timestamp  TEXT NOT NULL,
        	entry_uuid TEXT NOT NULL
        );
        """;

    private static readonly byte[] s_seed = SHA256.HashData("a key of moat"u8);

    public List<Row> Rows { get; } = [];

    public List<Attestation> Attestations { get; } = [];

    public string Head => Rows.Count == 0 ? "" : Rows[^1].Hash;

    public static byte[] PublicKey { get; } = KeyOf(s_seed);

    /// <summary>Eight entries, of typed and of other data, attested at the fifth and at the last one.</summary>
    public static MoatSample Honest()
    {
        MoatSample log = new();
        log.Add("console", """{"line":"first"}""");
        log.Add("network", """{"method":"GET","url":"https://example.com/","status_code":200,"duration_ms":12}""", """{"duration_ms":12,"method":"GET","status_code":200,"url":"https://example.com/"}""");
        log.Add("secret", """{"name":"DB","backend":"ssm"}""", """{"backend":"ssm","name":"DB"}""");
        log.Add("exec", """{"command":["ls","-l"],"has_stdin":false,"exit_code":0}""", """{"command":["ls","-l"],"exit_code":0,"has_stdin":false}""");
        log.Add("custom", """{"a":1,"b":[true,null,{"c":1.5}],"line":"free"}""");
        log.Attest();
        log.Add("container", """{"action":"created","privileged":true,"reason":"dind"}""");
        log.Add("ssh", """{"action":"list"}""");
        log.Add("policy", """{"scope":"s","operation":"o","decision":"deny","rule":"r"}""", """{"decision":"deny","operation":"o","rule":"r","scope":"s"}""");
        log.Attest();
        return log;
    }

    /// <summary>Appends an entry.</summary>
    /// <param name="type">Any text.</param>
    /// <param name="data">As Go wrote and hashed it.</param>
    /// <param name="shown">As the export shows it; null when that is the same.</param>
    /// <param name="time">Null for a time of its own.</param>
    public MoatSample Add(string type, string data, string? shown = null, string? time = null)
    {
        time ??= string.Create(CultureInfo.InvariantCulture, $"2026-11-21T08:00:{Rows.Count + 1:00}.123456789Z");
        Rows.Add(new Row(Rows.Count + 1, time, type, Head, data, shown ?? data, Hash(Rows.Count + 1, time, type, Head, data)));
        return this;
    }

    /// <summary>Signs the head.</summary>
    public MoatSample Attest(long? seq = null, byte[]? seed = null)
    {
        Attestations.Add(Sign(seq ?? Rows.Count, Head, seed ?? s_seed));
        return this;
    }

    public static Attestation Sign(long seq, string root, byte[]? seed = null)
    {
        using SigningKey key = SigningKey.FromSeed("k", seed ?? s_seed);
        string time = string.Create(CultureInfo.InvariantCulture, $"2026-11-21T09:00:{seq % 60:00}.5Z");
        return new Attestation(seq, root, time, key.Sign(Encoding.ASCII.GetBytes(root)), key.VerifierKey.PublicKey.ToArray());
    }

    /// <summary>Computes every link and hash anew, as one who may write the file can.</summary>
    public MoatSample Rehash()
    {
        string prev = "";
        for (int i = 0; i < Rows.Count; i++)
        {
            Row row = Rows[i];
            Rows[i] = row with { Prev = prev, Hash = prev = Hash(row.Seq, row.Time, row.Type, prev, row.Data) };
        }
        return this;
    }

    public string Bundle()
    {
        StringBuilder text = new($$"""{"version":1,"created_at":"2026-11-21T10:00:00.25Z","last_hash":"{{Head}}","entries":""");
        text.Append(Rows.Count == 0 ? "null" : $"[{string.Join(',', Rows.Select(Entry))}]");
        if (Attestations.Count > 0) text.Append($",\"attestations\":[{string.Join(',', Attestations.Select(Text))}]");
        return text.Append('}').ToString();
    }

    /// <summary>The bundle with a line for each value.</summary>
    public string IndentedBundle() => JsonNode.Parse(Bundle())!.ToJsonString(new JsonSerializerOptions
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    public void WriteDatabase(string path)
    {
        SQLitePCL.Batteries_V2.Init();
        using SqliteConnection connection = new($"Data Source={path};Pooling=False");
        connection.Open();
        Run(connection, Schema);
        foreach (Row row in Rows)
            Run(connection, "INSERT INTO entries VALUES ($0, $1, $2, $3, $4, $5)", row.Seq, row.Time, row.Type, row.Prev, row.Data, row.Hash);
        foreach (Attestation a in Attestations)
            Run(connection, "INSERT INTO attestations VALUES ($0, $1, $2, $3, $4)", a.Seq, a.Root, a.Time, a.Signature, a.Key);
    }

    private static string Entry(Row row) =>
        $$"""{"seq":{{row.Seq}},"ts":"{{row.Time}}","type":"{{row.Type}}","prev":"{{row.Prev}}","data":{{row.Shown}},"hash":"{{row.Hash}}"}""";

    private static string Text(Attestation a) =>
        $$"""{"seq":{{a.Seq}},"root_hash":"{{a.Root}}","timestamp":"{{a.Time}}","signature":"{{Convert.ToBase64String(a.Signature)}}","public_key":"{{Convert.ToBase64String(a.Key)}}"}""";

    private static string Hash(long seq, string time, string type, string prev, string data)
    {
        byte[] number = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(number, seq);
        return Convert.ToHexStringLower(SHA256.HashData([.. number, .. Encoding.UTF8.GetBytes(time + type + prev + data)]));
    }

    private static byte[] KeyOf(byte[] seed)
    {
        using SigningKey key = SigningKey.FromSeed("k", seed);
        return key.VerifierKey.PublicKey.ToArray();
    }

    private static void Run(SqliteConnection connection, string sql, params object[] values)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        for (int i = 0; i < values.Length; i++) command.Parameters.AddWithValue($"${i}", values[i]);
        command.ExecuteNonQuery();
    }
}
