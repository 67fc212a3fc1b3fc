using System.Security.Cryptography.X509Certificates;
using AuditChain.Anchoring.Rekor;
using AuditChain.Anchoring.Timestamps;

namespace AuditChain.Anchoring;

/// <summary>Judges time-stamp tokens and entries of Rekor by what a caller handed over. Immutable; a pure function.</summary>
public sealed class EvidenceJudge : IEvidenceJudge
{
    private readonly IReadOnlyList<X509Certificate2> _certificates;
    private readonly RekorTrust _rekor;

    /// <summary>Judges by these; each part that is empty leaves its kind unknown.</summary>
    /// <param name="certificates">Of time-stamp authorities: roots, intermediates, or their own.</param>
    /// <param name="rekor">Shards and signers.</param>
    public EvidenceJudge(IReadOnlyList<X509Certificate2> certificates, RekorTrust rekor)
    {
        (_certificates, _rekor) = (certificates, rekor);
        Demanded = [.. certificates.Count > 0 ? [EvidenceKinds.Timestamp] : Array.Empty<string>(), .. rekor.Shards.Count > 0 ? [EvidenceKinds.Rekor] : Array.Empty<string>()];
    }

    /// <summary>Reads what a caller hands over.</summary>
    /// <param name="certificates">Files of certificates, <see cref="TimestampTrust.Load"/>.</param>
    /// <param name="rekor">Files of trusted roots and keys, <see cref="RekorTrust.Load"/>.</param>
    /// <returns>Null when nothing was handed over.</returns>
    /// <exception cref="AuditException">AuditTrustInvalid.</exception>
    public static EvidenceJudge? Load(IReadOnlyList<string> certificates, IReadOnlyList<string> rekor)
    {
        ArgumentNullException.ThrowIfNull(certificates);
        ArgumentNullException.ThrowIfNull(rekor);
        return certificates.Count + rekor.Count == 0 ? null : new EvidenceJudge([.. certificates.SelectMany(TimestampTrust.Load)], RekorTrust.Load(rekor));
    }

    /// <inheritdoc/>
    public IReadOnlyCollection<string> Demanded { get; }

    /// <inheritdoc/>
    public EvidenceFinding Judge(EvidenceRecord record, byte[] artifact, long size, IReadOnlyList<VerifierKey> logKeys)
    {
        ArgumentNullException.ThrowIfNull(record);
        return record.Kind switch
        {
            EvidenceKinds.Timestamp => OfTimestamp(TimestampCheck.Run(record.Data, record.Note, _certificates), size),
            EvidenceKinds.Rekor => OfRekor(record, artifact, size, logKeys),
            _ => new EvidenceFinding(record.Kind, EvidenceStanding.Unknown, size, "", null, "This kind of evidence is not known here."),
        };
    }

    private static EvidenceFinding OfTimestamp(TimestampReport report, long size) =>
        new(EvidenceKinds.Timestamp, (EvidenceStanding)report.Verdict, size, report.Authority ?? "", report.Verdict == TimestampVerdict.Valid ? report.Time : null, report.Message);

    private EvidenceFinding OfRekor(EvidenceRecord record, byte[] artifact, long size, IReadOnlyList<VerifierKey> logKeys)
    {
        try
        {
            RekorReport report = RekorCheck.Run(RekorEntry.Parse(record.Data), artifact, logKeys, _rekor);
            return new EvidenceFinding(EvidenceKinds.Rekor, (EvidenceStanding)report.Verdict, size, report.Origin, null, report.Message);
        }
        catch (AuditException e) when (e.Error == AuditError.AuditEvidenceRefused)
        {
            return new EvidenceFinding(EvidenceKinds.Rekor, EvidenceStanding.Contradicted, size, "", null, e.Message);
        }
    }
}
