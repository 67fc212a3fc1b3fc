using AttackMatrix.Honest;
using AttackMatrix.Vectors;

namespace AttackMatrix.Attacks;

/// <summary>Rows 8, 9 and 20: a valid chain that is not the one that was attested.</summary>
internal static class RewriteAttacks
{
    public static void Add(VectorSet set)
    {
        LogContent rewritten = Rewrite(1);
        set.Everywhere(new(8, "rewritten", "the first entry changed and all hashed anew, the attestations left", Rehashed: true), rewritten, Expect.Rewritten(), Expect.RewrittenUnsigned());
        set.Everywhere(new(8, "rewritten-from-10", "entry 10 changed and all behind it hashed anew, the attestations left", Rehashed: true), Rewrite(10),
            Expect.Each(Expect.Forked(16, 0), Expect.Forked(16, 8), Expect.Forked(16, 0), Expect.Forked(16, 8)), Expect.RewrittenUnsigned());

        LogContent other = HonestLog.Unsigned(HonestLog.Count, id: "ffffffffffffffffffffffffffffffff");
        other.Notes.AddRange(HonestLog.Make().Notes);
        set.Everywhere(new(8, "rewritten-header", "a log of the same name put in its place, with its attestations", Rehashed: true), other,
            Expect.Each(Expect.Forked(8), Expect.Forked(8), Expect.Forked(1), Expect.Forked(1)), Expect.Each(Expect.Vouched(0), Expect.Unverifiable(), Expect.Forked(1), Expect.Forked(1)));

        AddSigned(set, rewritten, other);
        AddCopies(set);
    }

    private static void AddSigned(VectorSet set, LogContent rewritten, LogContent other)
    {
        LogContent stolen = Sign(rewritten, Keys.Thief);
        Both(set, new(9, "resigned", "rewritten and signed with another key of the same name", Rehashed: true, Resigned: true), stolen, Expect.RewrittenUnsigned());
        LogContent mixed = rewritten.Clone();
        mixed.Notes.AddRange(stolen.Notes);
        Both(set, new(9, "resigned-beside", "rewritten, and attestations with another key put beside the old ones", Rehashed: true, Resigned: true), mixed, Expect.Rewritten());
        LogContent claimed = rewritten.Clone();
        claimed.Notes.Clear();
        claimed.Notes.AddRange(stolen.Notes.Select(ClaimKeyId));
        Both(set, new(9, "resigned-key-id", "rewritten and signed with another key under the id of the log's", Rehashed: true, Resigned: true), claimed,
            Expect.Each(Expect.Vouched(0), Expect.Tampered(8), Expect.Forked(20), Expect.Tampered(8)));
        Both(set, new(9, "resigned-stolen", "rewritten and signed with the log's own key, which was stolen", Rehashed: true, Resigned: true, Why: "With the key stolen only a checkpoint kept elsewhere can tell."),
            Sign(rewritten, Keys.Ops), Expect.Each(Expect.Vouched(0), Expect.Vouched(20), Expect.Forked(20), Expect.Forked(20)));
        Both(set, new(9, "resigned-header", "another log of the same name, signed with another key", Rehashed: true, Resigned: true), Sign(other, Keys.Thief),
            Expect.Each(Expect.Vouched(0), Expect.Unverifiable(), Expect.Forked(1), Expect.Forked(1)));
    }

    private static void AddCopies(VectorSet set)
    {
        LogContent backup = HonestLog.Unsigned(16).Attest(8, Keys.Ops).Attest(16, Keys.Ops, Keys.Witness);
        set.Everywhere(new(20, "backup", "a backup of 16 entries put back"), backup,
            Expect.Each(Expect.Vouched(0), Expect.Vouched(16), Expect.Truncated(17), Expect.Truncated(17)), Expect.Each(Expect.Vouched(0), Expect.Unverifiable(), Expect.Truncated(17), Expect.Truncated(17)));
        LogContent copy = backup.Clone();
        for (int seq = 17; seq <= HonestLog.Count; seq++) copy.Lines.Add(HonestLog.Line(copy, seq, new AuditEvent { Type = "console", Message = $"entry {seq} after the restore" }));
        copy.Attest(20, Keys.Ops);
        set.Everywhere(new(20, "copies", "a backup of 16 entries put back, then appended to and attested again"), copy,
            Expect.Each(Expect.Vouched(0), Expect.Vouched(20), Expect.Forked(20, 0), Expect.Forked(20, 16)), Expect.RewrittenUnsigned());
        copy.Notes.Add(Expect.Kept);
        Both(set, new(20, "copies-both", "two copies that went on separately, the attestations of both in one file"), copy,
            Expect.Each(Expect.Forked(20, 0), Expect.Forked(20, 16), Expect.Forked(20, 0), Expect.Forked(20, 16)));
    }

    private static void Both(VectorSet set, Attack attack, LogContent content, Expect expect)
    {
        set.Log(attack, DatabaseBuilder.Build(content), expect);
        set.Bundles(attack, BundleText.Bundle(content), expect);
    }

    private static LogContent Rewrite(int from)
    {
        LogContent content = HonestLog.Make();
        content.Lines[from - 1] = HonestLog.Line(Prefix(content, from - 1), from, new AuditEvent { Type = "console", Message = "nothing happened" });
        return content.Relink(from + 1);
    }

    private static LogContent Prefix(LogContent content, int count) => new() { Header = content.Header, Lines = content.Lines[..count] };

    private static LogContent Sign(LogContent content, SigningKey key)
    {
        LogContent signed = content.Clone();
        signed.Notes.Clear();
        return signed.Attest(8, key).Attest(16, key).Attest(20, key);
    }

    private static string ClaimKeyId(string note)
    {
        NoteSignature signature = SignedNote.Parse(note).Signatures[0];
        return NoteEdit.WithSignature(note, Keys.Ops.VerifierKey.KeyId, signature.Signature.ToArray());
    }
}
