using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using SQLitePCL;

namespace AuditChain.Moat;

// moat's database (internal/audit, the same in all versions):
//
//   entries(seq INTEGER PRIMARY KEY, ts TEXT, type TEXT, prev_hash TEXT, data TEXT, hash TEXT UNIQUE)
//   attestations(seq INTEGER PRIMARY KEY, root_hash TEXT, timestamp TEXT, signature BLOB, public_key BLOB)
//   rekor_proofs(seq INTEGER PRIMARY KEY, …)    metadata(key TEXT PRIMARY KEY, value TEXT)
//
// It carries no application id: the tables themselves are what it is recognised by.

/// <summary>A database of moat: one snapshot of it, read and never written.</summary>
internal sealed partial class MoatDatabase : IMoatSource
{
    /// <summary>Everything that moat makes, by its name, with single spaces between words.</summary>
    private static readonly Dictionary<string, string> s_objects = new(StringComparer.Ordinal)
    {
        ["entries"] = "CREATE TABLE entries ( seq INTEGER PRIMARY KEY, ts TEXT NOT NULL, type TEXT NOT NULL, prev_hash TEXT NOT NULL, data TEXT NOT NULL, hash TEXT NOT NULL UNIQUE )",
        ["attestations"] = "CREATE TABLE attestations ( seq INTEGER PRIMARY KEY, root_hash TEXT NOT NULL, timestamp TEXT NOT NULL, signature BLOB NOT NULL, public_key BLOB NOT NULL )",
        ["rekor_proofs"] = "CREATE TABLE rekor_proofs ( seq INTEGER PRIMARY KEY, log_index INTEGER NOT NULL, log_id TEXT NOT NULL, tree_size INTEGER NOT NULL, "
            + "root_hash TEXT NOT NULL, hashes TEXT NOT NULL, timestamp TEXT NOT NULL, entry_uuid TEXT NOT NULL )",
        ["metadata"] = "CREATE TABLE metadata ( key TEXT PRIMARY KEY, value TEXT NOT NULL )",
        ["idx_entries_type"] = "CREATE INDEX idx_entries_type ON entries ( type )",
        ["idx_entries_ts"] = "CREATE INDEX idx_entries_ts ON entries ( ts )",
    };

    private readonly LogDatabase _database;
    private readonly List<MoatAttestation> _attestations = [];
    private readonly List<string> _notes = [];
    private readonly Statement _rows;

    private MoatDatabase(LogDatabase database)
    {
        _database = database;
        database.Execute("BEGIN");
        HashSet<string> found = CheckSchema();
        if (found.Contains("attestations")) ReadAttestations();
        if (found.Contains("rekor_proofs")) RekorProofs = (int)Math.Min(int.MaxValue, database.Scalar("SELECT count(*) FROM rekor_proofs"));
        _rows = database.Prepare("SELECT seq, ts, type, prev_hash, data, hash FROM entries NOT INDEXED ORDER BY seq");
    }

    public string Name => _database.Path;

    public ChainSourceKind Kind => ChainSourceKind.MoatLog;

    public IReadOnlyList<MoatAttestation> Attestations => _attestations;

    public int RekorProofs { get; }

    public IReadOnlyList<string> Notes => _notes;

    /// <summary>True for a database that holds a log of moat; false for any other, and for one that cannot be read.</summary>
    /// <param name="path">A SQLite database.</param>
    public static bool Recognizes(string path)
    {
        try
        {
            using LogDatabase database = ReadConnection.Open(path);
            return database.Scalar("PRAGMA application_id") == 0 && HasEntries(database);
        }
        catch (AuditException)
        {
            return false;
        }
    }

    /// <summary>Opens a database.</summary>
    /// <param name="path">A file that <see cref="Recognizes"/> took.</param>
    /// <exception cref="AuditException">AuditLogDamaged, AuditLogAccessDenied.</exception>
    /// <exception cref="ChainFaultException">Its schema or its attestations are not moat's.</exception>
    public static MoatDatabase Open(string path)
    {
        LogDatabase database = ReadConnection.Open(path);
        try
        {
            _ = raw.sqlite3_limit(database.Handle, raw.SQLITE_LIMIT_LENGTH, JsonWindow.MaxItem);
            return new MoatDatabase(database);
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    public bool Read(MoatEntry entry)
    {
        try
        {
            if (!_rows.Step()) return false;
        }
        catch (AuditException e)
        {
            throw new ChainFaultException(Verdict.Malformed, 0, e.Message);
        }
        for (int column = 1; column <= 5; column++)
        {
            if (_rows.Kind(column) != raw.SQLITE_TEXT) throw new ChainFaultException(Verdict.Tampered, 0, "a column of its row does not hold text");
        }
        entry.Take(_rows.Long(0), _rows.Text(1), Strict(_rows.Bytes(2)), _rows.Text(3), _rows.Bytes(4), _rows.Text(5));
        return true;
    }

    public ChainFault? Finish(long count, Digest? head)
    {
        try
        {
            using Statement check = _database.Prepare("PRAGMA integrity_check(1)");
            if (!check.Step() || check.Text(0) == "ok") return null;
            string problem = check.Text(0);
            return RowNumber().Match(problem) is { Success: true } row
                ? new ChainFault(Verdict.Tampered, Math.Clamp(long.Parse(row.Groups[1].Value, CultureInfo.InvariantCulture), 1, Math.Max(count, 1)), $"an index does not hold what the entries say: {problem}")
                : new ChainFault(Verdict.Malformed, count + 1, $"SQLite finds the file damaged: {problem}");
        }
        catch (AuditException e)
        {
            return new ChainFault(Verdict.Malformed, count + 1, e.Message);
        }
    }

    public void Dispose()
    {
        _rows.Dispose();
        _database.Dispose();
    }

    private static bool HasEntries(LogDatabase database)
    {
        using Statement select = database.Prepare("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = 'entries'");
        return select.Step() && Even(select.Text(0)) == s_objects["entries"];
    }

    /// <summary>Compares the schema with moat's; the names of what is there.</summary>
    private HashSet<string> CheckSchema()
    {
        HashSet<string> found = new(StringComparer.Ordinal);
        using Statement objects = _database.Prepare("SELECT type, name, sql FROM sqlite_master");
        while (objects.Step())
        {
            string type = objects.Text(0), name = objects.Text(1);
            if (type == "trigger") throw new ChainFaultException(Verdict.Malformed, 1, $"it holds a trigger '{name}', and moat makes none");
            if (s_objects.TryGetValue(name, out string? made))
            {
                if (Even(objects.Text(2)) != made) throw new ChainFaultException(Verdict.Malformed, 1, $"the {type} '{name}' is not the one that moat makes");
                found.Add(name);
            }
            else if (!name.StartsWith("sqlite_", StringComparison.Ordinal))
            {
                _notes.Add($"The file holds a {type} '{name}' that is not moat's.");
            }
        }
        foreach (string name in s_objects.Keys.Where(name => !found.Contains(name))) _notes.Add($"'{name}' is missing from the file, and moat makes it whenever it opens a log.");
        return found;
    }

    private void ReadAttestations()
    {
        using Statement rows = _database.Prepare("SELECT seq, root_hash, timestamp, signature, public_key FROM attestations ORDER BY seq");
        while (rows.Step())
        {
            long seq = rows.Long(0);
            if (rows.Kind(1) != raw.SQLITE_TEXT || rows.Kind(2) != raw.SQLITE_TEXT || rows.Kind(3) != raw.SQLITE_BLOB || rows.Kind(4) != raw.SQLITE_BLOB)
                throw new ChainFaultException(Verdict.Tampered, Math.Max(seq, 1), $"the columns of the attestation of entry {seq} do not hold text and bytes");
            _attestations.Add(new MoatAttestation(seq, rows.Text(1), rows.Text(2), rows.Bytes(3).ToArray(), rows.Bytes(4).ToArray()));
            if (_attestations.Count > MoatAttestation.MaxCount)
                throw new ChainFaultException(Verdict.Malformed, 1, $"it has more than {MoatAttestation.MaxCount} attestations");
        }
    }

    /// <summary>A statement of a schema with one space between words and none before a comma.</summary>
    private static string Even(string sql) =>
        White().Replace(sql.Replace("(", " ( ", StringComparison.Ordinal).Replace(")", " ) ", StringComparison.Ordinal), " ").Replace(" ,", ",", StringComparison.Ordinal).Trim();

    private static string Strict(ReadOnlySpan<byte> text)
    {
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(text);
        }
        catch (DecoderFallbackException)
        {
            throw new ChainFaultException(Verdict.Tampered, 0, "its type is not valid UTF-8");
        }
    }

    [GeneratedRegex(@"\brow (\d{1,18})\b", RegexOptions.CultureInvariant)]
    private static partial Regex RowNumber();

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant)]
    private static partial Regex White();
}
