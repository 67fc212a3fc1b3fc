using AttackMatrix.Honest;
using AttackMatrix.Vectors;

namespace AttackMatrix.Attacks;

/// <summary>Row 31: small files that ask for much. What is asserted is the answer; the work behind it is counted by the tests of the engine.</summary>
internal static class CostAttacks
{
    public static void Add(VectorSet set)
    {
        LogContent statements = HonestLog.Unsigned(2);
        for (int seq = 3; seq <= 2000; seq++) statements.Lines.Add(HonestLog.Line(statements, seq, new AuditEvent { Type = KeyStatement.EntryType, Data = new Dictionary<string, object?> { ["note"] = "none" } }));
        statements.Attest(2000, Keys.Ops);
        set.Everywhere(new(31, "honest-statements", "nothing: two thousand entries that are none of the key statements they claim to be", Why: "An entry may say anything."), statements,
            new Expect().Case(Expect.Vouched(0)).Key(Expect.Vouched(2000)), new Expect().Case(Expect.Vouched(0)).Key(Expect.Unverifiable()));

        LogContent honest = HonestLog.Make();
        LogContent many = HonestLog.Unsigned(HonestLog.Count);
        for (int i = 0; i < 300; i++) many.Notes.Add(SignedNote.Sign(At(many, i), Keys.Ops).ToString());
        many.Records.AddRange(many.Notes.Select(note => BundleText.Proof(many, 12, note)).Order(StringComparer.Ordinal));
        set.Bundles(new(31, "honest-attestations-proofs", "nothing: three hundred attestations of one size, and as many proofs of one entry"), BundleText.Bundle(many), Expect.Honest());

        byte[] lines = [.. Enumerable.Repeat((byte)'\n', 64 << 20)], header = [.. LogContent.Bytes(honest.Header), (byte)'\n'];
        set.Gz(new(31, "gz-newlines", "64 million empty lines"), BundleText.Gzip(lines), Expect.All(Expect.Malformed(1)));
        set.Gz(new(31, "gz-newlines-after", "64 million empty lines behind the entries"), BundleText.Gzip([.. BundleText.Mirror(honest), .. lines]), Expect.All(Expect.Tampered(HonestLog.Count + 1)));
        set.Gz(new(31, "gz-newlines-records", "64 million empty lines behind the records"), BundleText.Gzip([.. BundleText.Bundle(honest), .. lines]), Expect.All(Expect.Malformed(HonestLog.Count + 1)));
        set.Gz(new(31, "gz-spaces", "64 million spaces, then the start of a moat bundle"), BundleText.Gzip([.. Enumerable.Repeat((byte)' ', 64 << 20), .. "{\"version\":1}"u8]), Expect.All(Expect.Malformed(1)));
        string[] objects = [.. Enumerable.Repeat("{}", 1 << 20)];
        set.Gz(new(31, "gz-objects", "a million empty objects behind the header"), BundleText.Gzip([.. header, .. BundleText.Join(objects)]), Expect.All(Expect.Tampered(1)));
    }

    private static Checkpoint At(LogContent content, int second)
    {
        Checkpoint said = content.Checkpoint(20);
        return new Checkpoint(said.Origin, said.Size, said.Root, said.Head, said.Log, said.Time.AddSeconds(second));
    }
}
