using System.Text;
using AttackMatrix.Honest;
using AttackMatrix.Vectors;

namespace AttackMatrix.Attacks;

/// <summary>Rows 1 and 2 on the log file: the line intact, and what stands beside it changed, so that a query misses the entry.</summary>
internal static class ColumnAttacks
{
    private const int At = HonestLog.Victim;
    private static readonly (string Name, string Value)[] s_columns =
    [
        ("type", "secret"), ("actor", "mallory"), ("action", "resolve"), ("target", "env/DB_PASSWORD"), ("outcome", "denied"), ("source", "vault"), ("correlation", "run-0007"),
        ("time", AuditTime.Format(HonestLog.TimeOf(At))),
    ];

    public static void Add(VectorSet set)
    {
        byte[] honest = DatabaseBuilder.Build(HonestLog.Make());
        Expect found = Expect.All(Expect.Tampered(At));
        byte[] hash = HonestLog.Make().Leaf(At).Span.ToArray();
        string bent = Convert.ToHexString(Bytes.Set(hash, 31, (byte)(hash[31] ^ 1)));
        void Column(int row, string name, string words, string update, Expect? expect = null) =>
            set.Log(new(row, name, words), DatabaseBuilder.Edit(honest, $"UPDATE entries SET {update}"), expect ?? found);

        foreach ((string name, string value) in s_columns)
        {
            Column(2, $"column-{name}", $"the column {name} of entry 7 changed", $"{name} = substr({name}, 1, length({name}) - 1) || '8' WHERE seq = {At}");
            Column(2, $"column-{name}-blob", $"the column {name} of entry 7 holds the same bytes as a BLOB, which no filter equals", $"{name} = CAST({name} AS BLOB) WHERE seq = {At}");
            if (name is not ("type" or "time")) Column(2, $"column-{name}-null", $"the column {name} of entry 7 emptied", $"{name} = NULL WHERE seq = {At}");
            AddIndex(set, honest, name, value, found);
        }
        Column(2, "column-type-case", "the column type of entry 7 in capitals", $"type = upper(type) WHERE seq = {At}");
        Column(2, "column-source-filled", "a column filled that the line does not have", "source = 'vault' WHERE seq = 3", Expect.All(Expect.Tampered(3)));
        Column(2, "columns-swapped", "the columns of the entries 6 and 7 exchanged", $"(time, type) = (SELECT time, type FROM entries AS o WHERE o.seq = 13 - entries.seq) WHERE seq IN (6, {At})", Expect.All(Expect.Tampered(6)));
        Column(1, "column-hash", "one bit of the column hash of entry 7 changed", $"hash = x'{bent}' WHERE seq = {At}");
        Column(1, "column-hash-text", "the hash of entry 7 as text", $"hash = hex(hash) WHERE seq = {At}");
        Column(1, "column-hash-long", "the hash of entry 7 with a byte more", $"hash = CAST(hash || x'00' AS BLOB) WHERE seq = {At}");
        Column(1, "column-hash-empty", "the hash of entry 7 emptied", $"hash = x'' WHERE seq = {At}");
        Column(1, "column-line-blob", "the line of entry 7 as a BLOB", $"line = CAST(line AS BLOB) WHERE seq = {At}");
        Column(1, "column-line-empty", "the line of entry 7 emptied", $"line = '' WHERE seq = {At}");
        set.Log(new(1, "table-key", "a key in the first page of the entries made smaller: all are there when they are read in order, and a search for some finds nothing"),
            DatabasePages.SetFirstKey(honest, DatabasePages.Root(honest, "entries"), 3), Expect.All(Expect.Tampered(4)));
        AddAttestations(set, honest);
    }

    private static void AddIndex(VectorSet set, byte[] honest, string name, string value, Expect found)
    {
        int page = DatabasePages.Root(honest, $"entries_{name}");
        byte[] text = Encoding.UTF8.GetBytes(value), other = [.. text[..^1], (byte)(text[^1] + 1)];
        set.Log(new(1, $"index-{name}-value", $"in the index of {name} the entry of 7 holds another value"), DatabasePages.Replace(honest, page, text, other), found);
        set.Log(new(1, $"index-{name}-seq", $"in the index of {name} the entry of 7 points to another row"), DatabasePages.Replace(honest, page, [.. text, At], [.. text, 107]), found);
        byte serial = (byte)(13 + (2 * text.Length)); // of a text of this length; one less is a BLOB
        set.Log(new(1, $"index-{name}-blob", $"in the index of {name} the value of 7 is a BLOB, which no filter equals"), DatabasePages.Replace(honest, page, [3, serial, 1, .. text], [3, (byte)(serial - 1), 1, .. text]), Expect.All(Expect.Tampered(null)));
        set.Log(new(1, $"index-{name}-order", $"in the index of {name} the first and the last entry exchanged: all are there, and no search finds them"), DatabasePages.SwapFirstAndLast(honest, page), Expect.All(Expect.Tampered(null)));
        set.Log(new(1, $"index-{name}-gone", $"the entry of 7 taken out of the index of {name}"), DatabasePages.RemoveIndexEntry(honest, page, value), found);
    }

    private static void AddAttestations(VectorSet set, byte[] honest)
    {
        void Column(string name, string words, string update, Expect expect) =>
            set.Log(new(1, $"attestation-{name}", words), DatabaseBuilder.Edit(honest, $"UPDATE attestations SET {update} WHERE id = 2"), expect);

        Expect found = Expect.All(Expect.Tampered(16));
        Column("size", "the column size of the attestation of 16 entries says 12", "size = 12", found);
        Column("size-negative", "the column size of the attestation of 16 entries is negative", "size = -16", found);
        Column("time", "the column time of the attestation of 16 entries changed", "time = '2026-11-20T09:17:00.0000000Z'", found);
        Column("key", "the column key of the attestation of 16 entries changed", "key = 'witness.example.net'", found);
        Column("edge", "the column edge of the attestation of 16 entries changed", "edge = zeroblob(32)", found);
        Column("edge-long", "the column edge of the attestation of 16 entries has a hash more", "edge = edge || edge", found);
        Column("edge-gone", "the column edge of the attestation of 16 entries emptied, which only costs time", "edge = NULL", Expect.Honest());
        Column("id", "the attestation of 16 entries stands in another place of its table", "id = 77", Expect.Honest());
    }
}
