using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using AttackMatrix.Honest;

namespace AttackMatrix.Attacks;

/// <summary>Edits of a signed note, and signatures by the log's key that no library would make.</summary>
internal static class NoteEdit
{
    /// <summary>The order of the base point.</summary>
    private static readonly BigInteger s_order = BigInteger.Pow(2, 252) + BigInteger.Parse("27742317777372353535851937790883648493", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The note with its first signature exchanged.</summary>
    public static string WithSignature(string note, uint keyId, byte[] signature)
    {
        byte[] bytes = new byte[4 + signature.Length];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, keyId);
        signature.CopyTo(bytes, 4);
        string[] lines = note.Split('\n');
        int at = Array.FindIndex(lines, line => line.StartsWith("— ", StringComparison.Ordinal));
        lines[at] = $"{lines[at].AsSpan(0, lines[at].LastIndexOf(' '))} {Convert.ToBase64String(bytes)}";
        return string.Join('\n', lines);
    }

    /// <summary>The note with the first signature, of the log's key, bent.</summary>
    public static string Bend(string note, Func<byte[], byte[]> bend) =>
        WithSignature(note, Keys.Ops.VerifierKey.KeyId, bend(SignedNote.Parse(note).Signatures[0].Signature.ToArray()));

    /// <summary>S + L: satisfies the equation as S does.</summary>
    public static byte[] AddOrder(byte[] signature)
    {
        BigInteger s = new(signature.AsSpan(32), isUnsigned: true);
        return [.. signature[..32], .. Little(s + s_order)];
    }

    /// <summary>A signature by the log's key whose R is the neutral point: S = k·a, and the equation holds.</summary>
    public static byte[] NeutralPoint(string note)
    {
        byte[] point = new byte[32];
        point[0] = 1;
        byte[] expanded = SHA512.HashData(Keys.OpsSeed)[..32];
        expanded[0] &= 248;
        expanded[31] = (byte)((expanded[31] & 127) | 64);
        BigInteger secret = new(expanded, isUnsigned: true);
        byte[] hash = SHA512.HashData([.. point, .. Keys.Ops.VerifierKey.PublicKey, .. Encoding.UTF8.GetBytes(SignedNote.Parse(note).Text)]);
        return [.. point, .. Little(new BigInteger(hash, isUnsigned: true) * secret % s_order)];
    }

    private static byte[] Little(BigInteger value)
    {
        byte[] bytes = new byte[32];
        value.TryWriteBytes(bytes, out _, isUnsigned: true);
        return bytes;
    }
}
