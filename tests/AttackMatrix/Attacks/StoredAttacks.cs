using AttackMatrix.Honest;
using AttackMatrix.Vectors;

namespace AttackMatrix.Attacks;

/// <summary>Row 1 on the log file: the line intact, and what is stored beside it changed.</summary>
internal static class StoredAttacks
{
    private const int At = HonestLog.Victim;

    public static void Add(VectorSet set)
    {
        byte[] honest = DatabaseBuilder.Build(HonestLog.Make());
        Expect found = Expect.All(Expect.Tampered(At));
        void Row(string name, string words, string update, Expect? expect = null) =>
            set.Log(new(1, name, words), DatabaseBuilder.Edit(honest, $"UPDATE entries SET {update}"), expect ?? found);

        Row("hash", "one bit of the stored hash of entry 7 changed", $"hash = x'{Bent(At)}' WHERE seq = {At}");
        Row("hash-last", "one bit of the stored hash of the last entry changed, to which nothing links yet", $"hash = x'{Bent(HonestLog.Count)}' WHERE seq = {HonestLog.Count}", Expect.All(Expect.Tampered(HonestLog.Count)));
        Row("hash-text", "the hash of entry 7 as text", $"hash = hex(hash) WHERE seq = {At}");
        Row("hash-long", "the hash of entry 7 with a byte more", $"hash = CAST(hash || x'00' AS BLOB) WHERE seq = {At}");
        Row("hash-empty", "the hash of entry 7 emptied", $"hash = x'' WHERE seq = {At}");
        Row("line-blob", "the line of entry 7 as a BLOB", $"line = CAST(line AS BLOB) WHERE seq = {At}");
        Row("line-empty", "the line of entry 7 emptied", $"line = '' WHERE seq = {At}");
        set.Log(new(1, "table-key", "a key in the first page of the entries made smaller: all are there when they are read in order, and a search for some finds nothing"),
            DatabasePages.SetFirstKey(honest, DatabasePages.Root(honest, "entries"), 3), Expect.All(Expect.Tampered(null)));
        AddAttestations(set, honest);
    }

    private static string Bent(int seq)
    {
        byte[] hash = HonestLog.Make().Leaf(seq).Span.ToArray();
        hash[31] ^= 1;
        return Convert.ToHexString(hash);
    }

    private static void AddAttestations(VectorSet set, byte[] honest)
    {
        void Column(string name, string words, string update, Expect expect) =>
            set.Log(new(1, $"attestation-{name}", words), DatabaseBuilder.Edit(honest, $"UPDATE attestations SET {update} WHERE id = 2"), expect);

        Expect found = Expect.All(Expect.Tampered(16));
        Column("size", "the column size of the attestation of 16 entries says 12", "size = 12", found);
        Column("size-negative", "the column size of the attestation of 16 entries is negative", "size = -16", found);
        Column("size-text", "the column size of the attestation of 16 entries holds text", "size = 'sixteen'", Expect.All(Expect.Tampered(null)));
        Column("note-blob", "the note of 16 entries as a BLOB", "note = CAST(note AS BLOB)", found);
        Column("edge", "the column edge of the attestation of 16 entries changed", "edge = zeroblob(32)", found);
        Column("edge-long", "the column edge of the attestation of 16 entries has a hash more", "edge = edge || edge", found);
        Column("edge-gone", "the column edge of the attestation of 16 entries emptied, which only costs time", "edge = NULL", Expect.Honest());
        Column("id", "the attestation of 16 entries stands in another place of its table", "id = 77", Expect.Honest());
    }
}
