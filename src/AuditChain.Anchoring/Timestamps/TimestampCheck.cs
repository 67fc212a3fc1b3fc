using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;

namespace AuditChain.Anchoring.Timestamps;

/// <summary>What a time-stamp token comes to.</summary>
public enum TimestampVerdict
{
    /// <summary>It does not hold: another artifact, another form, or a signature that is not valid.</summary>
    Contradicted = 1,

    /// <summary>It holds, and its signer is nobody that was handed over: it counts for nothing.</summary>
    Unknown,

    /// <summary>It holds, and its signer leads to a certificate that was handed over.</summary>
    Valid,
}

/// <summary>What a time-stamp token says, and how far that is to be believed.</summary>
/// <param name="Verdict">How far.</param>
/// <param name="Time">When the artifact existed at the latest, by the authority's clock; null when the token does not hold.</param>
/// <param name="Accuracy">How far the authority's clock may be off, by its own word; null when it does not say.</param>
/// <param name="Authority">Subject of the signer's certificate; null when the token does not hold.</param>
/// <param name="Message">Why, in one sentence.</param>
public sealed record TimestampReport(TimestampVerdict Verdict, DateTimeOffset? Time, TimeSpan? Accuracy, string? Authority, string Message)
{
    /// <summary>SHA-256 of the signer's certificate; null when the token does not hold.</summary>
    public Digest? Signer { get; init; }
}

// A token is a CMS SignedData over a TSTInfo (RFC 3161 section 2.4.2). It counts when
//   1. it is one token and nothing after it; its imprint is SHA-256 and the hash of the artifact
//   2. its signature holds under a certificate that was valid at genTime and that the token names by hash (ESSCertID), which the
//      platform checks; and time-stamping is its one extended key usage, and critical, which the platform does not check whole
//   3. that certificate leads, as things stood at genTime, to one that the caller handed over: a root, an intermediate or the
//      authority's own. Certificates in the token serve as links and are never trusted. Nothing is downloaded, no revocation list
//      is asked for, no store of the machine is looked at.

/// <summary>Checks RFC 3161 tokens offline; a pure function.</summary>
public static class TimestampCheck
{
    /// <summary>The longest token that is looked at.</summary>
    public const int MaxBytes = 192 * 1024;

    private const string Sha256Oid = "2.16.840.1.101.3.4.2.1";
    private const string TimeStampingOid = "1.3.6.1.5.5.7.3.8";

    /// <summary>Checks a token.</summary>
    /// <param name="token">DER, at most 192 KiB.</param>
    /// <param name="artifact">SHA-256 of the artifact.</param>
    /// <param name="trusted">Certificates that were handed over.</param>
    public static TimestampReport Run(ReadOnlyMemory<byte> token, Digest artifact, IReadOnlyCollection<X509Certificate2> trusted)
    {
        ArgumentNullException.ThrowIfNull(trusted);
        if (token.Length > MaxBytes) return Contradicted($"It has more than {MaxBytes} bytes.");
        try
        {
            if (!Rfc3161TimestampToken.TryDecode(token, out Rfc3161TimestampToken? read, out int consumed) || consumed != token.Length)
                return Contradicted("It is not a time-stamp token.");
            Rfc3161TimestampTokenInfo info = read.TokenInfo;
            if (info.HashAlgorithmId.Value != Sha256Oid) return Contradicted($"Its imprint is not SHA-256 but {info.HashAlgorithmId.Value}.");
            if (!info.GetMessageHash().Span.SequenceEqual(artifact.Span)) return Contradicted("It is for something else than this signature.");
            X509Certificate2Collection links = [.. trusted];
            if (!read.VerifySignatureForHash(artifact.Span, HashAlgorithmName.SHA256, out X509Certificate2? signer, links) || signer is null)
                return Contradicted("Its signature does not hold, or its signer could not make time stamps at that time.");
            if (!IsForTimeStampsAlone(signer)) return Contradicted("Its signer's certificate is not for time stamps alone (RFC 3161 section 2.3).");
            foreach (X509Certificate2 link in read.AsSignedCms().Certificates) links.Add(link);
            return Judge(info, signer, links, trusted);
        }
        catch (CryptographicException e)
        {
            return Contradicted($"It cannot be read: {e.Message}");
        }
    }

    private static TimestampReport Judge(Rfc3161TimestampTokenInfo info, X509Certificate2 signer, X509Certificate2Collection links, IReadOnlyCollection<X509Certificate2> trusted)
    {
        string authority = signer.GetNameInfo(X509NameType.SimpleName, forIssuer: false) is { Length: > 0 } name ? name : signer.Subject;
        TimeSpan? accuracy = info.AccuracyInMicroseconds is { } microseconds ? TimeSpan.FromMicroseconds(microseconds) : null;
        bool isTrusted = Leads(signer, links, trusted, info.Timestamp.UtcDateTime, out string? problem);
        TimestampReport report = isTrusted
            ? new TimestampReport(TimestampVerdict.Valid, info.Timestamp, accuracy, authority, $"It existed at {info.Timestamp.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z, by the word of {NoteText.Quote(authority)}.")
            : new TimestampReport(TimestampVerdict.Unknown, info.Timestamp, accuracy, authority, $"The signer {NoteText.Quote(authority)} does not lead to a certificate that was handed over{problem}.");
        return report with { Signer = Digest.Of(signer.RawDataMemory.Span) };
    }

    private static bool IsForTimeStampsAlone(X509Certificate2 signer) =>
        signer.Extensions.OfType<X509EnhancedKeyUsageExtension>().ToArray() is [{ Critical: true, EnhancedKeyUsages: { Count: 1 } usages }]
        && usages[0].Value == TimeStampingOid;

    private static bool Leads(X509Certificate2 signer, X509Certificate2Collection links, IReadOnlyCollection<X509Certificate2> trusted, DateTime time, out string? problem)
    {
        problem = null;
        if (trusted.Count == 0) return false;
        using X509Chain chain = new();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        foreach (X509Certificate2 anchor in trusted) chain.ChainPolicy.CustomTrustStore.Add(anchor);
        chain.ChainPolicy.ExtraStore.AddRange(links);
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(TimeStampingOid));
        chain.ChainPolicy.VerificationTime = time;
        chain.ChainPolicy.VerificationTimeIgnored = false;
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        // An intermediate or the authority's own certificate may be handed over, above which nothing is known: that alone is let
        // pass here, and made up for by asking that one of those handed over stands in the chain.
        chain.ChainPolicy.VerificationFlags = X509VerificationFlags.AllowUnknownCertificateAuthority;
        bool holds = chain.Build(signer);
        if (!holds) problem = $": {string.Join(", ", chain.ChainStatus.Select(status => status.StatusInformation.Trim().TrimEnd('.')).Distinct(StringComparer.Ordinal))}";
        bool isAnchored = chain.ChainElements.Any(element => trusted.Any(anchor => anchor.RawDataMemory.Span.SequenceEqual(element.Certificate.RawDataMemory.Span)));
        foreach (X509ChainElement element in chain.ChainElements) element.Certificate.Dispose();
        return holds && isAnchored;
    }

    private static TimestampReport Contradicted(string message) => new(TimestampVerdict.Contradicted, null, null, null, message);
}
