using System.Globalization;
using AttackMatrix.Honest;
using AttackMatrix.Vectors;

namespace AttackMatrix.Attacks;

/// <summary>Row 2: the block index of a log, which says of every 4,096 entries what queries look for. Entry 7 has a type and a correlation that no other has.</summary>
internal static class IndexAttacks
{
    private const int At = HonestLog.Victim;

    public static void Add(VectorSet set)
    {
        LogContent content = Make();
        byte[] honest = DatabaseBuilder.Build(content);
        Expect found = new Expect().Case(Expect.Tampered(At)), intact = new Expect().Case(Expect.Vouched(0));
        void Block(string name, string words, string sql, Expect expect) => set.Log(new(2, name, words), DatabaseBuilder.Edit(honest, sql), expect);

        set.Log(new(2, "honest-index", "nothing: a log with a complete block, and its index"), honest, intact);
        Block("honest-index-gone", "the index of the block deleted, which costs time and is noted", "DELETE FROM blocks", intact);
        Block("index-value", "in the index of types the one of entry 7 is spelled otherwise", $"UPDATE blocks SET data = CAST(replace(data, 'rare', 'rbre') AS BLOB) WHERE id = {Id(EntryMember.Type)}", found);
        byte[] hashes = Data(honest, EntryMember.Correlation);
        int at = 1 + (2 * (At - 1));
        (hashes[at], hashes[at + 1]) = (0, 0);
        Block("index-hash", "the index of correlations says that entry 7 has none", $"UPDATE blocks SET data = x'{Convert.ToHexString(hashes)}' WHERE id = {Id(EntryMember.Correlation)}", found);
        Block("index-extra", "a row of the index for a block that is not complete yet: it would hide entries that come later",
            $"INSERT INTO blocks SELECT id + 1, data FROM blocks WHERE id = {Id(EntryMember.Type)}", new Expect().Case(Expect.Tampered(BlockFormat.Rows)));

        byte[] small = DatabaseBuilder.Build(HonestLog.Make());
        void Extra(string name, string words, string sql) => set.Log(new(2, name, words), DatabaseBuilder.Edit(small, sql), Expect.All(Expect.Tampered(1)));
        Extra("index-early", "an index of a block that is far from complete, empty, so that queries would find nothing", $"INSERT INTO blocks VALUES ({Id(EntryMember.Type)}, x'0100')");
        Extra("index-member", "a row of the index for a member that there is not", "INSERT INTO blocks VALUES (9895604649984, x'0100')");
        Extra("index-negative", "a row of the index before all others", "INSERT INTO blocks VALUES (-1, x'0100')");
    }

    /// <summary>Entries as short as they can be: what is incompressible of them is their hashes.</summary>
    private static LogContent Make()
    {
        LogContent content = HonestLog.Unsigned(0, id: new string('b', 32));
        for (int seq = 1; seq <= BlockFormat.Rows; seq++)
        {
            AuditEvent said = new() { Type = seq == At ? "rare" : "t", Correlation = seq % 8 == At ? string.Create(CultureInfo.InvariantCulture, $"r{seq}") : null };
            content.Lines.Add(HonestLog.Line(content, seq, said));
        }
        return content;
    }

    private static long Id(EntryMember member) => BlockFormat.RowId((int)member, 0);

    private static byte[] Data(byte[] file, EntryMember member)
    {
        byte[] data = [];
        DatabaseBuilder.Read(file, $"SELECT data FROM blocks WHERE id = {Id(member)}", row => data = row.GetFieldValue<byte[]>(0));
        return data;
    }
}
