namespace AuditChain.Anchoring.Proofs;

/// <summary>Checks a proof against what the caller trusts; a pure function. Nothing that the proof itself says is believed.</summary>
public static class ProofCheck
{
    /// <summary>Checks a proof of an entry of an audit log.</summary>
    /// <param name="proof">The proof.</param>
    /// <param name="keys">Keys of the log that are trusted, beside those of the policy.</param>
    /// <param name="policy">Whose cosignatures are demanded; null for nobody's.</param>
    /// <param name="line">The entry line, where the caller has it: the proof must be about exactly this one.</param>
    /// <exception cref="AuditException">AuditLibsodiumMissing.</exception>
    public static ProofReport Run(TlogProof proof, IEnumerable<VerifierKey> keys, WitnessPolicy? policy = null, ReadOnlyMemory<byte>? line = null)
    {
        ArgumentNullException.ThrowIfNull(proof);
        ArgumentNullException.ThrowIfNull(keys);
        proof.Note.TryCheckpoint(out Checkpoint? checkpoint, out _);
        ReadOnlyMemory<byte>? bytes = line ?? proof.Extra;
        ProofReport report = new()
        {
            Verdict = ProofVerdict.Tampered,
            Reason = "",
            Seq = proof.Index + 1,
            Origin = proof.Head.Origin,
            Size = proof.Head.Size,
            Checkpoint = checkpoint,
        };
        if (bytes is not { } entry) return report with { Verdict = ProofVerdict.Unverifiable, Reason = "The proof does not hold the entry. Hand over its line." };
        if (Contradiction(proof, entry, line) is { } contradiction) return report with { Reason = contradiction };

        report = report with { Entry = AuditEntry.Parse(entry.Span) };
        VerifierKey[] trusted = [.. keys, .. policy?.LogKeys ?? []];
        (VerifierKey Key, NoteVerification Verification)[] signatures = [.. trusted.Select(key => (key, proof.Note.Verify(key)))];
        if (signatures.FirstOrDefault(found => found.Verification == NoteVerification.Invalid).Key is { } forged)
            return report with { Reason = $"The signature in the name of {Name(forged)} does not hold: the checkpoint or its signature was altered." };
        PolicyResult? cosigned = policy?.Evaluate(proof.Note);
        if (cosigned?.Contradicted.FirstOrDefault() is { } witness)
            return report with { Reason = $"The cosignature in the name of {witness.Key.Name} does not hold: the checkpoint or its signature was altered." };

        report = report with
        {
            SignedBy = [.. signatures.Where(found => found.Verification == NoteVerification.Valid).Select(found => Name(found.Key)).Distinct(StringComparer.Ordinal)],
            CosignedBy = [.. (cosigned?.Valid ?? []).Select(found => (found.Witness.Key.Name, found.Cosignature.Time!.Value))],
        };
        return Judge(report, policy, cosigned, trusted.Length);
    }

    private static ProofReport Judge(ProofReport report, WitnessPolicy? policy, PolicyResult? cosigned, int keys)
    {
        string? missing = report.Checkpoint is null ? "Its checkpoint is not one of an audit log: head, log and time are missing."
            : keys == 0 ? "No key was handed over, so nobody vouches for the checkpoint."
            : report.SignedBy.Count == 0 ? "None of the keys that were handed over signed the checkpoint. If a later key did, take a bundle: it carries how that key was announced."
            : policy?.Logs.Count > 0 && !policy.Logs.Any(log => log.Name == report.Origin) ? $"The policy knows no log of the name {NoteText.Quote(report.Origin)}."
            : cosigned?.IsSatisfied == false ? $"The quorum {NoteText.Quote(policy!.Quorum)} of the policy has not cosigned the checkpoint; valid are {report.CosignedBy.Count} cosignatures."
            : null;
        return missing is null
            ? report with { Verdict = ProofVerdict.Valid, Reason = $"Entry {report.Seq} is in the log {NoteText.Quote(report.Origin)} of {report.Size} entries." }
            : report with { Verdict = ProofVerdict.Unverifiable, Reason = missing };
    }

    /// <summary>What the proof contradicts by itself, whoever signed it.</summary>
    private static string? Contradiction(TlogProof proof, ReadOnlyMemory<byte> entry, ReadOnlyMemory<byte>? given)
    {
        if (given is { } line && proof.Extra is { } extra && !line.Span.SequenceEqual(extra.Span)) return "The proof is about another entry than the one that was handed over.";
        if (!EntryFacts.TryRead(entry.Span, out EntryFacts facts, out string? problem)) return $"The entry is not a line of an audit log: {problem}.";
        if (facts.Seq != proof.Index + 1) return $"The entry says that its sequence is {facts.Seq}, and the proof is about sequence {proof.Index + 1}.";
        Digest leaf = LeafHash.Of(entry.Span);
        if (!MerkleTree.VerifyInclusion(leaf, proof.Index, proof.Head.Size, proof.Path, proof.Head.Root)) return "The path does not lead from the entry to the root of the checkpoint.";
        return proof.Note.TryCheckpoint(out Checkpoint? checkpoint, out _) && facts.Seq == checkpoint!.Size && leaf != checkpoint.Head
            ? "The entry is the last of the tree, and the checkpoint names another head."
            : null;
    }

    private static string Name(VerifierKey key) => key.IsAnyName ? key.ToString() : key.Name;
}
