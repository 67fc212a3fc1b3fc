using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using NSec.Cryptography;

namespace AuditChain.Keys;

// Ed25519 keys as openssl writes and reads them: DER in PEM (RFC 7468), with the structures of RFC 8410, as NSec writes them.
//
//   PRIVATE KEY            PKCS#8, 48 bytes  30 2e 02 01 00 30 05 06 03 2b 65 70 04 22 04 20 ‖ seed (32 bytes)
//   ENCRYPTED PRIVATE KEY  the same, encrypted; see Pbes2.cs
//   PUBLIC KEY             SPKI, 44 bytes    30 2a 30 05 06 03 2b 65 70 03 21 00 ‖ public key (32 bytes)
//
//   -----BEGIN PRIVATE KEY-----
//   MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g
//   -----END PRIVATE KEY-----
//
// What a reader takes and refuses: see KeyPemReader.cs.

/// <summary>Ed25519 keys as PEM: PKCS#8 and SPKI (RFC 8410).</summary>
public static class KeyPem
{
    internal const string PrivateLabel = "PRIVATE KEY";
    internal const string EncryptedLabel = "ENCRYPTED PRIVATE KEY";
    internal const string PublicLabel = "PUBLIC KEY";

    /// <summary>A <c>PRIVATE KEY</c>, not encrypted. The result is a secret.</summary>
    /// <param name="seed">32 bytes.</param>
    /// <exception cref="ArgumentException">Another length.</exception>
    public static string WritePrivate(ReadOnlySpan<byte> seed) => PrivateText(seed, default);

    /// <summary>An <c>ENCRYPTED PRIVATE KEY</c>: PBES2 with PBKDF2-HMAC-SHA-256, 600,000 iterations and a random salt, and AES-256-CBC. Takes some tenths of a second.</summary>
    /// <param name="seed">32 bytes.</param>
    /// <param name="passphrase">Not empty; used as UTF-8.</param>
    /// <exception cref="ArgumentException">Another length, or no passphrase.</exception>
    public static string WriteEncrypted(ReadOnlySpan<byte> seed, ReadOnlySpan<char> passphrase) => passphrase.IsEmpty
        ? throw new ArgumentException("The passphrase is empty.", nameof(passphrase))
        : PrivateText(seed, passphrase);

    /// <summary>A <c>PUBLIC KEY</c>.</summary>
    /// <param name="publicKey">32 bytes; nothing but the length is checked.</param>
    /// <exception cref="ArgumentException">Another length.</exception>
    public static string WritePublic(ReadOnlySpan<byte> publicKey)
    {
        if (publicKey.Length != Ed25519.PublicKeySize) throw new ArgumentException($"Expected {Ed25519.PublicKeySize} bytes, found {publicKey.Length}.", nameof(publicKey));
        SodiumNative.Require();
        return PemEncoding.WriteString(PublicLabel, ToSpki(publicKey)) + "\n";
    }

    /// <summary>The PEM file of a key, in ASCII; encrypted when there is a passphrase. The caller zeroes the result.</summary>
    internal static byte[] PrivateBytes(PrivateKey key, ReadOnlySpan<char> passphrase)
    {
        byte[] info = key.ToPkcs8();
        byte[] pem = passphrase.IsEmpty
            ? PemEncoding.WriteUtf8("PRIVATE KEY"u8, info)
            : PemEncoding.WriteUtf8("ENCRYPTED PRIVATE KEY"u8, Pbes2.Encrypt(info, passphrase));
        byte[] file = [.. pem, (byte)'\n'];
        CryptographicOperations.ZeroMemory(info);
        CryptographicOperations.ZeroMemory(pem);
        return file;
    }

    private static string PrivateText(ReadOnlySpan<byte> seed, ReadOnlySpan<char> passphrase)
    {
        if (seed.Length != Ed25519.SeedSize) throw new ArgumentException($"Expected {Ed25519.SeedSize} bytes, found {seed.Length}.", nameof(seed));
        SodiumNative.Require();
        using PrivateKey key = PrivateKey.FromSeed(seed);
        byte[] pem = PrivateBytes(key, passphrase);
        string text = Encoding.ASCII.GetString(pem);
        CryptographicOperations.ZeroMemory(pem);
        return text;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static byte[] ToSpki(ReadOnlySpan<byte> publicKey) =>
        PublicKey.Import(SignatureAlgorithm.Ed25519, publicKey, KeyBlobFormat.RawPublicKey).Export(KeyBlobFormat.PkixPublicKey);
}
