using AttackMatrix.Honest;
using AttackMatrix.Vectors;
using static AttackMatrix.Honest.LogContent;

namespace AttackMatrix.Attacks;

/// <summary>Rows 10 and 11: the attestation of 16 entries edited, exchanged, or signed in a way that only mathematics allows.</summary>
internal static class AttestationAttacks
{
    private const int At = 16;

    public static void Add(VectorSet set)
    {
        LogContent honest = HonestLog.Make();
        string note = honest.Notes[1], root = honest.Root(At).ToBase64(), head = honest.Leaf(At).ToString();
        string otherRoot = honest.Root(15).ToBase64(), otherHead = honest.Leaf(15).ToString();
        Expect found = Expect.All(Expect.Tampered(At));
        // What only the signature covers is not seen without a key.
        Expect byKey = Expect.Each(Expect.Vouched(0), Expect.Tampered(At), Expect.Vouched(20), Expect.Tampered(At));

        Edited(set, 10, "root", "the root exchanged", ReplaceOnce(note, root, otherRoot), found);
        Edited(set, 10, "head", "the head exchanged", ReplaceOnce(note, head, otherHead), found);
        Edited(set, 10, "root-and-head", "root and head exchanged", ReplaceOnce(ReplaceOnce(note, head, otherHead), root, otherRoot),
            Expect.Each(Expect.Forked(At), Expect.Tampered(At), Expect.Forked(At), Expect.Tampered(At)), "Without the key it can be an attestation of another history; with the key the signature does not hold.");
        Edited(set, 10, "size", "the size made smaller", ReplaceOnce(note, "\n16\n", "\n15\n"),
            Expect.Each(Expect.Forked(15), Expect.Tampered(15), Expect.Forked(15), Expect.Tampered(15)), "Without the key it can be an attestation of another history; with the key the signature does not hold.");
        Edited(set, 10, "size-large", "the size made larger than the log", ReplaceOnce(note, "\n16\n", "\n1600\n"),
            Expect.Each(Expect.Truncated(25), Expect.Tampered(null), Expect.Truncated(25), Expect.Tampered(null)), "Without the key entries can be missing; with the key the signature does not hold.");
        Edited(set, 10, "log", "the header hash exchanged", ReplaceOnce(note, $"log {honest.HeaderHash}", $"log {honest.Leaf(1)}"), found);
        Edited(set, 10, "origin", "the origin exchanged", $"example.com/0ps{note.AsSpan(HonestLog.Origin.Length)}", found);
        Edited(set, 10, "time", "the time exchanged", ReplaceOnce(note, "T09:16:00.0000000Z", "T09:16:00.0000001Z"), byKey);
        Edited(set, 10, "extension", "a line added before the signatures", ReplaceOnce(note, "0000000Z\n\n", "0000000Z\nverified yes\n\n"), byKey);
        Edited(set, 10, "signature", "one bit of the signature changed", NoteEdit.Bend(note, s => Bytes.Set(s, 40, (byte)(s[40] ^ 1))), byKey);
        Edited(set, 10, "key-id", "the key id exchanged", NoteEdit.WithSignature(note, 0x01020304, SignedNote.Parse(note).Signatures[0].Signature.ToArray()), Expect.Honest(), "A signature by an unknown key says nothing; the attestations beside it vouch.");
        Edited(set, 10, "key-name", "the key name exchanged", ReplaceOnce(note, "— example.com/ops ", "— example.com/opz "), Expect.Honest(), "A signature by an unknown key says nothing; the attestations beside it vouch.");
        Edited(set, 10, "witness-bent", "the cosignature of a witness bent, whose key nobody handed over", Flip(note), Expect.Honest(), "Signatures by unknown keys are ignored.");
        AddForeign(set, honest);
        AddUnreadable(set, honest, note);
        AddSignatures(set, note, byKey);
        AddHanded(set, honest, note);
    }

    private static void AddForeign(VectorSet set, LogContent honest)
    {
        void Beside(string name, string words, string note, Expect expect, string? why = null)
        {
            LogContent content = honest.Clone();
            content.Notes.Insert(1, note);
            Both(set, new(10, $"attestation-{name}", words, Why: why), content, expect);
        }

        string other = HonestLog.Unsigned(12, origin: "example.com/other").Sign12("example.com/other");
        Beside("other-log", "an attestation of another log by the same key put beside", other, Expect.All(Expect.Tampered(12)));
        string again = HonestLog.Unsigned(12, id: "ffffffffffffffffffffffffffffffff").Sign(12, Keys.Ops);
        Beside("other-id", "an attestation of another log of the same name, by the same key, put beside", again, Expect.All(Expect.Tampered(12)));
        LogContent forged = HonestLog.Unsigned(12).Replace(3, "\"entry 3\"", "\"entry B\"").Relink(4);
        Beside("unknown-key", "an attestation of another history by an unknown key put beside", forged.Sign(12, Keys.Thief), Expect.Each(Expect.Forked(12), Expect.Forked(12), Expect.Forked(12), Expect.Forked(12)),
            "An honest file never holds it, and whoever put it there wants it to be seen; handing over a key must not make the verdict kinder.");
        LogContent bare = honest.Clone();
        bare.Notes.Clear();
        Both(set, new(10, "attestations-gone", "all attestations deleted"), bare, Expect.HonestUnsigned());
    }

    private static string Sign12(this LogContent content, string origin) =>
        SignedNote.Sign(new Checkpoint(origin, 12, content.Root(12), content.Leaf(12), content.HeaderHash, HonestLog.Start), Keys.Ops).ToString();

    private static void AddUnreadable(VectorSet set, LogContent honest, string note)
    {
        byte[] file = DatabaseBuilder.Build(honest);
        foreach ((string name, string words, string text) in ((string, string, string)[])
        [
            ("empty", "it is empty", ""),
            ("cut", "its last byte is cut off", note[..^1]),
            ("unsigned", "its signatures are gone", note[..(note.IndexOf("\n\n", StringComparison.Ordinal) + 2)]),
            ("crlf", "its line ends are CRLF", note.Replace("\n", "\r\n", StringComparison.Ordinal)),
            ("size-spelled", "its size is written with a zero before it", ReplaceOnce(note, "\n16\n", "\n016\n")),
            ("root-short", "its root has no padding", ReplaceOnce(note, "=\nhead", "\nhead")),
            ("line-missing", "its line with the head is gone", ReplaceOnce(note, $"head {honest.Leaf(At)}\n", "")),
        ])
        {
            Attack attack = new(10, $"attestation-{name}", $"the attestation of 16 entries: {words}");
            set.Log(attack, DatabaseBuilder.Edit(file, $"UPDATE attestations SET note = '{text}' WHERE id = 2"), Expect.All(Expect.Tampered(null)));
            LogContent content = honest.Clone();
            content.Notes[1] = text;
            set.Bundle(attack, BundleText.Bundle(content), Expect.All(Expect.Tampered(null)));
        }
    }

    private static void AddSignatures(VectorSet set, string note, Expect byKey)
    {
        Edited(set, 11, "signature-plus-order", "the signature made non-canonical: S + L", NoteEdit.Bend(note, NoteEdit.AddOrder), byKey);
        Edited(set, 11, "signature-neutral-point", "a signature by the key itself whose R is the neutral point", NoteEdit.Bend(note, _ => NoteEdit.NeutralPoint(note)), byKey);
        Edited(set, 11, "signature-short", "the signature a byte too short", NoteEdit.Bend(note, s => s[..63]), byKey);
        Edited(set, 11, "signature-long", "the signature a byte too long", NoteEdit.Bend(note, s => [.. s, 0]), byKey);
        Edited(set, 11, "signature-zero", "a signature of zeros", NoteEdit.Bend(note, s => new byte[64]), byKey);
    }

    /// <summary>The file is honest; what is handed over is not.</summary>
    private static void AddHanded(VectorSet set, LogContent honest, string note)
    {
        string Line(string hex, byte algorithm = 1)
        {
            byte[] key = Convert.FromHexString(hex);
            return $"{HonestLog.Origin}+{VerifierKey.ComputeKeyId(HonestLog.Origin, key):x8}+{Convert.ToBase64String([algorithm, .. key])}";
        }
        string good = Convert.ToHexStringLower(Keys.Ops.VerifierKey.PublicKey);
        void Key(string name, string words, string line) => Handed(name, words, new Expect().Handed(Expect.Refused(AuditError.AuditKeyInvalid), [line], []));
        void Handed(string name, string words, Expect expect) => set.Bundle(new(11, name, words), BundleText.Bundle(honest), expect);

        Key("key-neutral", "a key is handed over that is the neutral point", Line("0100000000000000000000000000000000000000000000000000000000000000"));
        Key("key-small-order", "a key of order 8 is handed over, under which anybody can sign", Line("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"));
        Key("key-mixed-order", "the log's key plus a point of order 2 is handed over", Line("16a567fe7d4ef5482ab4012c369bf8c5f11e8d0c2559dcda50fde59708f8aee5"));
        Key("key-non-canonical", "a key whose y is not below p is handed over", Line("eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"));
        Key("key-short", "a key a byte too short is handed over", Line(good[..^2]));
        Key("key-algorithm", "a key of another algorithm is handed over", Line(good, algorithm: 2));
        Key("key-wrong-id", "a key whose id is that of another is handed over", $"{HonestLog.Origin}+01020304+{Convert.ToBase64String([1, .. Keys.Ops.VerifierKey.PublicKey])}");
        string bent = NoteEdit.Bend(note, s => Bytes.Set(s, 40, (byte)(s[40] ^ 1)));
        Handed("checkpoint-bent", "a checkpoint is handed over whose signature by the key that is handed over does not hold", new Expect().Handed(Expect.Refused(AuditError.AuditCheckpointInvalid), [Expect.OpsKey], [bent]));
        Handed("checkpoint-no-note", "a checkpoint is handed over that is no signed note", new Expect().Handed(Expect.Refused(AuditError.AuditCheckpointInvalid), [], ["20 entries, all fine\n"]));
        Handed("checkpoint-several", "several keys and checkpoints are handed over, all honest", new Expect().Handed(Expect.Vouched(20), [Expect.OpsKey, Keys.Witness.VerifierKey.ToString()], [note, Expect.Kept, honest.Notes[0]]));
        Handed("checkpoint-other-log", "a checkpoint of another log is handed over beside the right one", new Expect().Handed(Expect.Forked(1), [], [Expect.Kept, HonestLog.Unsigned(12, id: "ffffffffffffffffffffffffffffffff").Sign(12, Keys.Ops)]));
    }

    private static void Edited(VectorSet set, int row, string name, string words, string note, Expect expect, string? why = null)
    {
        LogContent content = HonestLog.Make();
        content.Notes[1] = note;
        Both(set, new(row, row == 10 ? $"attestation-{name}" : name, $"the attestation of 16 entries: {words}", Why: why), content, expect);
    }

    private static void Both(VectorSet set, Attack attack, LogContent content, Expect expect)
    {
        set.Log(attack, DatabaseBuilder.Build(content), expect);
        set.Bundles(attack, BundleText.Bundle(content), expect);
    }

    /// <summary>A bit of the last signature changed.</summary>
    private static string Flip(string note)
    {
        string[] lines = note.Split('\n');
        byte[] bytes = Convert.FromBase64String(lines[^2][(lines[^2].LastIndexOf(' ') + 1)..]);
        bytes[50] ^= 1;
        lines[^2] = $"{lines[^2].AsSpan(0, lines[^2].LastIndexOf(' '))} {Convert.ToBase64String(bytes)}";
        return string.Join('\n', lines);
    }
}
