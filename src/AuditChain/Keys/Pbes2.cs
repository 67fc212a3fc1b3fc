using System.Formats.Asn1;
using System.Security.Cryptography;

namespace AuditChain.Keys;

// Password-based encryption of a private key: PBES2 of RFC 8018, in the EncryptedPrivateKeyInfo of RFC 5958, DER.
//
//   SEQUENCE {
//     SEQUENCE { PBES2, SEQUENCE {
//       SEQUENCE { PBKDF2, SEQUENCE { salt OCTET STRING, iterations INTEGER, key length INTEGER OPTIONAL, SEQUENCE { PRF, NULL } } }
//       SEQUENCE { AES-CBC, IV OCTET STRING } } }
//     OCTET STRING: the encrypted PKCS#8 structure, padded as in PKCS#7 }
//
// Written: HMAC-SHA-256, 600,000 iterations (OWASP 2023), 16 bytes of salt, AES-256. Read: HMAC-SHA-1 (which is meant when no
// PRF is named), -256, -384 and -512, AES-128, -192 and -256, and up to 10,000,000 iterations, so that a hostile file costs
// seconds and not hours. Anything else is refused by its name.
//
// There is no authentication: a wrong passphrase shows by wrong padding, or by a plaintext that is no ASN.1.
internal static class Pbes2
{
    private const string Pbes2Oid = "1.2.840.113549.1.5.13";
    private const string Pbkdf2Oid = "1.2.840.113549.1.5.12";
    private const string HmacSha1Oid = "1.2.840.113549.2.7";
    private const string HmacSha256Oid = "1.2.840.113549.2.9";
    private const string Aes256CbcOid = "2.16.840.1.101.3.4.1.42";
    private const int Iterations = 600_000;
    private const int MaxIterations = 10_000_000;
    private const int SaltSize = 16;
    private const int IVSize = 16;

    internal static byte[] Encrypt(ReadOnlySpan<byte> plaintext, ReadOnlySpan<char> passphrase)
    {
        byte[] salt = RandomNumberGenerator.GetBytes(SaltSize);
        byte[] iv = RandomNumberGenerator.GetBytes(IVSize);
        using Aes aes = CreateAes(passphrase, salt, Iterations, HashAlgorithmName.SHA256, keySize: 32);
        var der = new AsnWriter(AsnEncodingRules.DER);
        using (der.PushSequence())
        {
            using (der.PushSequence())
            {
                der.WriteObjectIdentifier(Pbes2Oid);
                using (der.PushSequence())
                {
                    using (der.PushSequence())
                    {
                        der.WriteObjectIdentifier(Pbkdf2Oid);
                        using (der.PushSequence())
                        {
                            der.WriteOctetString(salt);
                            der.WriteInteger(Iterations);
                            using (der.PushSequence())
                            {
                                der.WriteObjectIdentifier(HmacSha256Oid);
                                der.WriteNull();
                            }
                        }
                    }

                    using (der.PushSequence())
                    {
                        der.WriteObjectIdentifier(Aes256CbcOid);
                        der.WriteOctetString(iv);
                    }
                }
            }

            der.WriteOctetString(aes.EncryptCbc(plaintext, iv));
        }

        return der.Encode();
    }

    /// <summary>The PKCS#8 structure; the caller zeroes it. AuditKeyPassphrase when the passphrase is wrong.</summary>
    /// <exception cref="AsnContentException">Not the structure above.</exception>
    internal static byte[] Decrypt(byte[] der, ReadOnlySpan<char> passphrase, string source)
    {
        AsnReader outer = new(der, AsnEncodingRules.DER);
        AsnReader encrypted = outer.ReadSequence();
        outer.ThrowIfNotEmpty();
        AsnReader scheme = encrypted.ReadSequence();
        Expect(Pbes2Oid, scheme, source);
        AsnReader parameters = scheme.ReadSequence();
        AsnReader derivation = parameters.ReadSequence();
        Expect(Pbkdf2Oid, derivation, source);
        AsnReader pbkdf2 = derivation.ReadSequence();
        byte[] salt = pbkdf2.ReadOctetString();
        if (!pbkdf2.TryReadInt32(out int iterations) || iterations is < 1 or > MaxIterations)
            throw Refused(source, $"its iteration count is not within 1 and {MaxIterations}");
        if (pbkdf2.HasData && pbkdf2.PeekTag() == Asn1Tag.Integer) pbkdf2.ReadInteger(); // AES says how long its key is
        HashAlgorithmName hash = Hash(pbkdf2.HasData ? pbkdf2.ReadSequence().ReadObjectIdentifier() : HmacSha1Oid, source);
        AsnReader cipher = parameters.ReadSequence();
        int keySize = KeySize(cipher.ReadObjectIdentifier(), source);
        byte[] iv = cipher.ReadOctetString();
        byte[] ciphertext = encrypted.ReadOctetString();
        encrypted.ThrowIfNotEmpty();
        if (iv.Length != IVSize) throw Refused(source, $"its initialization vector has {iv.Length} bytes, not {IVSize}");

        using Aes aes = CreateAes(passphrase, salt, iterations, hash, keySize);
        try
        {
            byte[] plaintext = aes.DecryptCbc(ciphertext, iv);
            if (AsnDecoder.TryReadEncodedValue(plaintext, AsnEncodingRules.DER, out Asn1Tag tag, out _, out _, out int read)
                && tag == Asn1Tag.Sequence && read == plaintext.Length) return plaintext;
            throw new CryptographicException("The plaintext is no ASN.1.");
        }
        catch (CryptographicException e)
        {
            throw new AuditException(AuditError.AuditKeyPassphrase, $"The passphrase is not that of the key in {source}.", e);
        }
    }

    private static Aes CreateAes(ReadOnlySpan<char> passphrase, byte[] salt, int iterations, HashAlgorithmName hash, int keySize)
    {
        Span<byte> key = stackalloc byte[keySize];
        Rfc2898DeriveBytes.Pbkdf2(passphrase, salt, key, iterations, hash);
        Aes aes = Aes.Create();
        aes.SetKey(key);
        CryptographicOperations.ZeroMemory(key);
        return aes;
    }

    private static HashAlgorithmName Hash(string oid, string source) => oid switch
    {
        HmacSha1Oid => HashAlgorithmName.SHA1,
        HmacSha256Oid => HashAlgorithmName.SHA256,
        "1.2.840.113549.2.10" => HashAlgorithmName.SHA384,
        "1.2.840.113549.2.11" => HashAlgorithmName.SHA512,
        _ => throw Refused(source, $"expected PBKDF2 with HMAC of SHA-1, SHA-256, SHA-384 or SHA-512, found {AlgorithmName.Of(oid)}"),
    };

    private static int KeySize(string oid, string source) => oid switch
    {
        "2.16.840.1.101.3.4.1.2" => 16,
        "2.16.840.1.101.3.4.1.22" => 24,
        Aes256CbcOid => 32,
        _ => throw Refused(source, $"expected AES in CBC mode, found {AlgorithmName.Of(oid)}"),
    };

    private static void Expect(string oid, AsnReader algorithm, string source)
    {
        string found = algorithm.ReadObjectIdentifier();
        if (found != oid) throw Refused(source, $"expected {AlgorithmName.Of(oid)}, found {AlgorithmName.Of(found)}");
    }

    private static AuditException Refused(string source, string problem) => new(
        AuditError.AuditKeyInvalid,
        $"The key in {source} is encrypted in a way that AuditLog does not read: {problem}. `openssl pkcs8 -topk8 -v2 aes-256-cbc` rewrites it.");
}
