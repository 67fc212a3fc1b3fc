using AttackMatrix.Honest;
using AttackMatrix.Vectors;

namespace AttackMatrix.Attacks;

/// <summary>Row 12 on a part of a log: the entries 5 to 12 with the proof of the last in the attestation of 16.</summary>
internal static class PartAttacks
{
    public static void Add(VectorSet set)
    {
        LogContent honest = HonestLog.Make();
        string proof = BundleText.Proof(honest, 12, honest.Notes[1]);
        Expect unproven = Expect.Each(Expect.Vouched(0), Expect.Unverifiable(5), Expect.Unverifiable(5), Expect.Unverifiable(5)).AsPart(Expect.Truncated(1));
        void Part(string name, string words, Expect expect, string? why, params string[] records) =>
            set.Bundle(new(12, $"part-{name}", words, Why: why), BundleText.Join(BundleText.Part(honest, 5, 12, records)), expect);

        Part("proof-missing", "its proof removed", unproven, "That a head fits ties no part of a log to the tree: the format asks for the proof.");
        string path = SecondHash(proof);
        Part("proof-path", "a hash of the path exchanged", Expect.All(Expect.Tampered(12)), null, LogContent.ReplaceOnce(proof, path, honest.Root(3).ToBase64()));
        Part("proof-path-short", "a hash of the path removed", Expect.All(Expect.Tampered(12)), null, LogContent.ReplaceOnce(proof, $",\"{path}\"", ""));
        Part("proof-path-long", "a hash added to the path", Expect.All(Expect.Tampered(12)), null, LogContent.ReplaceOnce(proof, $",\"{path}\"", $",\"{path}\",\"{path}\""));
        Part("proof-path-endless", "a path of a thousand hashes", Expect.All(Expect.Malformed(13)), null, LogContent.ReplaceOnce(proof, $",\"{path}\"", string.Concat(Enumerable.Repeat($",\"{path}\"", 1000))));
        Part("proof-seq", "its proof under the seq 11", Expect.All(Expect.Tampered(11)), null, LogContent.ReplaceOnce(proof, "\"seq\":12", "\"seq\":11"));
        Part("proof-absent-entry", "a proof of an entry that is not in it", Expect.All(Expect.Tampered(14)), null, proof, BundleText.Proof(honest, 14, honest.Notes[1]));
        Part("proof-root", "the root in the checkpoint of the proof exchanged", Expect.All(Expect.Tampered(12)), null, LogContent.ReplaceOnce(proof, honest.Root(16).ToBase64(), honest.Root(15).ToBase64()));
        Part("proof-log", "the header hash in the checkpoint of the proof exchanged", Expect.All(Expect.Tampered(12)), null, LogContent.ReplaceOnce(proof, $"log {honest.HeaderHash}", $"log {honest.Leaf(1)}"));
        Part("proof-time", "the time in the checkpoint of the proof exchanged", Expect.Each(Expect.Vouched(0), Expect.Tampered(null), Expect.Unverifiable(5), Expect.Tampered(null)).AsPart(Expect.Truncated(1)), "Only the signature covers it.", LogContent.ReplaceOnce(proof, "T09:16:00.0000000Z", "T09:16:00.0000001Z"));
        Part("proof-other-key", "its proof leads to a checkpoint by another key", unproven, null, BundleText.Proof(honest, 12, honest.Sign(16, Keys.Thief)));
        Part("proof-seq-zero", "a proof under the seq 0", Expect.All(Expect.Malformed(13)), null, LogContent.ReplaceOnce(proof, "\"seq\":12", "\"seq\":0"));

        LogContent changed = honest.Clone().Replace(7, "\"outcome\":\"denied\"", "\"outcome\":\"denies\"");
        set.Bundle(new(12, "part-line", "one byte of entry 7 changed"), BundleText.Join(BundleText.Part(changed, 5, 12, proof)), Expect.All(Expect.Tampered(7)));
        changed.Relink(8);
        set.Bundle(new(12, "part-line-rehashed", "one byte of entry 7 changed, the rest hashed anew", Rehashed: true), BundleText.Join(BundleText.Part(changed, 9, 12, proof)), Expect.All(Expect.Tampered(12)));
        set.Bundle(new(12, "part-narrowed", "the entries 5 and 6 taken away, the end record adapted", Why: "What is left is what an export of 7 to 12 is; the report names the range."),
            BundleText.Join(BundleText.Part(honest, 7, 12, proof)), Expect.Each(Expect.Vouched(0), Expect.Vouched(12), Expect.Unverifiable(7), Expect.Unverifiable(7)).AsPart(Expect.Truncated(1)));
        set.Bundle(new(12, "part-deleted", "entry 7 taken out of it"), BundleText.Join(BundleText.Part(honest, 5, 12, proof).Where((_, i) => i != 3)), Expect.All(Expect.Tampered(7)));
    }

    private static string SecondHash(string proof) => proof.Split("\"path\":[")[1].Split('"')[3];
}
