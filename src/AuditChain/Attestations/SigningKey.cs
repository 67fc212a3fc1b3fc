using System.Security.Cryptography;

namespace AuditChain;

/// <summary>A name and an Ed25519 private key, kept in memory until <see cref="Dispose"/> overwrites it.</summary>
public sealed class SigningKey : IDisposable
{
    // Pinned, so that the garbage collector leaves no copies behind.
    private readonly byte[] _seed = GC.AllocateUninitializedArray<byte>(Ed25519.SeedSize, pinned: true);
    private bool _disposed;

    private SigningKey(string name, ReadOnlySpan<byte> seed)
    {
        seed.CopyTo(_seed);
        try
        {
            Span<byte> publicKey = stackalloc byte[Ed25519.PublicKeySize];
            Ed25519.PublicKeyFromSeed(_seed, publicKey);
            VerifierKey = new VerifierKey(name, publicKey);
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
        Span<byte> seed = stackalloc byte[Ed25519.SeedSize];
        RandomNumberGenerator.Fill(seed);
        try
        {
            return new SigningKey(name, seed);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(seed);
        }
    }

    /// <summary>The key of a seed, the private key of RFC 8032. The seed is copied.</summary>
    /// <param name="name">1..255 characters, no white space, no control characters, no <c>+</c>.</param>
    /// <param name="seed">32 bytes.</param>
    /// <exception cref="AuditException"><see cref="AuditError.AuditKeyInvalid"/>: the name, or the length of the seed; <see cref="AuditError.AuditLibsodiumMissing"/>.</exception>
    public static SigningKey FromSeed(string name, ReadOnlySpan<byte> seed) => seed.Length == Ed25519.SeedSize
        ? new SigningKey(name, seed)
        : throw new AuditException(AuditError.AuditKeyInvalid, $"An Ed25519 seed has {Ed25519.SeedSize} bytes, not {seed.Length}.");

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
            seed = KeyPemReader.ReadPrivate(content, passphrase, path, out byte[]? publicKey);
            var key = new SigningKey(name, seed);
            if (publicKey is null || key.VerifierKey.PublicKey.SequenceEqual(publicKey)) return key;
            key.Dispose();
            throw new AuditException(AuditError.AuditKeyInvalid, $"{path} is damaged: its public key is not that of its private key.");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(content);
            CryptographicOperations.ZeroMemory(seed);
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
        ObjectDisposedException.ThrowIf(_disposed, this);
        byte[] pem = KeyPem.PrivateBytes(_seed, passphrase);
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
    public byte[] Sign(ReadOnlySpan<byte> message)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        byte[] signature = new byte[Ed25519.SignatureSize];
        Ed25519.Sign(_seed, message, signature);
        return signature;
    }

    /// <summary>Overwrites the private key in memory.</summary>
    public void Dispose()
    {
        _disposed = true;
        CryptographicOperations.ZeroMemory(_seed);
    }
}
