namespace AuditChain.Anchoring.Proofs;

/// <summary>Finds, in a log or a bundle, the newest attestation that covers an entry, and makes the proof of it.</summary>
public static class EntryProof
{
    /// <summary>The proof of an entry of a log. Of ten million entries with kept nodes about a thousand hashes are read.</summary>
    /// <param name="log">An open log.</param>
    /// <param name="seq">Its sequence.</param>
    /// <exception cref="AuditException">AuditRangeInvalid: there is no such entry, or no attestation covers it; AuditChainBroken: the log is not the attested one.</exception>
    public static TlogProof FromLog(ILogReader log, long seq)
    {
        ArgumentNullException.ThrowIfNull(log);
        long count = log.ReadHead().Count;
        if (seq < 1 || seq > count) throw new AuditException(AuditError.AuditRangeInvalid, $"The log holds the entries 1 to {count}, and no entry {seq}.");
        StoredAttestation covering = log.ReadAttestations().Where(attestation => attestation.Size >= seq).MaxBy(attestation => attestation.Size) ?? throw Uncovered(seq);
        SignedNote note = CosignedNote.With(SignedNote.Parse(covering.Note), log.ReadEvidence());
        byte[] line = [];
        log.ReadLines(seq, seq, (_, bytes, _) => line = bytes.ToArray());
        return TlogProof.Create(log, seq, line, note);
    }

    /// <summary>The proof of an entry of a bundle: computed where the bundle starts at entry 1, else the one that it carries.</summary>
    /// <param name="path">A bundle.</param>
    /// <param name="seq">Its sequence.</param>
    /// <exception cref="AuditException">AuditRangeInvalid: the bundle does not hold it, or nothing in it covers it; AuditBundleInvalid, AuditLogNotFound.</exception>
    public static TlogProof FromBundle(string path, long seq)
    {
        using BundleReader bundle = BundleReader.Open(path);
        (long Size, SignedNote Note)? covering = Notes(bundle.Trailer).Where(found => found.Size >= seq).OrderByDescending(found => found.Size).Cast<(long, SignedNote)?>().FirstOrDefault();
        InclusionProof? carried = bundle.Trailer.Proofs.FirstOrDefault(proof => proof.Sequence == seq);
        byte[]? line = null;
        ProofBuilder? builder = null;
        foreach (AuditEntry entry in BundleEntries.Read(path, new EntryQuery()))
        {
            if (entry.Seq == 1 && covering is { } whole) builder = ProofBuilder.Inclusion(seq, whole.Size);
            builder?.Add(entry.Hash);
            if (entry.Seq == seq) line = System.Text.Encoding.UTF8.GetBytes(entry.Line);
            if (entry.Seq >= Math.Max(seq, covering?.Size ?? 0)) break;
        }
        if (line is null) throw new AuditException(AuditError.AuditRangeInvalid, $"'{path}' does not hold entry {seq}.");
        if (carried is not null) return TlogProof.From(line, seq - 1, carried.Path, SignedNote.Parse(carried.Checkpoint));
        if (covering is null) throw Uncovered(seq);
        if (builder is null || !builder.IsComplete) throw Uncomputable(path, seq);
        (long size, SignedNote note) = covering.Value;
        IReadOnlyList<Digest> proof = builder.Path();
        if (!MerkleTree.VerifyInclusion(LeafHash.Of(line), seq - 1, size, proof, note.Checkpoint().Root))
            throw new AuditException(AuditError.AuditChainBroken, $"Entry {seq} of '{path}' does not lead to the root of the attestation of {size} entries in it. Verify the bundle.");
        return TlogProof.From(line, seq - 1, proof, note);
    }

    private static IEnumerable<(long Size, SignedNote Note)> Notes(ChainTrailer trailer)
    {
        foreach (string text in trailer.Attestations)
        {
            if (SignedNote.TryParse(text, out SignedNote? note, out _) && note!.TryCheckpoint(out Checkpoint? checkpoint, out _)) yield return (checkpoint!.Size, note);
        }
    }

    private static AuditException Uncovered(long seq) =>
        new(AuditError.AuditRangeInvalid, $"No attestation covers entry {seq}, so nothing can be proven of it. Attest the log first (New-AuditAttestation, auditlog attest).");

    private static AuditException Uncomputable(string path, long seq) =>
        new(AuditError.AuditRangeInvalid, $"'{path}' is a part of a log and carries no proof of entry {seq}. Take the proof from the log, or from a bundle that starts at entry 1.");
}
