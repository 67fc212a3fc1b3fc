using AttackMatrix.Honest;
using AttackMatrix.Vectors;

namespace AttackMatrix.Attacks;

/// <summary>Row 9 where keys change: entry 11 announces a new key and retires the old one, in a note that the old one signed.</summary>
internal static class RotationAttacks
{
    private const int At = 11;

    public static void Add(VectorSet set)
    {
        string ops = Expect.OpsKey, witness = Keys.Witness.VerifierKey.ToString();
        LogContent before = HonestLog.Unsigned(At - 1);
        Digest log = before.HeaderHash, root = before.Root(At - 1);
        KeyStatement rotation = new(log, At - 1, root, Keys.Witness.VerifierKey, Keys.Ops.VerifierKey);
        string signed = SignedNote.Sign(rotation.ToText(), Keys.Ops).ToString();
        void Case(string name, string words, string note, SigningKey last, Expect expect, string? why = null)
        {
            LogContent content = Make(note).Attest(8, Keys.Ops).Attest(At, Keys.Ops).Attest(20, last);
            Attack attack = new(9, $"rotation-{name}", words, Why: why);
            set.Log(attack, DatabaseBuilder.Build(content), expect);
            set.Bundles(attack, BundleText.Bundle(content), expect);
        }
        Expect Keyed(long byOps, Expectation byWitness) => new Expect().Case(Expect.Vouched(0)).Key(Expect.Vouched(byOps)).Handed(byWitness, [witness], []);

        Case("honest", "nothing: the key is exchanged in entry 11, and the new one signs from there on", signed, Keys.Witness, Keyed(20, Expect.Vouched(20)));
        Case("retired-signs", "the old key, stolen, signs again after it was retired", signed, Keys.Ops, Keyed(At, Expect.Unverifiable()), "A retired key vouches for what it signed before, and for nothing beyond.");
        Case("by-thief", "a thief announces a key of the thief, signed by that key", SignedNote.Sign(new KeyStatement(log, At - 1, root, Keys.Thief.VerifierKey, null).ToText(), Keys.Thief).ToString(), Keys.Thief, Keyed(At, Expect.Unverifiable()));
        Case("retires-other", "a thief retires the key of the log", SignedNote.Sign(new KeyStatement(log, At - 1, root, Keys.Thief.VerifierKey, Keys.Ops.VerifierKey).ToText(), Keys.Thief).ToString(), Keys.Ops, Keyed(20, Expect.Unverifiable()));
        Case("edited", "the announced key exchanged for a thief's, the signature left", signed.Replace(witness, Keys.Thief.VerifierKey.ToString(), StringComparison.Ordinal), Keys.Thief, Keyed(At, Expect.Unverifiable()));
        string other = SignedNote.Sign(new KeyStatement(LogHeader.HashOf("another log"u8), At - 1, root, Keys.Thief.VerifierKey, null).ToText(), Keys.Ops).ToString();
        Case("other-log", "an announcement that the key made in another log", other, Keys.Thief, Keyed(At, Expect.Unverifiable()));
        Case("broken-note", "an entry of that type whose note is none", "auditlog/1 key statement\n", Keys.Ops, Keyed(20, Expect.Unverifiable()), "An entry may say anything; what no trusted key signed changes nothing.");
    }

    private static LogContent Make(string note)
    {
        LogContent content = HonestLog.Unsigned(HonestLog.Count);
        LogContent before = new() { Header = content.Header, Lines = content.Lines[..(At - 1)] };
        content.Lines[At - 1] = HonestLog.Line(before, At, new AuditEvent
        {
            Type = KeyStatement.EntryType,
            Action = "announce",
            Data = new Dictionary<string, object?> { ["note"] = note },
        });
        return content.Relink(At + 1);
    }
}
