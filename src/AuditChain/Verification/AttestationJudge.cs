namespace AuditChain.Verification;

/// <summary>Turns what became of the checkpoints into a fault, worst first.</summary>
internal sealed class AttestationJudge(LogHeader header, AttestationBook book, long first, long last, ChainSourceKind kind, VerificationOptions options)
{
    /// <summary>True when the file holds the log from its first entry on, so that what is missing at its end is missing.</summary>
    private bool StartsAtOne => first <= 1 && (first == 1 || kind != ChainSourceKind.Bundle || book.ProofClaims.Count == 0);

    /// <summary>The first thing that contradicts the file, or null.</summary>
    public ChainFault? Contradiction()
    {
        ChainFault? worst = null;
        foreach (AttestationClaim claim in book.Claims.Where(c => c.HandedOver)) worst = Worse(worst, JudgeHandedOver(claim));
        if (worst is not null) return worst;
        foreach (AttestationClaim claim in book.Claims.Where(c => !c.HandedOver).Concat(book.ProofClaims)) worst = Worse(worst, JudgeStored(claim));
        return worst;
    }

    /// <summary>Says that something was handed over and nothing in the file could be tied to it; null when all is tied.</summary>
    public ChainFault? Unvouched()
    {
        long at = Math.Max(first, 1);
        foreach (AttestationClaim claim in book.Claims.Where(c => c.HandedOver && !c.Fits && !(c.Checkpoint.Size == 0 && first <= 1)))
        {
            return new ChainFault(Verdict.Unverifiable, at,
                $"nothing ties the checkpoint of {claim.Checkpoint.Size} entries that was handed over to the entries {first} to {last} of this file");
        }
        if (options.Keys.Count == 0 || book.Claims.Concat(book.ProofClaims).Any(c => c.Signers.Count > 0 && c.Fits && (c.Reach > 0 || last == 0))) return null;
        bool signed = book.Claims.Concat(book.ProofClaims).Any(c => c.Signers.Count > 0);
        return new ChainFault(Verdict.Unverifiable, at, signed
            ? $"an attestation by a key that was handed over is there, but no proof ties it to the entries {first} to {last} of this file"
            : "no attestation in it is signed by a key that was handed over");
    }

    private ChainFault? JudgeHandedOver(AttestationClaim claim)
    {
        Checkpoint said = claim.Checkpoint;
        if (said.Log != header.Hash)
            return new ChainFault(Verdict.Forked, 1, $"the checkpoint that was handed over is of another log (origin {said.Origin}, header hash {said.Log}); this one is {header.Origin}, {header.Hash}");
        if (claim.HeadFits == false || claim.RootFits == false)
            return new ChainFault(Verdict.Forked, Math.Max(said.Size, 1), $"the checkpoint that was handed over attests another history up to entry {said.Size}");
        if (said.Size > last && claim.ProvenSequence == 0 && StartsAtOne)
            return new ChainFault(Verdict.Truncated, last + 1, $"the checkpoint that was handed over covers {said.Size} entries and only {last} are there");
        return null;
    }

    private ChainFault? JudgeStored(AttestationClaim claim)
    {
        Checkpoint said = claim.Checkpoint;
        long at = Math.Max(said.Size, 1);
        if (claim.Forger is not null)
            return new ChainFault(Verdict.Tampered, at, $"the signature of {claim.Forger.Name} on the attestation of {said.Size} entries does not hold");
        if (said.Log != header.Hash)
        {
            // Everything attested was attested of another log by this name: then it is the entries that were replaced.
            bool replaced = said.Origin == header.Origin && !book.Claims.Any(c => !c.HandedOver && c.Checkpoint.Log == header.Hash);
            return new ChainFault(replaced ? Verdict.Forked : Verdict.Tampered, at, $"the attestation of {said.Size} entries is of another log (origin {said.Origin}, header hash {said.Log})");
        }
        if (said.Origin != header.Origin)
            return new ChainFault(Verdict.Tampered, at, $"the attestation of {said.Size} entries names the origin {said.Origin}, the header {header.Origin}");
        if (claim.HeadFits is { } head && claim.RootFits is { } root && head != root)
            return new ChainFault(Verdict.Tampered, at, $"the attestation of {said.Size} entries contradicts itself: its {(head ? "root" : "head")} is not the one of these entries");
        if (claim.HeadFits == false)
            return new ChainFault(Verdict.Forked, at, $"the attestation of {said.Size} entries is of another history");
        if (said.Size > last && claim.ProvenSequence == 0 && StartsAtOne)
            return new ChainFault(Verdict.Truncated, last + 1, $"an attestation covers {said.Size} entries and only {last} are there");
        return null;
    }

    /// <summary>Tampered before Forked before Truncated; of equals the earlier sequence.</summary>
    private static ChainFault? Worse(ChainFault? a, ChainFault? b)
    {
        if (a is null || b is null) return a ?? b;
        int order = Rank(a.Verdict).CompareTo(Rank(b.Verdict));
        return order < 0 || (order == 0 && a.Sequence <= b.Sequence) ? a : b;
    }

    private static int Rank(Verdict verdict) => verdict switch
    {
        Verdict.Tampered => 1,
        Verdict.Forked => 2,
        _ => 3,
    };
}
