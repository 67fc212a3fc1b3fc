using System.Text;
using AttackMatrix.Honest;
using AttackMatrix.Vectors;

namespace AttackMatrix.Attacks;

/// <summary>Row 18: what kill -9, a power cut or a careless copy leaves beside the file, and write-ahead logs that somebody put there.</summary>
internal static class CrashVectors
{
    public static void Add(VectorSet set)
    {
        // The file as it was at 16 entries; then two transactions that never reached it: up to 20 with the attestation, up to 24.
        LogContent content = HonestLog.Make();
        byte[] sixteen = DatabaseBuilder.Build(new LogContent { Header = content.Header, Lines = content.Lines[..16], Notes = content.Notes[..2] });
        byte[] twenty = Append(sixteen, content, 17, 20, content.Notes[2]), all = Append(twenty, content, 21, 24, null);
        byte[] both = new WalFile().Commit(sixteen, twenty).Commit(twenty, all).ToArray(), first = new WalFile().Commit(sixteen, twenty).ToArray();
        Expect old = Expect.Each(Expect.Vouched(0), Expect.Vouched(16), Expect.Truncated(17), Expect.Truncated(17)), later = Expect.Honest();
        void Wal(string name, string words, byte[] wal, Expect expect, string? why = null) => set.Log(new(18, name, words, Why: why), sixteen, expect, new Companion("-wal", wal));

        Wal("wal", "two transactions are still in the write-ahead log", both, later.And(HonestLog.Count));
        Wal("wal-first", "one transaction is still in the write-ahead log", first, later.And(20));
        Wal("wal-torn", "the last transaction was torn in the middle of a page", both[..^3000], later.And(20), "It was never acknowledged; what came before it is there.");
        Wal("wal-torn-frame", "the last transaction lacks its last page", both[..^(24 + DatabasePages.Size)], later.And(20), "It was never acknowledged; what came before it is there.");
        Wal("wal-torn-header", "the last transaction was torn in the header of its first page", both[..(first.Length + 10)], later.And(20));
        Wal("wal-checksum", "a byte of the last transaction changed", Bytes.Set(both, both.Length - 100, (byte)(both[^100] ^ 1)), later.And(20), "SQLite takes a transaction whose checksum does not hold for one that was torn.");
        Wal("wal-zeros", "a block of zeros after the last transaction", [.. both, .. new byte[DatabasePages.Size]], later.And(HonestLog.Count));
        Wal("wal-empty", "the write-ahead log is empty", [], old);
        Wal("wal-cut", "the write-ahead log was torn in its header", both[..20], old);
        Wal("wal-garbage", "the write-ahead log is garbage", Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("garbage ", 1000))), old);
        set.Log(new(18, "wal-lost", "the write-ahead log was not copied with the file", Why: "What the checkpoint covers is not there: whether by a thief or by a careless copy cannot be told."), sixteen, old);
        set.Log(new(18, "shm", "the index of the write-ahead log is garbage"), sixteen, later.And(HonestLog.Count), new Companion("-wal", both), new Companion("-shm", Encoding.ASCII.GetBytes(new string('x', 32768))));

        byte[] forged = DatabaseBuilder.Edit(twenty, "UPDATE entries SET line = replace(line, 'a', 'b') WHERE seq = 7");
        Wal("wal-forged", "a write-ahead log put beside it that changes the line of entry 7", new WalFile().Commit(sixteen, forged).ToArray(), Expect.All(Expect.Tampered(7)));
        byte[] deleted = DatabaseBuilder.Edit(twenty, "DELETE FROM entries WHERE seq > 18");
        Wal("wal-deletes", "a write-ahead log put beside it that deletes the entries 19 and 20", new WalFile().Commit(sixteen, deleted).ToArray(), Expect.All(Expect.Truncated(19)));
    }

    private static byte[] Append(byte[] file, LogContent content, int first, int last, string? note) => DatabaseBuilder.Run(file, connection =>
    {
        DatabaseBuilder.Run(connection, "BEGIN");
        for (int seq = first; seq <= last; seq++) DatabaseBuilder.Insert(connection, EntryRow.Of(content.Lines[seq - 1]));
        if (note is not null) DatabaseBuilder.InsertNote(connection, note, content);
        DatabaseBuilder.Run(connection, "COMMIT");
    });

    /// <summary>The same, with the number of entries that must have survived.</summary>
    private static Expect And(this Expect expect, int count)
    {
        Expect counted = new();
        foreach (Expectation one in expect.Cases) counted.Handed(one with { Entries = count }, one.Keys, one.Checkpoints);
        return counted;
    }
}
