namespace AuditChain.Verification;

/// <summary>The words of a report: what was verified, and as plainly what was not.</summary>
internal sealed class ReportText(IChainSource source, VerificationOptions options, long first, long last, Checkpoint? since)
{
    public string Intact(List<AttestationClaim> claims, long vouched)
    {
        if (last == 0) return "there are no entries: nothing was verified";
        if (since is not null)
        {
            string news = last == since.Size ? "no entry was added" : $"the entries {since.Size + 1} to {last} hold together and follow the checkpoint";
            return $"{news} since the log was verified up to entry {since.Size}; what came before was not read again";
        }
        // Of a log all is there; a bundle or a mirror may end before the log does.
        string range = first > 1 ? $"the entries {first} to {last} hold together"
            : source.Kind == ChainSourceKind.Log ? last == 1 ? "its one entry holds together" : $"all {last} entries hold together"
            : last == 1 ? "the one entry in it holds together" : $"the {last} entries in it hold together";
        if (vouched > 0) return vouched >= last ? $"{range} and {(first == last ? "is" : "are")} vouched for" : $"{range}; up to {vouched} they are vouched for, and the {last - vouched} after that by nobody";
        string self = $"{range}, which says only that the file agrees with itself";
        return claims.Count > 0
            ? $"{self}: {(claims.Count == 1 ? "the attestation in it was" : $"the {claims.Count} attestations in it were")} not checked, because no key was handed over"
            : $"{self}: nobody has attested them";
    }

    /// <summary>The sentence that comes first where a part was asked for, and is what is there; empty for anything else.</summary>
    public string Part(ChainFault? fault, List<AttestationClaim> claims, LogHeader? header)
    {
        if (!IsPart(claims) || last == 0 || fault is not null and not { Verdict: Verdict.Unverifiable }) return "";
        return $"This is a part of the log {header?.Origin}, the entries {first} to {last}. ";
    }

    /// <summary>True where a part was asked for, and the file is known not to hold the whole.</summary>
    private bool IsPart(List<AttestationClaim> claims) => options.AllowPart && since is null && (first > 1 || Covered(claims) > last);

    private static long Covered(List<AttestationClaim> claims) => claims.Select(claim => claim.Checkpoint.Size).DefaultIfEmpty(0).Max();

    public IReadOnlyList<string> Notes(List<AttestationClaim> claims, long vouched, long regressions, List<long> at)
    {
        List<string> notes = [.. source.Trailer.Notes];
        if (IsPart(claims))
        {
            string start = first > 1 ? $" The entries before {first} are not in it." : "", end = Covered(claims) > last ? $" It ends at entry {last}, and an attestation covers {Covered(claims)}." : "";
            int uncomputed = claims.Count(claim => !claim.HandedOver && claim.RootFits is null && claim.ProvenSequence == 0);
            string seen = uncomputed > 0 ? $" {uncomputed} of its attestations were seen and not checked: a part cannot compute their roots." : "";
            notes.Add($"This is a part of a log.{start}{end}{seen}");
            if (options.Keys.Count > 0) notes.Add("Whether a key was retired in entries that are not here, a part cannot show.");
        }
        if (regressions > 0) notes.Add($"The clock went back at {Counted.Entries(regressions)}, first at {string.Join(", ", at)}.");
        if (source.Trailer.Evidence.Count > 0 && options.Policy is null && options.EvidenceJudge is null)
            notes.Add($"It holds {source.Trailer.Evidence.Count} {(source.Trailer.Evidence.Count == 1 ? "piece" : "pieces")} of evidence by others, which {(source.Trailer.Evidence.Count == 1 ? "was" : "were")} not checked: nobody was handed over whom to believe.");
        foreach ((string kind, long count) in source.Trailer.OtherKinds)
            notes.Add($"It holds {count} {(count == 1 ? "record" : "records")} of the kind '{ReportLine.Name(kind)}', which {(count == 1 ? "was" : "were")} not checked.");
        if (options.Keys.Count == 0 && source.Trailer.Attestations.Count > 0 && (vouched == 0 || vouched < last))
            notes.Add(vouched > 0 ? $"Signatures were not checked: no public key was handed over, and the checkpoint vouches up to entry {vouched} of {last}." : "Signatures were not checked: no public key was handed over.");
        return notes;
    }

    public static IReadOnlyList<KeyVouch> Vouchers(List<AttestationClaim> claims)
    {
        return [.. claims
            .SelectMany(claim => claim.Signers.Select(key => (Name: key.IsAnyName ? claim.Checkpoint.Origin : key.Name, Id: KeyIdOf(key, claim), Claim: claim)))
            .GroupBy(v => (v.Name, v.Id))
            .Select(g => new KeyVouch(g.Key.Name, g.Key.Id, g.Max(v => v.Claim.Reach), g.Count(), g.MaxBy(v => v.Claim.Reach).Claim.Checkpoint.Time))
            .OrderByDescending(v => v.Sequence)];
    }

    private static string KeyIdOf(VerifierKey key, AttestationClaim claim) =>
        (key.IsAnyName ? VerifierKey.ComputeKeyId(claim.Checkpoint.Origin, key.PublicKey) : key.KeyId).ToString("x8", System.Globalization.CultureInfo.InvariantCulture);
}
