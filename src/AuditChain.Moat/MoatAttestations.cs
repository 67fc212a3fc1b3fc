namespace AuditChain.Moat;

/// <summary>The attestations of a moat log: compared with the hashes while the entries pass by, judged afterwards.</summary>
internal sealed class MoatAttestations
{
    private readonly IReadOnlyList<MoatAttestation> _all;
    private readonly Dictionary<Digest, (long Seq, DateTimeOffset Time)> _places = [];

    public MoatAttestations(IReadOnlyList<MoatAttestation> all)
    {
        _all = all;
        foreach (MoatAttestation attestation in all)
        {
            if (RootOf(attestation) is { } root) _places[root] = default;
        }
    }

    /// <summary>Those whose root is the hash of the entry that they name.</summary>
    public IEnumerable<MoatAttestation> Fitting => _all.Where(a => PlaceOf(a).Seq == a.Seq);

    /// <summary>Those that say that they were made before the entry that they sign: the clock went back, or somebody changed the time.</summary>
    public IEnumerable<MoatAttestation> Early => Fitting.Where(a => GoTime.TryParse(a.Time, out DateTimeOffset time) && time < PlaceOf(a).Time);

    /// <summary>Called for every entry.</summary>
    /// <param name="seq">Its sequence.</param>
    /// <param name="hash">Its hash.</param>
    /// <param name="time">When it was recorded.</param>
    public void Pass(long seq, Digest hash, DateTimeOffset time)
    {
        if (_places.Count > 0 && _places.ContainsKey(hash)) _places[hash] = (seq, time);
    }

    /// <summary>The first thing that an attestation contradicts, worst first; null when none does.</summary>
    /// <param name="last">The last entry; 0 for none.</param>
    public ChainFault? FindFault(long last)
    {
        ChainFault? truncated = null, forked = null;
        long before = 0;
        foreach (MoatAttestation attestation in _all)
        {
            long seq = Math.Max(attestation.Seq, 1), place = PlaceOf(attestation).Seq;
            if (FormFault(attestation, before) is { } why) return new ChainFault(Verdict.Tampered, seq, $"the attestation of entry {attestation.Seq} {why}");
            before = attestation.Seq;
            if (place == attestation.Seq) continue;
            if (place > 0) return new ChainFault(Verdict.Tampered, seq, $"the attestation of entry {attestation.Seq} holds the hash of entry {place}: moat does not sign the sequence, and somebody changed it");
            if (attestation.Seq > last)
                truncated ??= new ChainFault(Verdict.Truncated, last + 1, $"an attestation covers {attestation.Seq} entries and only {last} are there");
            else
                forked ??= new ChainFault(Verdict.Forked, seq, $"the attestation of entry {attestation.Seq} signs a hash that no entry has: it is of another history");
        }
        return forked ?? truncated;
    }

    /// <summary>The last entry before the first attestation of another history.</summary>
    public long? LastAgreed() => Fitting.Select(a => (long?)a.Seq).Max();

    private static string? FormFault(MoatAttestation attestation, long before)
    {
        if (attestation.Seq <= before) return $"stands after the one of entry {before}: they ascend, and none is there twice";
        if (!GoTime.TryParse(attestation.Time, out _)) return "has a time that is not of the form 2026-11-21T00:01:29.547102847Z";
        if (RootOf(attestation) is null) return "has a root that is not 64 lower-case hexadecimal characters";
        if (attestation.Signature.Length != Ed25519.SignatureSize) return $"has a signature of {attestation.Signature.Length} bytes, not {Ed25519.SignatureSize}";
        if (attestation.PublicKey.Length != Ed25519.PublicKeySize) return $"has a public key of {attestation.PublicKey.Length} bytes, not {Ed25519.PublicKeySize}";
        return Ed25519.IsAvailable && !attestation.IsSigned() ? "has a signature that does not hold" : null;
    }

    private (long Seq, DateTimeOffset Time) PlaceOf(MoatAttestation attestation) => RootOf(attestation) is { } root ? _places[root] : default;

    private static Digest? RootOf(MoatAttestation attestation)
    {
        Span<byte> ascii = stackalloc byte[Digest.Size * 2];
        return attestation.RootHash.Length == ascii.Length && System.Text.Encoding.UTF8.TryGetBytes(attestation.RootHash, ascii, out int length)
            && Digest.TryParseHex(ascii[..length], out Digest root) ? root : null;
    }
}
