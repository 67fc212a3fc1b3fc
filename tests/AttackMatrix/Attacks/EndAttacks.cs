using AttackMatrix.Honest;
using AttackMatrix.Vectors;

namespace AttackMatrix.Attacks;

/// <summary>Rows 3, 4 and 5: entries taken away from the end.</summary>
internal static class EndAttacks
{
    public static void Add(VectorSet set)
    {
        set.Everywhere(new(3, "end-deleted", "the entries 19 to 24 deleted, the attestation of 20 left"), Cut(18),
            Expect.All(Expect.Truncated(19)), Expect.Each(Expect.Vouched(0), Expect.Unverifiable(), Expect.Truncated(19), Expect.Truncated(19)));
        set.Everywhere(new(3, "end-deleted-one", "the entry 20 and all after it deleted, the attestation of 20 left"), Cut(19),
            Expect.All(Expect.Truncated(20)), Expect.Each(Expect.Vouched(0), Expect.Unverifiable(), Expect.Truncated(20), Expect.Truncated(20)));
        string later = HonestLog.Make().Sign(24, Keys.Ops);
        Attack tail = new(3, "tail-deleted", "the entries 21 to 24 deleted, which no attestation in the file covers", Why: "Only a checkpoint of them, kept elsewhere, knows of them.");
        set.Everywhere(tail, Cut(20), Expect.Honest().Handed(Expect.Truncated(21), [], [later]), Expect.HonestUnsigned().Handed(Expect.Truncated(21), [], [later]));
        LogContent forged = HonestLog.Make();
        forged.Replace(22, "\"entry 22\"", "\"entry 2Z\"").Relink(23);
        Attack rewritten = new(3, "tail-rewritten", "the entry 22 changed and the two after it hashed anew, which no attestation in the file covers", Rehashed: true, Why: "Up to 20 it is vouched for, and the report says so; a checkpoint of 24 kept elsewhere shows the rest.");
        set.Everywhere(rewritten, forged, Expect.Honest().Handed(Expect.Forked(24, 20), [Expect.OpsKey], [Expect.Kept, later]), Expect.HonestUnsigned().Handed(Expect.Forked(24, 20), [], [Expect.Kept, later]));

        LogContent older = Cut(16);
        older.Notes.RemoveAt(2);
        set.Everywhere(new(4, "end-and-notes-deleted", "the entries 17 to 24 and the attestation of 20 deleted"), older,
            Expect.Each(Expect.Vouched(0), Expect.Vouched(16), Expect.Truncated(17), Expect.Truncated(17)), Expect.Each(Expect.Vouched(0), Expect.Unverifiable(), Expect.Truncated(17), Expect.Truncated(17)));
        LogContent bare = Cut(12);
        bare.Notes.Clear();
        set.Everywhere(new(4, "end-and-all-notes-deleted", "the entries 13 to 24 and all attestations deleted"), bare,
            Expect.Each(Expect.Vouched(0), Expect.Unverifiable(), Expect.Truncated(13), Expect.Truncated(13)));

        set.Everywhere(new(5, "all-deleted", "all entries deleted, the attestations left"), Cut(0),
            Expect.All(Expect.Truncated(1)), Expect.Each(Expect.Vouched(0), Expect.Unverifiable(), Expect.Truncated(1), Expect.Truncated(1)));
        LogContent empty = Cut(0);
        empty.Notes.Clear();
        set.Everywhere(new(5, "all-and-notes-deleted", "all entries and all attestations deleted", Why: "An empty log agrees with itself; the report says that nothing was verified."), empty,
            Expect.Each(Expect.Vouched(0), Expect.Unverifiable(), Expect.Truncated(1), Expect.Truncated(1)));
    }

    private static LogContent Cut(int count)
    {
        LogContent content = HonestLog.Make();
        content.Lines.RemoveRange(count, HonestLog.Count - count);
        return content;
    }
}
