namespace AuditChain.Bundles;

// What a part of a log is vouched for by (format.md, section 6):
//
//   before the part      in the part                                  behind it
//   m: a key statement   first … m': a key statement … proven, last   covering checkpoint
//   kept, with its path  proof of m'                   proof          in the proofs
//
// The path of an entry leads to a signed root, and its left siblings are the tree before the entry, which is what a statement
// at that place has signed.

/// <summary>The proofs and kept entries of a part of a log.</summary>
/// <param name="Kept">Key statements from before it, in the order of the format.</param>
/// <param name="Proofs">Of its last attested entry by every key, and of the key statements in it; in the order of the format.</param>
/// <param name="ProvenSequence">The last attested entry; 0 for none.</param>
internal sealed record PartEvidence(IReadOnlyList<KeptEntry> Kept, IReadOnlyList<InclusionProof> Proofs, long ProvenSequence)
{
    /// <summary>Of a whole log, or of a part that nobody has attested.</summary>
    public static PartEvidence None { get; } = new([], [], 0);

    /// <summary>Collects what vouches for the entries <paramref name="first"/> to <paramref name="last"/>.</summary>
    public static PartEvidence Of(ILogReader log, IReadOnlyList<StoredAttestation> attestations, long first, long last)
    {
        List<StoredAttestation> covering = Covering(attestations, first, last);
        if (covering.Count == 0) return None;
        Dictionary<long, Checkpoint> trees = [];
        HashSet<(long Seq, string Note)> wanted = [.. covering.Select(attestation => (Math.Min(attestation.Size, last), attestation.Note))];
        foreach (StoredAttestation attestation in covering) trees.TryAdd(attestation.Size, SignedNote.Parse(attestation.Note).Checkpoint());
        List<KeptEntry> kept = [];
        AuditEntry[] statements = [.. log.Read(new EntryQuery { Names = [NameFilter.AnyOf(EntryMember.Type, KeyStatement.EntryType)], LastSequence = last }).Where(entry => IsStatement(entry, log.Header.Hash))];
        foreach (AuditEntry entry in statements)
        {
            if (entry.Seq >= first)
            {
                // From entry 1 on a verifier computes the tree itself.
                if (first == 1) continue;
                foreach (StoredAttestation attestation in covering.Where(attestation => attestation.Size >= entry.Seq)) wanted.Add((entry.Seq, attestation.Note));
                continue;
            }
            byte[] line = [];
            log.ReadLines(entry.Seq, entry.Seq, (_, text, _) => line = text.ToArray());
            foreach ((long size, Checkpoint tree) in trees.OrderBy(tree => tree.Key)) kept.Add(new KeptEntry(line, LogProof.Inclusion(log, entry.Seq, tree.Size, tree.Root), entry.Seq, size));
        }
        List<InclusionProof> proofs = [.. wanted
            .Select(item => (item.Note, item.Seq, Tree: SignedNote.Parse(item.Note).Checkpoint()))
            .Select(item => new InclusionProof(item.Note, item.Seq, LogProof.Inclusion(log, item.Seq, item.Tree.Size, item.Tree.Root)))
            .OrderBy(proof => proof.Sequence).ThenBy(proof => CanonicalJson.Serialize(proof.Checkpoint), ByteOrder.Instance)];
        return new PartEvidence(kept, proofs, covering.Max(attestation => Math.Min(attestation.Size, last)));
    }

    /// <summary>For each key, whatever name comes first on a note, the smallest attestation that covers the part, else its largest in it: what one verifier knows, another may not.</summary>
    private static List<StoredAttestation> Covering(IReadOnlyList<StoredAttestation> attestations, long first, long last)
    {
        Dictionary<(string Name, uint Id), StoredAttestation> nearest = [];
        foreach (StoredAttestation attestation in attestations.Where(attestation => attestation.Size >= first))
        {
            foreach (NoteSignature signature in SignedNote.Parse(attestation.Note).Signatures)
            {
                (string, uint) key = (signature.KeyName, signature.KeyId);
                if (!nearest.TryGetValue(key, out StoredAttestation? other) || IsNearer(attestation.Size, other.Size, last)) nearest[key] = attestation;
            }
        }
        return [.. nearest.Values.Distinct()];
    }

    private static bool IsNearer(long size, long other, long last) => size >= last ? other < last || size < other : other < last && size > other;

    /// <summary>True for what can be a statement here; whether it has an effect, depends on whom the verifier trusts.</summary>
    private static bool IsStatement(AuditEntry entry, Digest log) =>
        entry.Type == KeyStatement.EntryType && entry.Data is { ValueKind: System.Text.Json.JsonValueKind.Object } data && data.TryGetProperty("note", out var text) && text.ValueKind == System.Text.Json.JsonValueKind.String
        && SignedNote.TryParse(text.GetString()!, out SignedNote? note, out _) && KeyStatement.TryParse(note!.Text, out KeyStatement? statement) && statement!.Log == log && statement.Size == entry.Seq - 1;
}
