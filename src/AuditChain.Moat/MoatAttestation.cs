using System.Text;

namespace AuditChain.Moat;

// An attestation of moat: an Ed25519 signature over the 64 hexadecimal characters of the hash of one entry.
//
//   {"seq":50,"root_hash":"4aa2…7eb3","timestamp":"…","signature":base64,"public_key":base64}
//
// Neither the sequence nor the time is signed. The sequence is checked against the chain: the hash is that of one entry only.

/// <summary>A signed hash of a moat log.</summary>
/// <param name="Seq">The entry whose hash it says it is.</param>
/// <param name="RootHash">The hash as it was signed: text.</param>
/// <param name="Time">When it was signed, by the word of the file.</param>
/// <param name="Signature">64 bytes, where it is one.</param>
/// <param name="PublicKey">The signer's key, by the word of the file: never trusted for itself.</param>
internal sealed record MoatAttestation(long Seq, string RootHash, string Time, byte[] Signature, byte[] PublicKey)
{
    /// <summary>The most attestations that one file may hold.</summary>
    public const int MaxCount = 100_000;

    /// <summary>Reads an attestation of a bundle.</summary>
    /// <param name="json">Stands on it, and behind it afterwards.</param>
    /// <param name="depth">How many brackets are open around it.</param>
    public static MoatAttestation Read(ref GoScanner json, int depth)
    {
        if (!json.Enter((byte)'{', (byte)'}', ++depth)) throw Broken(1, "is empty");
        json.Member("seq"u8);
        ReadOnlySpan<byte> digits = json.Slice(json.ReadNumber());
        if (!ulong.TryParse(digits, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out ulong number)) throw Broken(1, "has no sequence");
        long seq = (long)Math.Min(number, long.MaxValue);
        string root = Text(ref json, "root_hash"u8, depth), time = Text(ref json, "timestamp"u8, depth);
        byte[] signature = Base64(Text(ref json, "signature"u8, depth), seq), key = Base64(Text(ref json, "public_key"u8, depth), seq);
        if (json.Next((byte)'}', depth)) throw Broken(seq, $"has a member more, '{json.ReadToken()}'");
        return new MoatAttestation(seq, root, time, signature, key);
    }

    /// <summary>True when the key that the file names made the signature, by the strict rule of <see cref="Ed25519.Verify"/>.</summary>
    public bool IsSigned() => Ed25519.Verify(PublicKey, Encoding.UTF8.GetBytes(RootHash), Signature);

    private static string Text(ref GoScanner json, ReadOnlySpan<byte> name, int depth)
    {
        if (!json.Next((byte)'}', depth)) throw Broken(1, "lacks members: it has seq, root_hash, timestamp, signature and public_key");
        json.Member(name);
        return json.ReadToken();
    }

    private static byte[] Base64(string text, long seq)
    {
        byte[] bytes = new byte[text.Length];
        bool valid = Convert.TryFromBase64String(text, bytes, out int length) && Convert.ToBase64String(bytes, 0, length) == text;
        return valid ? bytes[..length] : throw Broken(seq, "holds a signature or a key that is not base64 as Go writes it");
    }

    private static ChainFaultException Broken(long seq, string why) => new(Verdict.Tampered, Math.Max(seq, 1), $"an attestation {why}");
}
