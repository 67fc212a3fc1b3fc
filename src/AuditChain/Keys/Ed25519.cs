using System.Runtime.CompilerServices;
using NSec.Cryptography;

namespace AuditChain.Keys;

// Ed25519, RFC 8032 section 5.1, computed by NSec.
//
//   seed        32 bytes
//   public key  32 bytes: the point A = [s]B, encoded as y (255 bits, little endian) and the sign of x (the top bit)
//   signature   64 bytes: the point R (32, encoded like A) ‖ the integer S (32, little endian)
//
// RFC 8032 leaves corners open in which implementations disagree ("Taming the many EdDSAs", Chalkias, Garillot, Nikolaenko,
// 2020), and so do versions of libsodium, which is beneath NSec: up to 1.0.22 it compares R byte by byte, after that R may be
// off by a point of small order. An audit log cannot have two verdicts, so here a signature is valid when
//   1. S < L, where L = 2^252 + 27742317777372353535851937790883648493 is the order of B;
//   2. A and R are canonical encodings (y < 2^255 - 19) of points in the subgroup of order L, other than the neutral one;
//   3. [S]B = R + [SHA-512(R ‖ A ‖ M)]A.
// 1 and 3 are NSec's. 2 is ours, by a call of SodiumNative: it refuses small-order and mixed-order points, and makes the equation
// with and without the cofactor 8 the same one. (libsodium's check let A + (0, -1) pass before 1.0.21, CVE-2025-69277.)

/// <summary>Ed25519 signatures (RFC 8032), by NSec, with strict verification. <see cref="SigningKey"/> signs.</summary>
public static class Ed25519
{
    /// <summary>Length of a public key in bytes.</summary>
    public const int PublicKeySize = 32;

    /// <summary>Length of a seed, the private key of RFC 8032, in bytes.</summary>
    public const int SeedSize = 32;

    /// <summary>Length of a signature in bytes.</summary>
    public const int SignatureSize = 64;

    /// <summary>Whether NSec and its libsodium could be loaded. Without them everything but signing and checking signatures works.</summary>
    public static bool IsAvailable => SodiumNative.IsAvailable;

    /// <summary>Checks a signature by the strict rule above: no malleable S, no small-order, mixed-order or non-canonical A or R.</summary>
    /// <param name="publicKey">A key of another length than <see cref="PublicKeySize"/> vouches for nothing.</param>
    /// <param name="message">Any bytes.</param>
    /// <param name="signature">A signature of another length than <see cref="SignatureSize"/> is not valid.</param>
    /// <exception cref="AuditException"><see cref="AuditError.AuditLibsodiumMissing"/>.</exception>
    public static bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        SodiumNative.Require();
        return signature.Length == SignatureSize
            && IsAcceptablePublicKey(publicKey)
            && SodiumNative.IsValidPoint(signature[..32])
            && SatisfiesEquation(publicKey, message, signature);
    }

    /// <summary>Whether a key is a canonical encoding of a point of the prime-order subgroup, as every honestly made key is.</summary>
    /// <param name="publicKey">Any length; false when it is not <see cref="PublicKeySize"/>.</param>
    /// <remarks>Without libsodium only length and encoding are checked; nothing can be verified by such a key then either.</remarks>
    public static bool IsAcceptablePublicKey(ReadOnlySpan<byte> publicKey) => PublicKeyProblem(publicKey) is null;

    internal static string? PublicKeyProblem(ReadOnlySpan<byte> publicKey)
    {
        if (publicKey.Length != PublicKeySize) return $"an Ed25519 public key has {PublicKeySize} bytes, not {publicKey.Length}";
        if (!IsCanonical(publicKey)) return "the public key is not canonically encoded";
        if (IsAvailable && !SodiumNative.IsValidPoint(publicKey))
            return "the public key is not a point of the prime-order subgroup, so others than its owner could sign, or signatures have two verdicts";
        return null;
    }

    // y < p = 2^255 - 19. The bytes of p are ed ff … ff 7f.
    private static bool IsCanonical(ReadOnlySpan<byte> point) =>
        point[0] < 0xed || point[1..31].ContainsAnyExcept((byte)0xff) || (point[31] & 0x7f) != 0x7f;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool SatisfiesEquation(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature) =>
        SignatureAlgorithm.Ed25519.Verify(PublicKey.Import(SignatureAlgorithm.Ed25519, publicKey, KeyBlobFormat.RawPublicKey), message, signature);
}
