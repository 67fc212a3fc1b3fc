using System.Security.Cryptography;

namespace AuditChain.Keys;

/// <summary>A name and an Ed25519 private key, kept in memory until <see cref="Dispose"/> overwrites it.</summary>
public sealed class SigningKey : IDisposable
{
    private readonly PrivateKey _privateKey;

    private SigningKey(string name, PrivateKey privateKey)
    {
        _privateKey = privateKey;
        try
        {
            VerifierKey = new VerifierKey(name, privateKey.PublicKey);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Name of the key, by custom the origin of the log.</summary>
    public string Name => VerifierKey.Name;

    /// <summary>What a verifier is handed.</summary>
    public VerifierKey VerifierKey { get; }

    /// <summary>Makes a new key by the operating system's random generator.</summary>
    /// <param name="name">1..255 characters, no white space, no control characters, no <c>+</c>.</param>
    /// <exception cref="AuditException"><see cref="AuditError.AuditKeyInvalid"/>: the name; <see cref="AuditError.AuditLibsodiumMissing"/>.</exception>
    public static SigningKey Generate(string name)
    {
        SodiumNative.Require();
        return new SigningKey(name, PrivateKey.Generate());
    }

    /// <summary>The key of a seed, the private key of RFC 8032. The seed is copied.</summary>
    /// <param name="name">1..255 characters, no white space, no control characters, no <c>+</c>.</param>
    /// <param name="seed">32 bytes.</param>
    /// <exception cref="AuditException"><see cref="AuditError.AuditKeyInvalid"/>: the name, or the length of the seed; <see cref="AuditError.AuditLibsodiumMissing"/>.</exception>
    public static SigningKey FromSeed(string name, ReadOnlySpan<byte> seed)
    {
        SodiumNative.Require();
        return seed.Length == Ed25519.SeedSize
            ? new SigningKey(name, PrivateKey.FromSeed(seed))
            : throw new AuditException(AuditError.AuditKeyInvalid, $"An Ed25519 seed has {Ed25519.SeedSize} bytes, not {seed.Length}.");
    }

    /// <summary>Reads a PKCS#8 PEM file (RFC 8410), plain or encrypted: what <see cref="Save"/> or openssl wrote.</summary>
    /// <param name="path">The file, at most 64 KiB.</param>
    /// <param name="name">The file holds no name: 1..255 characters, no white space, no control characters, no <c>+</c>.</param>
    /// <param name="passphrase">Not looked at when the file is not encrypted; empty means that there is none.</param>
    /// <exception cref="AuditException">
    /// <see cref="AuditError.AuditKeyNotFound"/>: no file, or it cannot be read; <see cref="AuditError.AuditKeyPassphrase"/>: missing or wrong;
    /// <see cref="AuditError.AuditKeyInvalid"/>: another kind of key, damaged, or open to everybody on the machine; <see cref="AuditError.AuditLibsodiumMissing"/>.
    /// </exception>
    public static SigningKey Load(string path, string name, ReadOnlySpan<char> passphrase = default)
    {
        byte[] content = KeyFile.Read(path, secret: true);
        byte[] seed = [];
        try
        {
            SodiumNative.Require();
            return new SigningKey(name, KeyPemReader.ReadPrivate(content, passphrase, path));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(content);
        }
    }

    /// <summary>Writes a PKCS#8 PEM file that only its owner can read, from its creation on; complete or not at all.</summary>
    /// <param name="path">Where to. Mode 0600; on Windows an access list of the user, the system and administrators.</param>
    /// <param name="passphrase">Encrypts the key (<see cref="KeyPem.WriteEncrypted"/>); empty means that it is not encrypted.</param>
    /// <param name="overwrite">Whether a file at the path is replaced.</param>
    /// <exception cref="AuditException"><see cref="AuditError.AuditKeyExists"/>; <see cref="AuditError.AuditDestinationInvalid"/>: cannot be written.</exception>
    /// <exception cref="ObjectDisposedException">The key was disposed of.</exception>
    public void Save(string path, ReadOnlySpan<char> passphrase = default, bool overwrite = false)
    {
        byte[] pem = KeyPem.PrivateBytes(_privateKey, passphrase);
        try
        {
            KeyFile.Create(path, pem, overwrite);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(pem);
        }
    }

    /// <summary>Signs a message.</summary>
    /// <param name="message">Any bytes.</param>
    /// <returns>64 bytes; always the same for the same message.</returns>
    /// <exception cref="ObjectDisposedException">The key was disposed of.</exception>
    public byte[] Sign(ReadOnlySpan<byte> message) => _privateKey.Sign(message);

    /// <summary>Signs the SHA-512 of a message (Ed25519ph, RFC 8032): for logs that take digests. Notes are never signed so.</summary>
    /// <param name="message">Any bytes.</param>
    /// <returns>64 bytes; always the same for the same message.</returns>
    /// <exception cref="ObjectDisposedException">The key was disposed of.</exception>
    public byte[] SignPrehashed(ReadOnlySpan<byte> message) => _privateKey.SignPrehashed(message);

    /// <summary>Overwrites the private key in memory.</summary>
    public void Dispose() => _privateKey.Dispose();
}
