using System.Globalization;

namespace AuditChain.Moat;

/// <summary>The words of a report on a log of moat: what was verified, and what that format leaves open.</summary>
internal sealed class MoatReportText(IMoatSource source, VerificationOptions options, long last)
{
    public string Intact(long vouched)
    {
        if (last == 0) return "there are no entries: nothing was verified";
        string range = source.Kind == ChainSourceKind.MoatLog ? $"all {last} entries hold together" : $"the {last} entries in it hold together";
        if (vouched >= last) return $"{range} and are vouched for";
        if (vouched > 0) return $"{range}; up to {vouched} they are vouched for, and the {last - vouched} after that by nobody";
        string self = $"{range}, which says only that the file agrees with itself";
        return source.Attestations.Count == 0 ? $"{self}: nobody has attested them"
            : $"{self}: the {source.Attestations.Count} attestation(s) in it are signed by a key that only the file itself names, and no key was handed over";
    }

    public IReadOnlyList<string> Notes(MoatAttestations attestations, long regressions, List<long> at, bool ambiguousStart)
    {
        List<string> notes = [.. source.Notes];
        if (source.Attestations.Count > 0) notes.Add("moat signs the hash of an entry alone: nothing protects the times of its attestations.");
        if (source.Attestations.Count > 0 && !Ed25519.IsAvailable) notes.Add("The signatures were not even compared with the keys in the file: libsodium was not found.");
        if (options.Keys.Count == 0 && source.Attestations.Count > 0) notes.Add("Signatures were not checked: no public key was handed over.");
        if (source.RekorProofs > 0) notes.Add($"It holds {source.RekorProofs} proof(s) of a public transparency log, which were not checked.");
        if (ambiguousStart) notes.Add("The data of entry 1 is a number, and moat's hash does not say where the type ends and the data begins: digits could have been moved from one to the other.");
        foreach (MoatAttestation early in attestations.Early.Take(10)) notes.Add($"The attestation of entry {early.Seq} says that it was made before that entry was recorded: the clock went back, or the time was changed.");
        if (regressions > 0) notes.Add($"The clock went back at {regressions} entries, first at {string.Join(", ", at)}.");
        return notes;
    }

    public static IReadOnlyList<KeyVouch> Vouchers(List<(VerifierKey Key, MoatAttestation Attestation)> vouching)
    {
        return [.. vouching
            .GroupBy(v => v.Key)
            .Select(g => (Key: g.Key, Count: g.Count(), Last: g.MaxBy(v => v.Attestation.Seq).Attestation))
            .Select(v => new KeyVouch(NameOf(v.Key), IdOf(v.Key), v.Last.Seq, v.Count, TimeOf(v.Last)))
            .OrderByDescending(v => v.Sequence)];
    }

    public static string Sentence(string text) => $"{char.ToUpperInvariant(text[0])}{text.AsSpan(1)}{(text.EndsWith('.') ? "" : ".")}";

    /// <summary>moat's keys have no names: without one of the caller's, the key itself stands for it.</summary>
    private static string NameOf(VerifierKey key) => key.IsAnyName ? Convert.ToBase64String(key.PublicKey) : key.Name;

    private static string IdOf(VerifierKey key) =>
        (key.IsAnyName ? VerifierKey.ComputeKeyId("", key.PublicKey) : key.KeyId).ToString("x8", CultureInfo.InvariantCulture);

    private static DateTimeOffset TimeOf(MoatAttestation attestation) => GoTime.TryParse(attestation.Time, out DateTimeOffset time) ? time : default;
}
