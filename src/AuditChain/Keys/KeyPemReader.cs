using System.Buffers;
using System.Buffers.Text;
using System.Formats.Asn1;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using NSec.Cryptography;

namespace AuditChain.Keys;

// Reads the PEM of KeyPem.cs, and what others write: text around the PEM block, attributes, and version 2 of PKCS#8 with the
// public key in it, which then has to be that of the private one. NSec reads its own forms of the DER; the others, and what
// is wrong with one that nobody reads, are found out here.
//
// Refused: no PEM block, or several; another label; another algorithm (by its name); parameters of the algorithm; another
// length; anything that is not DER, or left over. What is wrong is said as "<source> is …", source being a path.
internal static class KeyPemReader
{
    private const string Ed25519Oid = "1.3.101.112";

    /// <summary>Reads a private key.</summary>
    internal static PrivateKey ReadPrivate(ReadOnlySpan<byte> pem, ReadOnlySpan<char> passphrase, string source)
    {
        byte[] info = Find(pem, source, out string label);
        try
        {
            if (label == KeyPem.EncryptedLabel)
            {
                if (passphrase.IsEmpty) throw new AuditException(AuditError.AuditKeyPassphrase, $"The key in {source} is encrypted, and no passphrase was given.");
                info = Pbes2.Decrypt(info, passphrase, source);
            }
            else if (label != KeyPem.PrivateLabel)
            {
                string hint = label == KeyPem.PublicLabel ? "; this is the public half, which cannot sign" : "";
                throw Invalid(source, $"not a private key in PKCS#8: expected the PEM label '{KeyPem.PrivateLabel}' or '{KeyPem.EncryptedLabel}', found {NoteText.Quote(label)}{hint}");
            }

            return PrivateKey.FromPkcs8(info) ?? ReadPrivateKeyInfo(info, source);
        }
        catch (AsnContentException e)
        {
            throw Invalid(source, "damaged: its PEM holds no well-formed key", e);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(info);
        }
    }

    /// <summary>Reads a public key. Whether its point is acceptable is for <see cref="VerifierKey"/> to say.</summary>
    internal static byte[] ReadPublic(ReadOnlySpan<byte> pem, string source)
    {
        byte[] der = Find(pem, source, out string label);
        if (label != KeyPem.PublicLabel)
        {
            string hint = label.EndsWith(KeyPem.PrivateLabel, StringComparison.Ordinal) ? "; a private key is for signing alone, hand verifiers the public one" : "";
            throw Invalid(source, $"not a public key: expected the PEM label '{KeyPem.PublicLabel}', found {NoteText.Quote(label)}{hint}");
        }

        try
        {
            SodiumNative.Require();
            return ReadSpki(der) ?? throw NotSpki(der, source);
        }
        catch (AsnContentException e)
        {
            throw Invalid(source, "damaged: its PEM holds no well-formed key", e);
        }
    }

    // OneAsymmetricKey ::= SEQUENCE { version INTEGER (0..1), algorithm, privateKey OCTET STRING, [0] attributes, [1] publicKey },
    // where attributes may be absent, publicKey comes with version 1 alone, and privateKey holds a second OCTET STRING: the seed.
    private static PrivateKey ReadPrivateKeyInfo(byte[] der, string source)
    {
        byte[]? publicKey = null;
        AsnReader outer = new(der, AsnEncodingRules.DER);
        AsnReader info = outer.ReadSequence();
        outer.ThrowIfNotEmpty();
        if (!info.TryReadInt32(out int version) || version is not (0 or 1)) throw Invalid(source, "not a private key in version 1 or 2 of PKCS#8");
        ReadAlgorithm(info, source);
        AsnReader inner = new(ReadOctets(info), AsnEncodingRules.DER);
        ReadOnlyMemory<byte> seed = ReadOctets(inner);
        inner.ThrowIfNotEmpty();
        if (info.HasData && info.PeekTag().HasSameClassAndValue(new Asn1Tag(TagClass.ContextSpecific, 0))) info.ReadEncodedValue();
        if (info.HasData && version == 1) publicKey = info.ReadBitString(out _, new Asn1Tag(TagClass.ContextSpecific, 1));
        info.ThrowIfNotEmpty();
        if (seed.Length != Ed25519.SeedSize) throw Invalid(source, $"damaged: an Ed25519 private key has {Ed25519.SeedSize} bytes, not {seed.Length}");
        PrivateKey key = PrivateKey.FromSeed(seed.Span);
        if (publicKey is null || key.PublicKey.SequenceEqual(publicKey)) return key;
        key.Dispose();
        throw Invalid(source, "damaged: its public key is not that of its private key");
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static byte[]? ReadSpki(ReadOnlySpan<byte> der) =>
        PublicKey.TryImport(SignatureAlgorithm.Ed25519, der, KeyBlobFormat.PkixPublicKey, out PublicKey? key) ? key!.Export(KeyBlobFormat.RawPublicKey) : null;

    // SubjectPublicKeyInfo ::= SEQUENCE { algorithm, subjectPublicKey BIT STRING }, of which Ed25519 has one form only.
    private static AuditException NotSpki(byte[] der, string source)
    {
        ReadAlgorithm(new AsnReader(der, AsnEncodingRules.DER).ReadSequence(), source);
        return Invalid(source, $"damaged: its PEM holds no Ed25519 public key of {Ed25519.PublicKeySize} bytes");
    }

    private static void ReadAlgorithm(AsnReader info, string source)
    {
        AsnReader algorithm = info.ReadSequence();
        string oid = algorithm.ReadObjectIdentifier();
        if (oid != Ed25519Oid) throw Invalid(source, $"not an Ed25519 key: its algorithm is {AlgorithmName.Of(oid)}");
        algorithm.ThrowIfNotEmpty();
    }

    // A view, where ReadOctetString would leave a copy of the secret behind. DER has no other form of octets than the primitive.
    private static ReadOnlyMemory<byte> ReadOctets(AsnReader reader) =>
        reader.TryReadPrimitiveOctetString(out ReadOnlyMemory<byte> octets) ? octets : throw new AsnContentException();

    private static byte[] Find(ReadOnlySpan<byte> pem, string source, out string label)
    {
        if (!PemEncoding.TryFindUtf8(pem, out PemFields fields)) throw Invalid(source, "not a key file, or cut short: it holds no complete PEM block");
        if (pem[fields.Location.End..].IndexOf("-----BEGIN "u8) >= 0) throw Invalid(source, "ambiguous: it holds more than one PEM block, where one key was expected");
        label = Encoding.UTF8.GetString(pem[fields.Label]);
        byte[] der = new byte[fields.DecodedDataLength];
        return Base64.DecodeFromUtf8(pem[fields.Base64Data], der, out _, out _) == OperationStatus.Done ? der : throw Invalid(source, "damaged: its base64 cannot be decoded");
    }

    private static AuditException Invalid(string source, string problem, Exception? cause = null) =>
        new(AuditError.AuditKeyInvalid, $"{source} is {problem}.", cause);
}
