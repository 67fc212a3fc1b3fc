using System.Runtime.CompilerServices;
using NSec.Cryptography;

namespace AuditChain.Keys;

// Ed25519ph, RFC 8032 section 5.1: SHA-512 of the message is signed under dom2 (flag 1, empty context). Never used for notes: only
// for Sigstore's Rekor, whose hashedrekord takes digests, with the log's own key. The domain keeps the two kinds of signature apart.

/// <summary>Checks signatures of digests (Ed25519ph, RFC 8032), by NSec, with the same strict rule for points as <see cref="Ed25519"/>.</summary>
internal static class Ed25519ph
{
    /// <summary>Checks a signature of a message.</summary>
    /// <exception cref="AuditException"><see cref="AuditError.AuditLibsodiumMissing"/>.</exception>
    internal static bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        SodiumNative.Require();
        return signature.Length == Ed25519.SignatureSize
            && Ed25519.IsAcceptablePublicKey(publicKey)
            && SodiumNative.IsValidPoint(signature[..32])
            && SatisfiesEquation(publicKey, message, signature);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool SatisfiesEquation(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature) =>
        SignatureAlgorithm.Ed25519ph.Verify(PublicKey.Import(SignatureAlgorithm.Ed25519ph, publicKey, KeyBlobFormat.RawPublicKey), message, signature);
}
