using System.Runtime.CompilerServices;
using NSec.Cryptography;

namespace AuditChain.Keys;

// Who calls a method here has called SodiumNative.Require; see there why none is inlined.

/// <summary>An Ed25519 private key in memory that libsodium guards: locked against swapping, left out of core dumps, overwritten by <see cref="Dispose"/>.</summary>
internal sealed class PrivateKey : IDisposable
{
    private readonly Key _key;

    private PrivateKey(Key key) => _key = key;

    internal ReadOnlySpan<byte> PublicKey
    {
        [MethodImpl(MethodImplOptions.NoInlining)]
        get => _key.PublicKey.Export(KeyBlobFormat.RawPublicKey);
    }

    private static KeyCreationParameters Exportable => new() { ExportPolicy = KeyExportPolicies.AllowPlaintextExport };

    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static PrivateKey Generate() => new(Key.Create(SignatureAlgorithm.Ed25519, Exportable));

    /// <param name="seed">32 bytes; copied.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static PrivateKey FromSeed(ReadOnlySpan<byte> seed) =>
        new(Key.Import(SignatureAlgorithm.Ed25519, seed, KeyBlobFormat.RawPrivateKey, Exportable));

    /// <summary>Reads PKCS#8 in the one form that <see cref="ToPkcs8"/> writes.</summary>
    /// <param name="der">Any bytes.</param>
    /// <returns>null for any other form.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static PrivateKey? FromPkcs8(ReadOnlySpan<byte> der) =>
        Key.TryImport(SignatureAlgorithm.Ed25519, der, KeyBlobFormat.PkixPrivateKey, out Key? key, Exportable) ? new PrivateKey(key!) : null;

    /// <summary>PKCS#8 of version 1, DER. The caller zeroes it.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal byte[] ToPkcs8() => _key.Export(KeyBlobFormat.PkixPrivateKey);

    [MethodImpl(MethodImplOptions.NoInlining)]
    internal byte[] Sign(ReadOnlySpan<byte> message) => SignatureAlgorithm.Ed25519.Sign(_key, message);

    /// <summary>Ed25519ph: NSec keeps a key for one algorithm, so the seed is imported a second time for the length of this call.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal byte[] SignPrehashed(ReadOnlySpan<byte> message)
    {
        byte[] seed = _key.Export(KeyBlobFormat.RawPrivateKey);
        try
        {
            using Key key = Key.Import(SignatureAlgorithm.Ed25519ph, seed, KeyBlobFormat.RawPrivateKey);
            return SignatureAlgorithm.Ed25519ph.Sign(key, message);
        }
        finally
        {
            System.Security.Cryptography.CryptographicOperations.ZeroMemory(seed);
        }
    }

    /// <summary>Overwrites the key; what is asked of it afterwards throws ObjectDisposedException.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Dispose() => _key.Dispose();
}
