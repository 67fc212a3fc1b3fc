using System.Globalization;

namespace AuditChain.Verification;

/// <summary>
/// All checkpoints that speak about one log: those in the file and those handed over. Compared while the entries pass by, each
/// once: the cost is that of the records, whatever they repeat.
/// </summary>
internal sealed class AttestationBook
{
    private readonly LogHeader _header;
    private readonly List<AttestationClaim> _claims = [];
    private readonly Dictionary<TreeHead, AttestationClaim.Tie> _ties = [];
    private readonly Dictionary<long, List<(InclusionProof Proof, AttestationClaim Claim)>> _proofs = [];
    private readonly IReadOnlyList<KeptEntry> _kept;
    private int _next;

    public AttestationBook(LogHeader header, ChainTrailer trailer, VerificationOptions options)
    {
        _header = header;
        _kept = trailer.Kept;
        foreach (string note in trailer.Attestations)
        {
            if (Read(note, StatedSize(note)) is { } claim) _claims.Add(claim);
        }
        Seen = trailer.Attestations.Count + trailer.Proofs.Count;
        foreach (InclusionProof proof in trailer.Proofs)
        {
            if (Read(proof.Checkpoint, proof.Sequence) is not { } claim) continue;
            ProofClaims.Add(claim);
            if (!_proofs.TryGetValue(proof.Sequence, out var list)) _proofs.Add(proof.Sequence, list = []);
            list.Add((proof, claim));
        }
        HasOwn = _claims.Any(claim => claim.Checkpoint.Log == header.Hash);
        KeyRing handed = new(options.Keys, header.Hash);
        foreach (SignedNote note in options.Checkpoints) _claims.Add(Handed(note, handed));
        _claims.Sort((a, b) => a.Checkpoint.Size.CompareTo(b.Checkpoint.Size));
    }

    /// <summary>Number of attestations in the file, those that a proof leads to among them.</summary>
    public int Seen { get; }

    /// <summary>True when an attestation in the file is of this log.</summary>
    public bool HasOwn { get; }

    /// <summary>True where the chain is known to start from a trusted entry: then a head vouches for all before it, as a root does.</summary>
    public bool HeadsVouch { get; init; }

    public IReadOnlyList<AttestationClaim> Claims => _claims;

    /// <summary>False once the tree has been compared with every checkpoint that there is.</summary>
    public bool NeedsTree => _next < _claims.Count;

    public List<AttestationClaim> ProofClaims { get; } = [];

    /// <summary>How many times a claim was compared: it grows with the records, and not with their product.</summary>
    public long Steps { get; private set; }

    /// <summary>Every claim, those that a proof leads to among them.</summary>
    public IEnumerable<AttestationClaim> All => _claims.Concat(ProofClaims);

    /// <summary>The first record that is no attestation, by sequence; null when all are.</summary>
    public ChainFault? Fault { get; private set; }

    /// <summary>What should be known of the records, in words.</summary>
    public List<string> Notes { get; } = [];

    /// <summary>Called before the first entry: checkpoints of sizes that lie before it.</summary>
    public void Begin(long first, Digest prev)
    {
        while (_next < _claims.Count && _claims[_next].Checkpoint.Size < first)
        {
            AttestationClaim claim = _claims[_next++];
            if (claim.Checkpoint.Size != first - 1) continue;
            claim.HeadFits = claim.Checkpoint.Head == prev;
            if (first == 1) claim.RootFits = claim.Checkpoint.Root == MerkleTree.EmptyRoot;
        }
    }

    /// <summary>Applies the statements that a part keeps from before its first entry.</summary>
    /// <param name="first">The part's first sequence.</param>
    /// <param name="ring">Learns of keys.</param>
    /// <returns>The first that does not hold.</returns>
    public ChainFault? ApplyKept(long first, KeyRing ring)
    {
        HashSet<TreeHead> carried = [.. All.Where(claim => claim.Checkpoint.Log == _header.Hash).Select(claim => new TreeHead(claim.Checkpoint.Size, claim.Checkpoint.Root))];
        HashSet<long> sizes = [.. carried.Select(head => head.Size)];
        long untied = 0;
        foreach (KeptEntry kept in _kept)
        {
            if (kept.Sequence >= Math.Max(first, 1)) return new ChainFault(Verdict.Malformed, Math.Max(first, 1), $"a record keeps entry {kept.Sequence}, which does not lie before the first entry, {Math.Max(first, 1)}");
            if (!EntryFacts.TryRead(kept.Line, out EntryFacts facts, out string? problem) || facts.Seq != kept.Sequence)
                return new ChainFault(Verdict.Tampered, kept.Sequence, $"what is kept of entry {kept.Sequence} is not that entry: {problem ?? $"its seq is {facts.Seq}"}");
            if (!sizes.Contains(kept.Size))
            {
                untied++;
                continue;
            }
            if (!MerkleTree.TryRoot(LeafHash.Of(kept.Line), kept.Sequence - 1, kept.Size, kept.Path, out Digest root) || !carried.Contains(new TreeHead(kept.Size, root)))
                return new ChainFault(Verdict.Tampered, kept.Sequence, $"the path of the kept entry {kept.Sequence} does not lead to a checkpoint of {kept.Size} entries in this file");
            if (facts.Type.In(kept.Line).SequenceEqual("auditlog.key"u8))
                ring.Learn(kept.Sequence, facts.Data.In(kept.Line), () => MerkleTree.RootBefore(kept.Sequence - 1, kept.Size, kept.Path), new TreeHead(kept.Size, root));
        }
        if (untied > 0) Notes.Add($"{untied} kept entries lead to checkpoints that are not in this file; they count for nothing.");
        return null;
    }

    /// <summary>Called for every entry: compares the checkpoints of this size, and the proofs of this entry.</summary>
    /// <param name="seq">The entry's sequence.</param>
    /// <param name="leaf">Its leaf hash.</param>
    /// <param name="frontier">The tree up to it; null when the file does not start at entry 1.</param>
    /// <returns>The fault, when a proof does not hold.</returns>
    public ChainFault? Pass(long seq, Digest leaf, MerkleFrontier? frontier)
    {
        Digest? root = null;
        while (_next < _claims.Count && _claims[_next].Checkpoint.Size == seq)
        {
            AttestationClaim claim = _claims[_next++];
            Steps++;
            claim.HeadFits = claim.Checkpoint.Head == leaf;
            claim.RootFits = frontier is not null ? claim.Checkpoint.Root == (root ??= frontier.Root()) : HeadsVouch ? claim.HeadFits : null;
        }
        if (_proofs.Count == 0 || !_proofs.Remove(seq, out var proofs)) return null;
        foreach ((InclusionProof proof, AttestationClaim claim) in proofs)
        {
            Checkpoint to = claim.Checkpoint;
            if (to.Log != _header.Hash || !MerkleTree.VerifyInclusion(leaf, seq - 1, to.Size, proof.Path, to.Root))
                return new ChainFault(Verdict.Tampered, seq, $"the inclusion proof of entry {seq} does not lead to the root of its checkpoint");
            Steps++;
            if (to.Size == seq) claim.HeadFits = to.Head == leaf;
            claim.Prove(seq);
        }
        return null;
    }

    /// <summary>The root of the entries before one, from an inclusion proof of it; null when there is none that holds.</summary>
    public Digest? RootBefore(long seq, Digest leaf)
    {
        if (!_proofs.TryGetValue(seq, out var proofs)) return null;
        foreach ((InclusionProof proof, AttestationClaim claim) in proofs)
        {
            Checkpoint to = claim.Checkpoint;
            if (to.Log == _header.Hash && MerkleTree.VerifyInclusion(leaf, seq - 1, to.Size, proof.Path, to.Root)) return MerkleTree.RootBefore(seq - 1, to.Size, proof.Path);
        }
        return null;
    }

    /// <summary>Once all entries are read and all keys known.</summary>
    public void Settle(KeyRing ring)
    {
        AttestationClaim[] all = [.. All];
        if (ring.IsEmpty) return;
        // The first error is the caller's, not a bundle of errors.
        try
        {
            Parallel.ForEach(all, claim => claim.Settle(ring));
        }
        catch (AggregateException e)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(e.InnerExceptions[0]);
        }
        AttestationClaim[] late = [.. all.Where(claim => claim.OutOfBounds is not null)];
        if (late.Length == 0) return;
        AttestationClaim first = late.MinBy(claim => claim.Checkpoint.Size)!;
        string others = late.Length == 1 ? "" : $" So do not {late.Length - 1} others.";
        Notes.Add($"The attestation of {first.Checkpoint.Size} entries by {first.OutOfBounds!.Name} does not count: the key was retired before, or announced later.{others}");
    }

    /// <summary>A proof of an entry that was not read, if there is one.</summary>
    public ChainFault? Unread() => _proofs.Count == 0 ? null
        : new ChainFault(Verdict.Tampered, _proofs.Keys.Min(), $"there is an inclusion proof of entry {_proofs.Keys.Min()}, and no such entry");

    /// <summary>A checkpoint that the caller brought must be whole.</summary>
    /// <exception cref="AuditException">AuditCheckpointInvalid: a signature in the name of a key that was handed over does not hold.</exception>
    public static Checkpoint RequireValid(SignedNote note, KeyRing handed)
    {
        Checkpoint said = note.Checkpoint();
        return handed.Check(note, said).Forger is not { } forger ? said : throw new AuditException(
            AuditError.AuditCheckpointInvalid,
            $"The checkpoint that was handed over (size {said.Size}) carries a signature in the name of {forger.Name} that does not hold. Hand over the note exactly as it was signed.");
    }

    private AttestationClaim Handed(SignedNote note, KeyRing handed)
    {
        Checkpoint said = RequireValid(note, handed);
        return new AttestationClaim(note, said, TieOf(said), handedOver: true);
    }

    private AttestationClaim? Read(string text, long sequence)
    {
        if (SignedNote.TryParse(text, out SignedNote? note, out string? problem) && Checkpoint.TryParse(note!.Text, out Checkpoint? checkpoint, out problem))
            return new AttestationClaim(note, checkpoint!, TieOf(checkpoint!), handedOver: false);
        if (Fault is null || sequence < Fault.Sequence) Fault = new ChainFault(Verdict.Tampered, sequence, $"an attestation is not a signed checkpoint: {problem}");
        return null;
    }

    private AttestationClaim.Tie TieOf(Checkpoint said)
    {
        if (said.Log != _header.Hash) return new AttestationClaim.Tie();
        TreeHead head = new(said.Size, said.Root);
        if (!_ties.TryGetValue(head, out AttestationClaim.Tie? tie)) _ties.Add(head, tie = new AttestationClaim.Tie());
        return tie;
    }

    /// <summary>The second line of a note that may not be one: where to point when it is not.</summary>
    private static long StatedSize(string note) =>
        note.Split('\n', 3) is [_, string size, _] && long.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out long value) ? Math.Max(value, 1) : 1;
}
