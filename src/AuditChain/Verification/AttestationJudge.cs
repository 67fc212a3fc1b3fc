namespace AuditChain.Verification;

/// <summary>Turns what became of the checkpoints into faults. Which of them is the verdict, <see cref="ChainFault.Worse"/> says.</summary>
internal sealed class AttestationJudge(LogHeader header, AttestationBook book, long first, long last, ChainSourceKind kind, VerificationOptions options)
{
    /// <summary>The worst of what contradicts the file, or null.</summary>
    public ChainFault? Contradiction()
    {
        ChainFault? worst = null;
        foreach (AttestationClaim claim in book.All) worst = ChainFault.Worse(worst, claim.HandedOver ? JudgeHandedOver(claim) : JudgeStored(claim));
        return worst;
    }

    /// <summary>Entries that are known to belong to the log and are not here; null when none, or when a part was asked for.</summary>
    public ChainFault? Missing()
    {
        if (options.AllowPart) return null;
        // A log has its own checks of where it starts: at 1, or at the checkpoint up to which it was verified.
        if (first > 1 && kind != ChainSourceKind.Log)
            return new ChainFault(Verdict.Truncated, 1, $"it starts at entry {first}: the entries 1 to {first - 1} are not in it. {PartHint}");
        AttestationClaim? covering = book.All.Where(claim => claim.Checkpoint.Log == header.Hash && claim.Checkpoint.Size > last && Trusted(claim)).MaxBy(claim => (claim.HandedOver, claim.Checkpoint.Size));
        if (covering is null) return null;
        string which = covering.HandedOver ? "the checkpoint that was handed over" : "an attestation";
        string there = last == 0 ? "none is there" : $"only {last} are there";
        return new ChainFault(Verdict.Truncated, last + 1, $"{which} covers {covering.Checkpoint.Size} entries and {there}{(kind == ChainSourceKind.Log ? "" : $". {PartHint}")}");
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
        if (options.Keys.Count == 0 || book.All.Any(c => c.Signers.Count > 0 && c.Fits && (c.Reach > 0 || last == 0))) return null;
        bool signed = book.All.Any(c => c.Signers.Count > 0);
        return new ChainFault(Verdict.Unverifiable, at, signed
            ? $"an attestation by a key that was handed over is there, but no proof ties it to the entries {first} to {last} of this file"
            : "no attestation in it is signed by a key that was handed over");
    }

    private static string PartHint => "If a part of a log is what was asked for, say so (-AllowPart, --allow-part)";

    /// <summary>Without a key nobody in the file is more trusted than another; with one, a stranger's attestation says nothing of what is missing.</summary>
    private bool Trusted(AttestationClaim claim) => claim.HandedOver || options.Keys.Count == 0 || claim.Signers.Count > 0;

    private ChainFault? JudgeHandedOver(AttestationClaim claim)
    {
        Checkpoint said = claim.Checkpoint;
        if (said.Log != header.Hash)
            return new ChainFault(Verdict.Forked, 1, $"the checkpoint that was handed over is of another log (origin {said.Origin}, header hash {said.Log}); this one is {header.Origin}, {header.Hash}");
        if (claim.HeadFits == false || claim.RootFits == false)
            return new ChainFault(Verdict.Forked, Math.Max(said.Size, 1), $"the checkpoint that was handed over attests another history up to entry {said.Size}");
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
            bool replaced = said.Origin == header.Origin && !book.HasOwn;
            return new ChainFault(replaced ? Verdict.Forked : Verdict.Tampered, at, $"the attestation of {said.Size} entries is of another log (origin {said.Origin}, header hash {said.Log})");
        }
        if (said.Origin != header.Origin)
            return new ChainFault(Verdict.Tampered, at, $"the attestation of {said.Size} entries names the origin {said.Origin}, the header {header.Origin}");
        if (claim.HeadFits is { } head && claim.RootFits is { } root && head != root)
            return new ChainFault(Verdict.Tampered, at, $"the attestation of {said.Size} entries contradicts itself: its {(head ? "root" : "head")} is not the one of these entries");
        return claim.HeadFits == false ? new ChainFault(Verdict.Forked, at, $"the attestation of {said.Size} entries is of another history") : null;
    }
}
