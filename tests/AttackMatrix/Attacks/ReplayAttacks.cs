using AttackMatrix.Honest;
using AttackMatrix.Vectors;

namespace AttackMatrix.Attacks;

/// <summary>Row 28: the thief of the newest key writes another history, and puts the old statements into it, which announce that key.</summary>
internal static class ReplayAttacks
{
    private const int At = 11;

    public static void Add(VectorSet set)
    {
        LogContent before = HonestLog.Unsigned(At - 1);
        Digest log = before.HeaderHash, root = before.Root(At - 1);
        KeyStatement rotation = new(log, At - 1, root, Keys.Witness.VerifierKey, Keys.Ops.VerifierKey);
        string note = SignedNote.Sign(rotation.ToText(), Keys.Ops).ToString();
        Expect unknown = new Expect().Case(Expect.Vouched(0)).Key(Expect.Unverifiable());
        Expect mirror = unknown;

        LogContent rewritten = HonestLog.Unsigned(At - 1);
        rewritten.Replace(3, "\"entry 3\"", "\"entry E\"").Relink(4);
        set.Everywhere(new(28, "replay", "entry 3 changed, all hashed anew, the statement of entry 11 put in again, signed with the key that it announces", Rehashed: true, Resigned: true), Attest(Append(rewritten, note)), unknown, mirror);
        LogContent moved = HonestLog.Unsigned(At);
        set.Everywhere(new(28, "replay-later", "the statement of entry 11 put in again as entry 12", Rehashed: true, Resigned: true), Attest(Append(moved, note)), unknown, mirror);
        LogContent earlier = HonestLog.Unsigned(At - 2);
        set.Everywhere(new(28, "replay-earlier", "the statement of entry 11 put in as entry 10", Rehashed: true, Resigned: true), Attest(Append(earlier, note)), unknown, mirror);
        string tree = note.Replace($"tree {At - 1} {root.ToBase64()}\n", "", StringComparison.Ordinal);
        set.Everywhere(new(28, "statement-without-tree", "a statement without the tree before it", Resigned: true), Attest(Append(HonestLog.Unsigned(At - 1), tree)), unknown, mirror);

        string both = SignedNote.Sign(new KeyStatement(log, At - 1, root, Keys.Witness.VerifierKey, null).ToText(), Keys.Thief, Keys.Ops).ToString();
        string ops = Expect.OpsKey, thief = Keys.Thief.VerifierKey.ToString();
        set.Everywhere(new(28, "honest-cosigned", "nothing: an announcement signed by two keys, of which the verifier may know one, in any order"), Attest(Append(HonestLog.Unsigned(At - 1), both)),
            new Expect().Case(Expect.Vouched(0)).Key(Expect.Vouched(20)).Handed(Expect.Vouched(20), [ops, thief], []).Handed(Expect.Vouched(20), [thief, ops], []).Handed(Expect.Vouched(20), [thief], []), mirror);
        string self = SignedNote.Sign(new KeyStatement(log, At - 1, root, Keys.Witness.VerifierKey, Keys.Ops.VerifierKey).ToText(), Keys.Thief, Keys.Ops).ToString();
        LogContent late = Append(HonestLog.Unsigned(At - 1), self).Attest(20, Keys.Ops);
        set.Everywhere(new(28, "cosigned-retires", "a key that retired in a statement signed by two keys signs on", Resigned: true), late,
            new Expect().Case(Expect.Vouched(0)).Key(Expect.Unverifiable()).Handed(Expect.Unverifiable(), [ops, thief], []).Handed(Expect.Unverifiable(), [thief, ops], []), mirror);
        LogContent early = Append(HonestLog.Unsigned(At - 1), note).Attest(8, Keys.Witness);
        set.Everywhere(new(28, "announced-signs-before", "an announced key signs a size from before it was announced", Resigned: true), early, unknown, mirror);
    }

    /// <summary>The log with the statement as its next entry, and the honest events behind it.</summary>
    private static LogContent Append(LogContent content, string note)
    {
        content.Lines.Add(HonestLog.Line(content, content.Lines.Count + 1, new AuditEvent { Type = KeyStatement.EntryType, Action = "announce", Data = new Dictionary<string, object?> { ["note"] = note } }));
        while (content.Lines.Count < HonestLog.Count) content.Lines.Add(HonestLog.Line(content, content.Lines.Count + 1, new AuditEvent { Type = "console", Message = "later" }));
        return content;
    }

    private static LogContent Attest(LogContent content) => content.Attest(20, Keys.Witness);
}
