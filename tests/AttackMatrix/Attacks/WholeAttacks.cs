using AttackMatrix.Honest;
using AttackMatrix.Vectors;

namespace AttackMatrix.Attacks;

/// <summary>Row 27: a part that is passed off as the whole.</summary>
internal static class WholeAttacks
{
    public static void Add(VectorSet set)
    {
        LogContent honest = HonestLog.Make();
        string proof = BundleText.Proof(honest, 12, honest.Notes[1]), last = BundleText.Attestation(honest.Notes[2]);
        List<string> part = BundleText.Part(honest, 1, 12);
        int records = part.FindIndex(line => line.StartsWith("{\"attestation\"", StringComparison.Ordinal));

        set.Bundles(new(27, "end-dropped-proof", "the entries 13 to 24 deleted, the proof of entry 12 in the attestation of 16 added, which needs no key"),
            BundleText.Join(BundleText.Part(honest, 1, 12, proof)), Expect.Each(Expect.Vouched(0), Expect.Vouched(12), Expect.Unverifiable(), Expect.Unverifiable()).AsPart(Expect.Truncated(13)));
        List<string> beyond = [.. part[..^1], last, proof, part[^1]];
        set.Bundles(new(27, "end-dropped-attestation", "the entries 13 to 24 deleted, the attestation of 20 and the proof of entry 12 beside it"),
            BundleText.Join(beyond), Expect.Each(Expect.Vouched(0), Expect.Vouched(12), Expect.Unverifiable(), Expect.Unverifiable()).AsPart(Expect.Truncated(13)));
        string alien = honest.Sign(16, Keys.Thief);
        set.Bundles(new(27, "end-dropped-stranger", "the entries 13 to 24 deleted, a proof in a checkpoint that a stranger signed", Why: "With a key, what a stranger says of absent entries counts for nothing; the attestation of 8 holds."),
            BundleText.Join(BundleText.Part(honest, 1, 12, BundleText.Proof(honest, 12, alien))),
            new Expect().Case(Expect.Truncated(13)).Key(Expect.Vouched(8)).Kept20(Expect.Truncated(13)).Both(Expect.Truncated(13)));
        List<string> gap = BundleText.Part(honest, 5, 12, proof);
        gap.RemoveAt(3);
        set.Bundles(new(27, "part-gap", "an entry missing between those of a part"), BundleText.Join(gap),
            Expect.All(Expect.Tampered(7)).AsPart(Expect.Tampered(7)));
        set.Mirror(new(27, "mirror-start", "a mirror file without the entries 1 to 8"), BundleText.Join([honest.Header, .. honest.Lines[8..]]),
            Expect.Each(Expect.Vouched(0), Expect.Unverifiable(9), Expect.Unverifiable(9), Expect.Unverifiable(9)).AsPart(Expect.Truncated(1)));
        set.Mirror(new(27, "mirror-end", "a mirror file without the entries 17 to 24"), BundleText.Join([honest.Header, .. honest.Lines[..16]]),
            Expect.Each(Expect.Vouched(0), Expect.Unverifiable(), Expect.Truncated(17), Expect.Truncated(17)));
        LogContent cut = HonestLog.Make();
        cut.Lines.RemoveRange(18, 6);
        set.Log(new(27, "log-end", "a log without the entries 19 to 24, the attestation of 20 left"), DatabaseBuilder.Build(cut), Expect.All(Expect.Truncated(19)));
    }
}
