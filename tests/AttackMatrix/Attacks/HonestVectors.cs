using AttackMatrix.Honest;
using AttackMatrix.Vectors;

namespace AttackMatrix.Attacks;

/// <summary>Nothing manipulated: a verifier that calls any of these bad is as useless as one that misses an attack.</summary>
internal static class HonestVectors
{
    public static void Add(VectorSet set)
    {
        LogContent honest = HonestLog.Make();
        set.Everywhere(new(16, "honest", "nothing: every member, every kind of value, three attestations"), honest, Expect.Honest(), Expect.HonestUnsigned());
        set.Everywhere(new(16, "honest-unsigned", "nothing: a log that nobody has attested"), HonestLog.Unsigned(HonestLog.Count), Expect.HonestUnsigned());
        AddValues(set);
        AddEdges(set);
        AddFiles(set, honest);
        AddParts(set, honest);
        AddClock(set);
    }

    private static void AddValues(VectorSet set)
    {
        LogContent content = HonestLog.Unsigned(0);
        object nested = "innermost";
        for (int depth = 3; depth <= AuditLimits.Depth; depth++) nested = depth % 2 == 0 ? new object[] { nested } : new Dictionary<string, object?> { [""] = nested };
        foreach (object data in (object[])
        [
            new object[] { 9007199254740991, 9007199254740992, -9007199254740993, ulong.MaxValue, 1e21, 1e-7, -0.0, 0.1 + 0.2, 5e-324, decimal.MaxValue, 1e15, 123456789012345680d, 36881510449894300L, 3.68815104498943e16, 1e20, 0.1f, 1e-7m },
            new Dictionary<string, object?> { [""] = "", ["\U0001F600"] = "\uffff", ["\uffee"] = "\U0010FFFF", ["\ud7ff"] = 1, ["a\"b\\c\n"] = null, ["__proto__"] = Array.Empty<object>(), ["seq"] = 7, ["prev"] = "x" },
            nested,
            new byte[300],
            new string('\u0000', 500),
        ])
        {
            content.Lines.Add(HonestLog.Line(content, content.Lines.Count + 1, new AuditEvent { Type = new string('t', AuditLimits.TypeLength), Data = data }));
        }
        // A line of exactly the longest length. The engine itself stays a few bytes below, so that any seq fits.
        string line = HonestLog.Line(content, 6, new AuditEvent { Type = "large", Message = "m" });
        content.Lines.Add(line.Replace("\"m\"", $"\"{new string('m', AuditLimits.LineBytes - line.Length + 1)}\"", StringComparison.Ordinal));
        content.Attest(6, Keys.Ops);
        set.Everywhere(new(16, "honest-values", "nothing: numbers at the edges, empty names, the deepest nesting and the longest line that are allowed"), content,
            new Expect().Case(Expect.Vouched(0)).Key(Expect.Vouched(6)), new Expect().Case(Expect.Vouched(0)).Key(Expect.Unverifiable()));
    }

    private static void AddEdges(VectorSet set)
    {
        Expect none = Expect.Each(Expect.Vouched(0), Expect.Unverifiable(), Expect.Truncated(1), Expect.Truncated(1));
        set.Everywhere(new(5, "honest-empty", "nothing: a log without entries", Why: "Nothing contradicts it, and the report says that nothing was verified."), HonestLog.Unsigned(0), none);
        LogContent attestedEmpty = HonestLog.Unsigned(0).Attest(0, Keys.Ops);
        set.Log(new(5, "honest-empty-attested", "nothing: a log without entries, attested as empty"), DatabaseBuilder.Build(attestedEmpty), Each(Expect.Vouched(0), Expect.Vouched(0), Expect.Truncated(1)));
        LogContent one = HonestLog.Unsigned(1).Attest(0, Keys.Ops).Attest(1, Keys.Ops);
        set.Everywhere(new(16, "honest-one", "nothing: one entry, attested before and after it"), one,
            Each(Expect.Vouched(0), Expect.Vouched(1), Expect.Truncated(2)), Each(Expect.Vouched(0), Expect.Unverifiable(), Expect.Truncated(2)));
        LogContent early = HonestLog.Unsigned(HonestLog.Count);
        early.Notes.Add(HonestLog.Unsigned(0).Sign(0, Keys.Ops));
        set.Log(new(16, "honest-attested-empty", "nothing: attested only when it was empty", Why: "The key vouches for none of the entries."), DatabaseBuilder.Build(early),
            Expect.HonestUnsigned());
        LogContent witness = HonestLog.Unsigned(HonestLog.Count).Attest(12, Keys.Witness);
        set.Everywhere(new(16, "honest-other-key", "nothing: attested by a key that the verifier may or may not know"), witness,
            new Expect().Case(Expect.Vouched(0)).Key(Expect.Unverifiable()).Handed(Expect.Vouched(12), [Keys.Witness.VerifierKey.ToString()], []).Handed(Expect.Vouched(12), [Expect.OpsKey, Keys.Witness.VerifierKey.ToString()], []),
            new Expect().Case(Expect.Vouched(0)).Key(Expect.Unverifiable()));
    }

    private static void AddFiles(VectorSet set, LogContent honest)
    {
        byte[] bundle = BundleText.Bundle(honest);
        set.Gz(new(12, "honest-gz-members", "nothing: the gzip data in two members, as pigz and cat make them"), [.. BundleText.Gzip(bundle[..5000]), .. BundleText.Gzip(bundle[5000..])], Expect.Honest());
        byte[] packed = BundleText.Gzip(bundle);
        byte[] named = [0x1f, 0x8b, 8, 8, 0x15, 0x6b, 0x70, 0x69, 0, 3, .. "ops.auditbundle\0"u8, .. packed[10..]];
        set.Gz(new(12, "honest-gz-header", "nothing: the gzip header names the file and its time"), named, Expect.Honest());
        set.Add(new(12, "honest-bundle-named-jsonl", "nothing: a bundle under the name of a mirror file"), Form.Bundle, bundle, Expect.Honest(), "ops.jsonl");
        set.Add(new(12, "honest-gz-unnamed", "nothing: a gzip bundle under a name that does not say so"), Form.Gz, packed, Expect.Honest(), "ops.bin");
        set.Add(new(12, "honest-mirror-gz", "nothing: a mirror file that was compressed"), Form.Mirror, BundleText.Gzip(BundleText.Mirror(honest)), Expect.HonestUnsigned(), "ops.jsonl.gz");
        LogContent more = honest.Clone();
        more.Notes.Add(more.Notes[1]);
        more.Records.AddRange(["{\"stamp\":{\"by\":\"tsa.example.net\"}}", "{\"x-note\":null}"]);
        set.Bundle(new(12, "honest-more-records", "nothing: an attestation is there twice, and records of kinds that are yet to come"), BundleText.Bundle(more), Expect.Honest());
        LogContent disclosed = honest.Clone();
        disclosed.Records.AddRange(HonestLog.Openings);
        set.Bundles(new(13, "honest-openings", "nothing: all sealed values disclosed"), BundleText.Bundle(disclosed), Expect.Honest());
        disclosed.Records.RemoveAt(1);
        set.Bundle(new(13, "honest-openings-pruned", "nothing: one opening erased, which changes no hash"), BundleText.Bundle(disclosed), Expect.Honest());
    }

    private static void AddParts(VectorSet set, LogContent honest)
    {
        string sixteen = honest.Notes[1];
        string why = "The part holds together and its proof leads to a signed root; the checkpoint of 20 is not tied to it by anything.";
        Expect part = Each(Expect.Vouched(0), Expect.Vouched(12), Expect.Unverifiable(5)).Handed(Expect.Vouched(12), [], [sixteen]);
        set.Bundles(new(16, "honest-part", "nothing: the entries 5 to 12 with the proof of the last in the attestation of 16", Why: why), BundleText.Join(BundleText.Part(honest, 5, 12, BundleText.Proof(honest, 12, sixteen))), part);
        set.Bundle(new(16, "honest-part-start", "nothing: the entries 1 to 12 with the proof of the last in the attestation of 16", Why: "It starts at 1, so the entries 13 to 20 of the checkpoint are absent."),
            BundleText.Join(BundleText.Part(honest, 1, 12, BundleText.Proof(honest, 12, sixteen))), Each(Expect.Vouched(0), Expect.Vouched(12), Expect.Truncated(13)).Handed(Expect.Vouched(12), [], [sixteen]));
        set.Bundle(new(16, "honest-part-end", "nothing: the entries 9 to 24 with the proof of entry 20"), BundleText.Join(BundleText.Part(honest, 9, 24, BundleText.Proof(honest, 20, honest.Notes[2]))),
            Each(Expect.Vouched(0), Expect.Vouched(20), Expect.Vouched(20)));
        set.Bundle(new(16, "honest-part-tail", "nothing: the entries 21 to 24, which nobody has attested", Why: "That entry 21 links to the head of the checkpoint says nothing about 21 to 24."),
            BundleText.Join(BundleText.Part(honest, 21, 24)), Each(Expect.Vouched(0), Expect.Unverifiable(21), Expect.Unverifiable(21)));
        set.Bundle(new(16, "honest-part-one", "nothing: one entry with its proof"), BundleText.Join(BundleText.Part(honest, 7, 7, BundleText.Proof(honest, 7, honest.Notes[2]))), Each(Expect.Vouched(0), Expect.Vouched(7), Expect.Vouched(7)));
        set.Mirror(new(16, "honest-part", "nothing: the mirror file of one day, which starts at entry 9"), BundleText.Join([honest.Header, .. honest.Lines[8..16]]), Each(Expect.Vouched(0), Expect.Unverifiable(9), Expect.Unverifiable(9)));
    }

    private static void AddClock(VectorSet set)
    {
        LogContent content = HonestLog.Unsigned(HonestLog.Count);
        content.Replace(9, AuditTime.Format(HonestLog.TimeOf(9)), AuditTime.Format(HonestLog.TimeOf(2))).Replace(15, AuditTime.Format(HonestLog.TimeOf(15)), AuditTime.Format(HonestLog.Start.AddYears(-30))).Relink(10);
        content.Attest(16, Keys.Ops);
        set.Everywhere(new(21, "clock-back", "nothing: the clock was set back before the entries 9 and 15 were recorded"), content,
            new Expect().Case(Expect.Vouched(0) with { ClockRegressions = 2 }).Key(Expect.Vouched(16) with { ClockRegressions = 2 }),
            new Expect().Case(Expect.Vouched(0) with { ClockRegressions = 2 }));
    }

    /// <summary>With both handed over, the checkpoint decides unless it is content.</summary>
    private static Expect Each(Expectation none, Expectation key, Expectation kept) =>
        Expect.Each(none, key, kept, kept.Verdict == Verdict.Intact && key.Verdict == Verdict.Intact ? key : kept);
}
