using System.Security.Cryptography;

namespace AuditChain.Anchoring.Rekor;

/// <summary>Signs artifacts for Rekor: with the log's own key, or with a P-256 key of its own.</summary>
public sealed class RekorSigner
{
    private readonly Func<byte[], byte[]> _sign;

    private RekorSigner(RekorKey key, Func<byte[], byte[]> sign) => (Key, _sign) = (key, sign);

    /// <summary>The public half, which the entry will hold.</summary>
    public RekorKey Key { get; }

    /// <summary>The log's own key, as Ed25519ph.</summary>
    /// <param name="key">Not disposed of here.</param>
    public static RekorSigner From(SigningKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return new RekorSigner(RekorKey.Of(key.VerifierKey), artifact => key.SignPrehashed(artifact));
    }

    /// <summary>A P-256 key.</summary>
    /// <param name="key">Not disposed of here.</param>
    /// <exception cref="AuditException">AuditTrustInvalid: another curve.</exception>
    public static RekorSigner From(ECDsa key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return new RekorSigner(RekorKey.Parse(key.ExportSubjectPublicKeyInfo()), artifact => key.SignData(artifact, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence));
    }

    /// <summary>Signs an artifact.</summary>
    /// <param name="artifact">Its bytes.</param>
    public byte[] Sign(byte[] artifact) => _sign(artifact);
}
