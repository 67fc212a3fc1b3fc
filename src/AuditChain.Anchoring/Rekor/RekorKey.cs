using System.Formats.Asn1;
using System.Security.Cryptography;

namespace AuditChain.Anchoring.Rekor;

// A public key as Sigstore writes it: SPKI (DER) and the name of key and hash. Two ways of signing are spoken here:
//
//   PKIX_ED25519             Ed25519 of the message: how a shard signs its checkpoints
//   PKIX_ED25519_PH          Ed25519ph of it: how a log's own key signs an artifact for a hashedrekord, which takes no other Ed25519
//   PKIX_ECDSA_P256_SHA_256  ECDSA on P-256 over SHA-256, the signature as DER: both

/// <summary>A public key that signs for or in Rekor. Immutable.</summary>
public sealed class RekorKey
{
    private const string Ed25519Oid = "1.3.101.112";

    // SEQUENCE { SEQUENCE { OID 1.3.101.112 }, BIT STRING } up to the 32 bytes of the key.
    private static readonly byte[] s_ed25519Prefix = Convert.FromHexString("302a300506032b6570032100");

    private readonly byte[] _spki;
    private readonly byte[]? _ed25519;

    private RekorKey(byte[] spki, byte[]? ed25519) => (_spki, _ed25519) = (spki, ed25519);

    /// <summary>The DER of SubjectPublicKeyInfo.</summary>
    public ReadOnlySpan<byte> Spki => _spki;

    /// <summary>Whether it is an Ed25519 key; else it is one of P-256.</summary>
    public bool IsEd25519 => _ed25519 is not null;

    /// <summary>The name under which it signs artifacts.</summary>
    public string ArtifactDetails => IsEd25519 ? "PKIX_ED25519_PH" : "PKIX_ECDSA_P256_SHA_256";

    /// <summary>The name of the hash under which it signs artifacts.</summary>
    public string ArtifactHashName => IsEd25519 ? "SHA2_512" : "SHA2_256";

    /// <summary>The key of an audit log.</summary>
    /// <param name="key">Its verifier key.</param>
    public static RekorKey Of(VerifierKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return new RekorKey([.. s_ed25519Prefix, .. key.PublicKey], key.PublicKey.ToArray());
    }

    /// <summary>Reads a public key.</summary>
    /// <param name="spki">DER, nothing around it.</param>
    /// <exception cref="AuditException">AuditTrustInvalid: damaged, or neither Ed25519 nor P-256.</exception>
    public static RekorKey Parse(ReadOnlySpan<byte> spki)
    {
        try
        {
            AsnReader reader = new(spki.ToArray(), AsnEncodingRules.DER);
            string algorithm = reader.ReadSequence().ReadSequence().ReadObjectIdentifier();
            reader.ThrowIfNotEmpty();
            if (algorithm == Ed25519Oid)
            {
                byte[] key = spki.StartsWith(s_ed25519Prefix) ? spki[s_ed25519Prefix.Length..].ToArray() : [];
                return Ed25519.PublicKeyProblem(key) is { } problem ? throw Invalid(problem) : new RekorKey(spki.ToArray(), key);
            }
            using ECDsa ecdsa = ECDsa.Create();
            ecdsa.ImportSubjectPublicKeyInfo(spki, out int read);
            if (read != spki.Length || ecdsa.ExportParameters(false).Curve.Oid.Value != ECCurve.NamedCurves.nistP256.Oid.Value) throw Invalid("it is not a key of the curve P-256");
            return new RekorKey(spki.ToArray(), null);
        }
        catch (Exception e) when (e is CryptographicException or AsnContentException)
        {
            throw Invalid(e.Message.TrimEnd('.'), e);
        }
    }

    /// <summary>The digest that a hashedrekord holds of an artifact.</summary>
    /// <param name="artifact">Its bytes.</param>
    public byte[] Digest(ReadOnlySpan<byte> artifact) => IsEd25519 ? SHA512.HashData(artifact) : SHA256.HashData(artifact);

    /// <summary>Checks a signature of an artifact, as a hashedrekord holds it.</summary>
    /// <param name="artifact">Its bytes.</param>
    /// <param name="signature">64 bytes, or DER.</param>
    public bool VerifyArtifact(ReadOnlySpan<byte> artifact, ReadOnlySpan<byte> signature) =>
        _ed25519 is not null ? Ed25519ph.Verify(_ed25519, artifact, signature) : VerifyEcdsa(artifact, signature);

    /// <summary>Checks the signature of a shard under its checkpoint.</summary>
    /// <param name="text">The text of the note, UTF-8.</param>
    /// <param name="signature">The bytes after the key id.</param>
    public bool VerifyNote(ReadOnlySpan<byte> text, ReadOnlySpan<byte> signature) =>
        _ed25519 is not null ? Ed25519.Verify(_ed25519, text, signature) : VerifyEcdsa(text, signature);

    /// <summary>The key id of a note's signature line (C2SP signed-note): for Ed25519 it covers the name, for ECDSA the key alone.</summary>
    /// <param name="name">The shard's name.</param>
    public byte[] NoteKeyId(string name) =>
        _ed25519 is not null ? SHA256.HashData([.. NoteText.Utf8.GetBytes(name), (byte)'\n', 0x01, .. _ed25519]) : SHA256.HashData(_spki);

    private bool VerifyEcdsa(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        using ECDsa ecdsa = ECDsa.Create();
        ecdsa.ImportSubjectPublicKeyInfo(_spki, out _);
        try
        {
            return ecdsa.VerifyData(data, signature, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        }
        catch (CryptographicException)
        {
            return false; // not DER
        }
    }

    private static AuditException Invalid(string why, Exception? inner = null) =>
        new(AuditError.AuditTrustInvalid, $"Not a public key of Ed25519 or P-256 (SPKI): {why}.", inner);
}
