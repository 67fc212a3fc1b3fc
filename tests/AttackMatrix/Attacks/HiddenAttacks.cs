using AttackMatrix.Honest;
using AttackMatrix.Vectors;

namespace AttackMatrix.Attacks;

/// <summary>Row 26: what stands in a file, and a reader in a hurry does not see.</summary>
internal static class HiddenAttacks
{
    /// <summary>Records of kinds that nobody knows, which look like something else from afar.</summary>
    private static readonly (string Name, string Record)[] s_odd =
    [
        ("seq", "{\"x\":{\"a\":1,\"seq\":2}}"),
        ("prev", "{\"x\":{\"prev\":\"0000000000000000000000000000000000000000000000000000000000000000\",\"seq\":25}}"),
        ("text", "{\"x\":\"\\n{\\\"end\\\":1}\"}"),
    ];

    public static void Add(VectorSet set)
    {
        foreach ((string name, string odd) in s_odd)
        {
            LogContent opening = HonestLog.Make();
            opening.Records.AddRange([HonestLog.Openings[1].Replace("alice", "al1ce", StringComparison.Ordinal), odd]);
            set.Bundles(new(26, $"hidden-opening-{name}", $"a false opening before a record of an unknown kind ({name})"), BundleText.Bundle(opening), Expect.All(Expect.Tampered(5)));
            LogContent forged = HonestLog.Make();
            forged.Notes[1] = NoteEdit.Bend(forged.Notes[1], signature => [.. signature[..40], (byte)(signature[40] ^ 1), .. signature[41..]]);
            forged.Records.Add(odd);
            set.Bundles(new(26, $"hidden-attestation-{name}", $"a forged attestation before a record of an unknown kind ({name})"), BundleText.Bundle(forged),
                Expect.Each(Expect.Vouched(0), Expect.Tampered(16), Expect.Vouched(20), Expect.Tampered(16)));
            LogContent cut = HonestLog.Make();
            cut.Lines.RemoveRange(18, 6);
            cut.Records.Add(odd);
            set.Bundles(new(26, $"hidden-end-{name}", $"the entries 19 to 24 deleted, the attestation of 20 before a record of an unknown kind ({name})"), BundleText.Bundle(cut), Expect.All(Expect.Truncated(19)));
        }
        AddOrder(set);
        byte[] bundle = BundleText.Bundle(HonestLog.Make()), packed = BundleText.Gzip(bundle), mirror = BundleText.Gzip(BundleText.Mirror(HonestLog.Make()));
        AddBytes(set, packed, (attack, file) => set.Gz(attack, file, Expect.All(Expect.Malformed(null))));
        AddBytes(set, mirror, (attack, file) => set.Add(attack with { Name = $"mirror-{attack.Name}" }, Form.Mirror, file, Expect.All(Expect.Malformed(null)), "ops.jsonl.gz"));
        set.Gz(new(26, "gz-members", "the gzip data in two members", Why: "The format asks for one: what another reader takes for the end would not be ours."),
            [.. BundleText.Gzip(bundle[..5000]), .. BundleText.Gzip(bundle[5000..])], Expect.All(Expect.Malformed(null)));
    }

    private static void AddOrder(VectorSet set)
    {
        LogContent twice = HonestLog.Make();
        twice.Records.Add(BundleText.Attestation(twice.Notes[2]));
        set.Bundles(new(26, "record-twice", "an attestation is there twice"), BundleText.Bundle(twice), Expect.All(Expect.Malformed(25)));
        LogContent late = HonestLog.Make();
        late.Notes.RemoveAt(0);
        late.Records.AddRange([HonestLog.Openings[0], BundleText.Attestation(HonestLog.Make().Notes[0])]);
        set.Bundles(new(26, "record-order-kind", "an attestation behind an opening"), BundleText.Bundle(late), Expect.All(Expect.Malformed(25)));
        LogContent sizes = HonestLog.Make();
        sizes.Records.Add(BundleText.Attestation(sizes.Notes[0]));
        sizes.Notes.RemoveAt(0);
        set.Bundles(new(26, "record-order-size", "the attestation of 8 entries behind that of 20"), BundleText.Bundle(sizes), Expect.All(Expect.Malformed(25)));
        LogContent unknown = HonestLog.Make();
        unknown.Records.AddRange(["{\"x\":1}", "{\"x\":1}"]);
        set.Bundles(new(26, "record-unknown-twice", "a record of an unknown kind is there twice"), BundleText.Bundle(unknown), Expect.All(Expect.Malformed(25)));
        LogContent odd = HonestLog.Make();
        odd.Records.AddRange(["{\"\\u001b[2J\\n\u202e\":1}", $"{{\"{new string('k', 3000)}\":1}}", .. Enumerable.Range(0, 2000).Select(i => $"{{\"x{i}\":1}}")]);
        set.Bundles(new(26, "honest-unknown-kinds", "nothing: 2,002 records of kinds that are yet to come, some of odd names", Why: "A kind that is not known changes no verdict."), BundleText.Bundle(odd), Expect.Honest());
    }

    private static void AddBytes(VectorSet set, byte[] packed, Action<Attack, byte[]> add)
    {
        add(new(26, "gz-between", "bytes between the deflate data and the checksum of the gzip data"), [.. packed[..^8], .. "hidden"u8, .. packed[^8..]]);
        add(new(26, "gz-between-long", "20,000 bytes between the deflate data and the checksum of the gzip data"), [.. packed[..^8], .. new byte[20_000], .. packed[^8..]]);
        add(new(26, "gz-between-trailer", "the checksum of the gzip data is there twice"), [.. packed, .. packed[^8..]]);
        add(new(26, "gz-empty-member", "an empty gzip member behind the first"), [.. packed, 0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0, .. new byte[8]]);
        add(new(26, "gz-zeros", "zeros behind the gzip data, as tapes leave them"), [.. packed, .. new byte[512]]);
    }
}
