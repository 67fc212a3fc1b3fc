using System.Security.Cryptography;

namespace AuditChain.Keys;

// Ed25519, RFC 8032 section 5.1, computed by libsodium.
//
//   seed        32 bytes
//   public key  32 bytes: the point A = [s]B, encoded as y (255 bits, little endian) and the sign of x (the top bit)
//   signature   64 bytes: the point R (32, encoded like A) ‖ the integer S (32, little endian)
//
// RFC 8032 leaves corners open in which implementations disagree ("Taming the many EdDSAs", Chalkias, Garillot, Nikolaenko,
// 2020), and so do versions of libsodium: up to 1.0.22 it compares R byte by byte, after that R may be off by a point of
// small order. An audit log cannot have two verdicts, so here a signature is valid when
//   1. S < L, where L = 2^252 + 27742317777372353535851937790883648493 is the order of B;
//   2. A and R are canonical encodings (y < 2^255 - 19) of points in the subgroup of order L, other than the neutral one;
//   3. [S]B = R + [SHA-512(R ‖ A ‖ M)]A.
// 2 refuses small-order and mixed-order points, and makes the equation with and without the cofactor 8 the same one.
// The cost is two multiplications more, 0.1 ms.

/// <summary>Ed25519 signatures (RFC 8032), by libsodium, with strict verification.</summary>
public static class Ed25519
{
    /// <summary>Length of a public key in bytes.</summary>
    public const int PublicKeySize = 32;

    /// <summary>Length of a seed, the private key of RFC 8032, in bytes.</summary>
    public const int SeedSize = 32;

    /// <summary>Length of a signature in bytes.</summary>
    public const int SignatureSize = 64;

    private const int SecretKeySize = 64; // libsodium's: seed ‖ public key

    /// <summary>Whether libsodium was found. Without it everything but signing and checking signatures works.</summary>
    public static bool IsAvailable => Libsodium.IsAvailable;

    // y of the points of order 1, 2, 4 and 8; the sign of x does not matter, nor does y + p, which is not canonical.
    private static ReadOnlySpan<byte> SmallOrderY =>
    [
        0x01, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
        0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
        0xec, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
        0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f,
        0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
        0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
        0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b, 0x76, 0x0d, 0x10, 0x67, 0x0f,
        0x2a, 0x20, 0x53, 0xfa, 0x2c, 0x39, 0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac, 0x03, 0x7a,
        0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4, 0x89, 0xf2, 0xef, 0x98, 0xf0,
        0xd5, 0xdf, 0xac, 0x05, 0xd3, 0xc6, 0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53, 0xfc, 0x05,
    ];

    private static ReadOnlySpan<byte> OrderPlusOne =>
    [
        0xee, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14,
        0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x10,
    ];

    /// <summary>Derives the public key of a seed.</summary>
    /// <param name="seed"><see cref="SeedSize"/> bytes.</param>
    /// <param name="publicKey">Receives <see cref="PublicKeySize"/> bytes; exactly that long.</param>
    /// <exception cref="ArgumentException">A span has another length.</exception>
    /// <exception cref="AuditException"><see cref="AuditError.AuditLibsodiumMissing"/>.</exception>
    public static void PublicKeyFromSeed(ReadOnlySpan<byte> seed, Span<byte> publicKey)
    {
        RequireLength(seed.Length, SeedSize, nameof(seed));
        RequireLength(publicKey.Length, PublicKeySize, nameof(publicKey));
        Libsodium.Require();
        Span<byte> secretKey = stackalloc byte[SecretKeySize];
        int result = Libsodium.SeedKeypair(publicKey, secretKey, seed);
        CryptographicOperations.ZeroMemory(secretKey);
        RequireSuccess(result);
    }

    /// <summary>Signs a message; the same seed and message always give the same signature.</summary>
    /// <param name="seed"><see cref="SeedSize"/> bytes.</param>
    /// <param name="message">Any bytes.</param>
    /// <param name="signature">Receives <see cref="SignatureSize"/> bytes; exactly that long.</param>
    /// <exception cref="ArgumentException">A span has another length.</exception>
    /// <exception cref="AuditException"><see cref="AuditError.AuditLibsodiumMissing"/>.</exception>
    public static void Sign(ReadOnlySpan<byte> seed, ReadOnlySpan<byte> message, Span<byte> signature)
    {
        RequireLength(seed.Length, SeedSize, nameof(seed));
        RequireLength(signature.Length, SignatureSize, nameof(signature));
        Libsodium.Require();
        Span<byte> publicKey = stackalloc byte[PublicKeySize];
        Span<byte> secretKey = stackalloc byte[SecretKeySize];
        int result = Libsodium.SeedKeypair(publicKey, secretKey, seed);
        if (result == 0) result = Libsodium.SignDetached(signature, 0, message, (ulong)message.Length, secretKey);
        CryptographicOperations.ZeroMemory(secretKey);
        RequireSuccess(result);
    }

    /// <summary>Checks a signature by the strict rule above: no malleable S, no small-order, mixed-order or non-canonical A or R.</summary>
    /// <param name="publicKey">A key of another length than <see cref="PublicKeySize"/> vouches for nothing.</param>
    /// <param name="message">Any bytes.</param>
    /// <param name="signature">A signature of another length than <see cref="SignatureSize"/> is not valid.</param>
    /// <exception cref="AuditException"><see cref="AuditError.AuditLibsodiumMissing"/>.</exception>
    public static bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        Libsodium.Require();
        return signature.Length == SignatureSize
            && IsAcceptablePublicKey(publicKey)
            && Libsodium.VerifyDetached(signature, message, (ulong)message.Length, publicKey) == 0
            && IsInSubgroup(signature[..32]);
    }

    /// <summary>Whether a key is a canonical encoding of a point of the prime-order subgroup, as every honestly made key is.</summary>
    /// <param name="publicKey">Any length; false when it is not <see cref="PublicKeySize"/>.</param>
    /// <remarks>Without libsodium the length, the encoding and the small-order points are checked, and a mixed order stays unseen; nothing can be verified by such a key then either.</remarks>
    public static bool IsAcceptablePublicKey(ReadOnlySpan<byte> publicKey) => PublicKeyProblem(publicKey) is null;

    internal static string? PublicKeyProblem(ReadOnlySpan<byte> publicKey)
    {
        if (publicKey.Length != PublicKeySize) return $"an Ed25519 public key has {PublicKeySize} bytes, not {publicKey.Length}";
        if (!IsCanonical(publicKey)) return "the public key is not canonically encoded";
        if (HasSmallOrder(publicKey)) return "the public key is a point of small order, under which anyone can sign";
        if (IsAvailable && !IsInSubgroup(publicKey)) return "the public key is not a point of the prime-order subgroup";
        return null;
    }

    // y < p = 2^255 - 19. The bytes of p are ed ff … ff 7f.
    private static bool IsCanonical(ReadOnlySpan<byte> point) =>
        point[0] < 0xed || point[1..31].ContainsAnyExcept((byte)0xff) || (point[31] & 0x7f) != 0x7f;

    private static bool HasSmallOrder(ReadOnlySpan<byte> point)
    {
        for (int at = 0; at < SmallOrderY.Length; at += 32)
        {
            ReadOnlySpan<byte> y = SmallOrderY.Slice(at, 32);
            if (point[..31].SequenceEqual(y[..31]) && (point[31] & 0x7f) == y[31]) return true;
        }

        return false;
    }

    // [L + 1]P = P, where libsodium itself refuses P that are not canonical, not on the curve or of small order. Its own check
    // of the subgroup takes P + (0, -1) for P before 1.0.21 (CVE-2025-69277); L + 1 is even and moves such a point.
    private static bool IsInSubgroup(ReadOnlySpan<byte> point)
    {
        Span<byte> product = stackalloc byte[32];
        return Libsodium.ScalarMult(product, OrderPlusOne, point) == 0 && product.SequenceEqual(point);
    }

    private static void RequireLength(int length, int expected, string name)
    {
        if (length != expected) throw new ArgumentException($"Expected {expected} bytes, found {length}.", name);
    }

    private static void RequireSuccess(int result)
    {
        if (result != 0) throw new CryptographicException("libsodium reported a failure that it does not document.");
    }
}
