using AuditChain.Anchoring.Rekor;

namespace AuditChain.Anchoring.Submitting;

/// <summary>To whom an attestation is sent. Every address was named by the caller; there is no default that goes out.</summary>
public sealed record EvidencePlan
{
    /// <summary>Its witnesses that have an address are asked; null for none.</summary>
    public WitnessPolicy? Policy { get; init; }

    /// <summary>Addresses of time-stamp authorities.</summary>
    public IReadOnlyList<string> Timestamps { get; init; } = [];

    /// <summary>The base URL of a shard of Rekor v2; null for none.</summary>
    public string? Rekor { get; init; }

    /// <summary>Who signs for Rekor; needed with <see cref="Rekor"/>.</summary>
    public RekorSigner? RekorSigner { get; init; }

    /// <summary>Shards that are trusted: what Rekor answers must not contradict them.</summary>
    public IReadOnlyList<RekorShard> RekorShards { get; init; } = [];

    /// <summary>Whether nobody is named.</summary>
    public bool IsEmpty => Timestamps.Count == 0 && Rekor is null && !(Policy?.Witnesses.Any(witness => witness.Url is not null) ?? false);
}

/// <summary>What became of one request.</summary>
/// <param name="Kind">One of <see cref="EvidenceKinds"/>.</param>
/// <param name="By">The witness or the address.</param>
/// <param name="State">What became of it.</param>
/// <param name="Time">By that one's clock; null where there is none.</param>
/// <param name="Message">For a person.</param>
public sealed record EvidenceResult(string Kind, string By, EvidenceState State, DateTimeOffset? Time, string Message);

/// <summary>What became of a request.</summary>
public enum EvidenceState
{
    /// <summary>It was given, checked and stored.</summary>
    Stored = 1,

    /// <summary>It was there already; nobody was asked.</summary>
    Present,

    /// <summary>It was not to be had now; submitting again may get it.</summary>
    Pending,

    /// <summary>It was refused, or what came does not hold: somebody has to look.</summary>
    Refused,

    /// <summary>A witness knows more of this log than there is, or another history.</summary>
    Forked,
}
