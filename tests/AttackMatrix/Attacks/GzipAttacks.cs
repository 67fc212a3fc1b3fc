using AttackMatrix.Honest;
using AttackMatrix.Vectors;

namespace AttackMatrix.Attacks;

/// <summary>Row 12 below the lines: the gzip data cut, padded, damaged, or made to explode.</summary>
internal static class GzipAttacks
{
    private static readonly Expect s_malformed = Expect.All(Expect.Malformed(null));

    public static void Add(VectorSet set)
    {
        byte[] bundle = BundleText.Bundle(HonestLog.Make()), packed = BundleText.Gzip(bundle), mirror = BundleText.Gzip(BundleText.Mirror(HonestLog.Make()));
        void Gz(string name, string words, byte[] content, Expect expect) => set.Gz(new(12, name, words), content, expect);

        Gz("gz-cut", "the gzip data cut in the middle", packed[..(packed.Length / 2)], s_malformed);
        Gz("gz-cut-trailer", "the checksum and length at the end of the gzip data cut off", packed[..^8], s_malformed);
        Gz("gz-cut-byte", "the last byte of the gzip data cut off", packed[..^1], s_malformed);
        Gz("gz-crc", "the checksum of the gzip data changed", Bytes.Set(packed, packed.Length - 8, (byte)(packed[^8] ^ 1)), s_malformed);
        Gz("gz-length", "the length in the gzip data changed", Bytes.Set(packed, packed.Length - 4, (byte)(packed[^4] ^ 1)), s_malformed);
        Gz("gz-garbage", "garbage after the gzip data", [.. packed, .. "garbage"u8], s_malformed);
        Gz("gz-member", "a second gzip member with garbage", [.. packed, .. BundleText.Gzip("garbage\n"u8.ToArray())], s_malformed);
        Gz("gz-header-only", "nothing but the header of gzip", packed[..10], Expect.All(Expect.Malformed(1)));
        Gz("gz-method", "a compression method that does not exist", Bytes.Set(packed, 2, 7), Expect.All(Expect.Malformed(1)));
        Gz("gz-of-gz", "compressed twice", BundleText.Gzip(packed), Expect.All(Expect.Malformed(1)));
        Gz("gz-bomb", "256 MiB of zeros", BundleText.Gzip(new byte[256 << 20]), Expect.All(Expect.Malformed(1)));
        byte[] header = [.. LogContent.Bytes(HonestLog.Make().Header), (byte)'\n'];
        Gz("gz-bomb-line", "a header and a line of 64 MiB", BundleText.Gzip([.. header, .. Enumerable.Repeat((byte)'a', 64 << 20)]), Expect.All(Expect.Malformed(1)));
        Gz("gz-bomb-newlines", "a header and 64 million empty lines", BundleText.Gzip([.. header, .. Enumerable.Repeat((byte)'\n', 64 << 20)]), Expect.All(Expect.Tampered(1)));
        byte[] records = [.. Enumerable.Repeat("{\"attestation\":\"x\"}\n"u8.ToArray(), 200_000).SelectMany(line => line)];
        Gz("gz-bomb-records", "a bundle with two hundred thousand attestations that are none", BundleText.Gzip([.. BundleText.Mirror(HonestLog.Make()), .. records]), Expect.All(Expect.Malformed(25)));
        set.Add(new(12, "mirror-gz-cut", "the gzip data of a mirror file cut in the middle"), Form.Mirror, mirror[..(mirror.Length / 2)], s_malformed, "ops.jsonl.gz");
        set.Add(new(12, "mirror-gz-cut-trailer", "the checksum and length at the end of the gzip data of a mirror file cut off"), Form.Mirror, mirror[..^8], s_malformed, "ops.jsonl.gz");
        set.Add(new(12, "mirror-gz-garbage", "garbage after the gzip data of a mirror file"), Form.Mirror, [.. mirror, .. "garbage"u8], s_malformed, "ops.jsonl.gz");
    }
}
