using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Text;
using Xunit;

namespace AuditChain.Tests;

public class KeyPemTests
{
    // RFC 8410 section 10: a public key, the private key alone, and version 2 with an attribute and the public key.
    private const string Public = "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n-----END PUBLIC KEY-----\n";
    private const string Private = "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n-----END PRIVATE KEY-----\n";

    private const string Version2 = """
        -----BEGIN PRIVATE KEY-----
        MHICAQEwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC
        oB8wHQYKKoZIhvcNAQkJFDEPDA1DdXJkbGUgQ2hhaXJzgSEAGb9ECWmEzf6FQbrB
        Z9w7lshQhqowtrbLDFw4rXAxZuE=
        -----END PRIVATE KEY-----
        """;

    [Fact]
    public void Agrees_with_RFC_8410()
    {
        byte[] seed = Read(Private);
        Assert.Equal(seed, Read(Version2));
        using SigningKey key = SigningKey.FromSeed("k", seed);
        byte[] derived = key.VerifierKey.PublicKey.ToArray();
        Assert.Equal(derived, KeyPemReader.ReadPublic(Encoding.ASCII.GetBytes(Public), "f"));
        Assert.Equal(Private, KeyPem.WritePrivate(seed));
        Assert.Equal(Public, KeyPem.WritePublic(derived));
    }

    [Fact]
    public void A_public_key_that_is_not_that_of_the_private_one_is_refused()
    {
        using var folder = new TemporaryFolder();
        using SigningKey right = SigningKey.Load(Secret("right", Version2), "k");
        string wrong = Secret("wrong", Version2.Replace("Z9w7", "Z9w8", StringComparison.Ordinal));
        Assert.Equal(AuditError.AuditKeyInvalid, Assert.Throws<AuditException>(() => SigningKey.Load(wrong, "k")).Error);

        string Secret(string name, string pem)
        {
            string path = folder.Write(name, pem);
            if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            return path;
        }
    }

    [Fact]
    public void Encrypted_comes_back_and_differs_each_time()
    {
        string pem = KeyPem.WriteEncrypted(AttestationVectors.Seed, "pass");
        Assert.NotEqual(pem, KeyPem.WriteEncrypted(AttestationVectors.Seed, "pass"));
        Assert.Equal(AttestationVectors.Seed, Read(pem, "pass"));
        Assert.Throws<ArgumentException>(() => KeyPem.WriteEncrypted(AttestationVectors.Seed, ""));
        Assert.Throws<ArgumentException>(() => KeyPem.WritePrivate(new byte[31]));
        Assert.Throws<ArgumentException>(() => KeyPem.WritePublic(new byte[33]));
    }

    [Fact]
    public void Every_cut_of_a_key_is_refused()
    {
        byte[] der = PemBytes(Private);
        for (int length = 0; length < der.Length; length++)
            Assert.Equal(AuditError.AuditKeyInvalid, Refusal(PemEncoding.WriteString("PRIVATE KEY", der.AsSpan(0, length))).Error);
        for (int length = 0; length < Private.Length - 1; length++)
            Assert.Equal(AuditError.AuditKeyInvalid, Refusal(Private[..length]).Error);
        Assert.Equal(AuditError.AuditKeyInvalid, Refusal(PemEncoding.WriteString("PRIVATE KEY", [.. der, 0])).Error);
        Assert.Equal(AuditError.AuditKeyInvalid, Refusal(Private + Private).Error);
    }

    [Fact]
    public void Damage_to_an_encrypted_key_is_an_error_and_never_a_crash()
    {
        // One iteration, so that hundreds of tries take no time.
        byte[] der = EncryptedDer(iterations: 1);
        for (int i = 0; i < der.Length * 8; i++)
        {
            byte[] damaged = [.. der];
            damaged[i / 8] ^= (byte)(1 << (i % 8));
            try
            {
                // A flip in the seed's block of the ciphertext, or the IV, can go unseen: PBES2 does not authenticate.
                Read(PemEncoding.WriteString("ENCRYPTED PRIVATE KEY", damaged), "pass");
            }
            catch (AuditException e)
            {
                Assert.True(e.Error is AuditError.AuditKeyInvalid or AuditError.AuditKeyPassphrase);
            }
        }
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(0, false)]
    [InlineData(10_000_001, false)]
    public void Iterations_are_bounded(int iterations, bool accepted)
    {
        string pem = PemEncoding.WriteString("ENCRYPTED PRIVATE KEY", EncryptedDer(iterations));
        if (accepted) Assert.Equal(32, Read(pem, "pass").Length);
        else Assert.Contains("iteration count", Refusal(pem, "pass").Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Other_keys_are_refused_by_name()
    {
        using RSA rsa = RSA.Create(2048);
        using ECDsa ecdsa = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Assert.Contains("RSA (1.2.840.113549.1.1.1)", Refusal(rsa.ExportPkcs8PrivateKeyPem()).Message, StringComparison.Ordinal);
        Assert.Contains("'RSA PRIVATE KEY'", Refusal(rsa.ExportRSAPrivateKeyPem()).Message, StringComparison.Ordinal);
        Assert.Contains("ECDSA", Refusal(ecdsa.ExportPkcs8PrivateKeyPem()).Message, StringComparison.Ordinal);
        var parameters = new PbeParameters(PbeEncryptionAlgorithm.Aes192Cbc, HashAlgorithmName.SHA384, 1000);
        Assert.Contains("RSA", Refusal(rsa.ExportEncryptedPkcs8PrivateKeyPem("pass", parameters), "pass").Message, StringComparison.Ordinal);
        Assert.Contains("RSA", Assert.Throws<AuditException>(() => KeyPemReader.ReadPublic(Encoding.ASCII.GetBytes(rsa.ExportSubjectPublicKeyInfoPem()), "f")).Message, StringComparison.Ordinal);
    }

    // The structure of Pbes2.cs over the key of RFC 8410, with HMAC-SHA-1, which is meant when no PRF is named, and AES-128.
    private static byte[] EncryptedDer(int iterations)
    {
        byte[] salt = new byte[8], iv = new byte[16];
        using Aes aes = Aes.Create();
        aes.Key = Rfc2898DeriveBytes.Pbkdf2("pass", salt, Math.Clamp(iterations, 1, 10), HashAlgorithmName.SHA1, 16);
        var der = new AsnWriter(AsnEncodingRules.DER);
        der.PushSequence();
        der.PushSequence();
        der.WriteObjectIdentifier("1.2.840.113549.1.5.13");
        der.PushSequence();
        der.PushSequence();
        der.WriteObjectIdentifier("1.2.840.113549.1.5.12");
        der.PushSequence();
        der.WriteOctetString(salt);
        der.WriteInteger(iterations);
        der.WriteInteger(16);
        der.PopSequence();
        der.PopSequence();
        der.PushSequence();
        der.WriteObjectIdentifier("2.16.840.1.101.3.4.1.2");
        der.WriteOctetString(iv);
        der.PopSequence();
        der.PopSequence();
        der.PopSequence();
        der.WriteOctetString(aes.EncryptCbc(PemBytes(Private), iv));
        der.PopSequence();
        return der.Encode();
    }

    private static byte[] PemBytes(string pem) => Convert.FromBase64String(pem.Split('\n')[1]);

    // The seed: the last 32 bytes of PKCS#8.
    private static byte[] Read(string pem, string passphrase = "")
    {
        using PrivateKey key = KeyPemReader.ReadPrivate(Encoding.ASCII.GetBytes(pem), passphrase, "the file");
        return key.ToPkcs8()[^32..];
    }

    private static AuditException Refusal(string pem, string passphrase = "") =>
        Assert.Throws<AuditException>(() => Read(pem, passphrase));
}
