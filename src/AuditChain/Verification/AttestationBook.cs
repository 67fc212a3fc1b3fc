using System.Globalization;

namespace AuditChain.Verification;

/// <summary>All checkpoints that speak about one log: those in the file and those handed over. Compared while the entries pass by.</summary>
internal sealed class AttestationBook
{
    private readonly LogHeader _header;
    private readonly List<AttestationClaim> _claims = [];
    private readonly Dictionary<long, List<(InclusionProof Proof, AttestationClaim Claim)>> _proofs = [];
    private int _next;

    public AttestationBook(LogHeader header, ChainTrailer trailer, VerificationOptions options)
    {
        _header = header;
        foreach (string note in trailer.Attestations) _claims.Add(Read(note, StatedSize(note), options.Keys));
        Seen = trailer.Attestations.Count + trailer.Proofs.Count;
        foreach (InclusionProof proof in trailer.Proofs)
        {
            AttestationClaim claim = Read(proof.Checkpoint, proof.Sequence, options.Keys);
            ProofClaims.Add(claim);
            if (!_proofs.TryGetValue(proof.Sequence, out var list)) _proofs.Add(proof.Sequence, list = []);
            list.Add((proof, claim));
        }
        foreach (SignedNote note in options.Checkpoints) _claims.Add(Handed(note, options.Keys));
        _claims.Sort((a, b) => a.Checkpoint.Size.CompareTo(b.Checkpoint.Size));
    }

    /// <summary>Number of attestations in the file, those that a proof leads to among them.</summary>
    public int Seen { get; }

    /// <summary>True where the chain is known to start from a trusted entry: then a head vouches for all before it, as a root does.</summary>
    public bool HeadsVouch { get; init; }

    public IReadOnlyList<AttestationClaim> Claims => _claims;

    /// <summary>False once the tree has been compared with every checkpoint that there is.</summary>
    public bool NeedsTree => _next < _claims.Count;

    public List<AttestationClaim> ProofClaims { get; } = [];

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

    /// <summary>Called for every entry: compares the checkpoints of this size, and the proofs of this entry.</summary>
    /// <param name="seq">The entry's sequence.</param>
    /// <param name="leaf">Its leaf hash.</param>
    /// <param name="frontier">The tree up to it; null when the file does not start at entry 1.</param>
    /// <returns>The fault, when a proof does not hold.</returns>
    public ChainFault? Pass(long seq, Digest leaf, MerkleFrontier? frontier)
    {
        while (_next < _claims.Count && _claims[_next].Checkpoint.Size == seq)
        {
            AttestationClaim claim = _claims[_next++];
            claim.HeadFits = claim.Checkpoint.Head == leaf;
            claim.RootFits = frontier is not null ? claim.Checkpoint.Root == frontier.Root() : HeadsVouch ? claim.HeadFits : null;
        }
        if (_proofs.Count == 0 || !_proofs.Remove(seq, out var proofs)) return null;
        foreach ((InclusionProof proof, AttestationClaim claim) in proofs)
        {
            Checkpoint to = claim.Checkpoint;
            if (to.Log != _header.Hash || !MerkleTree.VerifyInclusion(leaf, seq - 1, to.Size, proof.Path, to.Root))
                return new ChainFault(Verdict.Tampered, seq, $"the inclusion proof of entry {seq} does not lead to the root of its checkpoint");
            if (to.Size == seq) claim.HeadFits = to.Head == leaf;
            claim.ProvenSequence = seq;
            // The same checkpoint handed over is tied to the file by this proof.
            foreach (AttestationClaim same in _claims)
            {
                if (same.Checkpoint.Size == to.Size && same.Checkpoint.Root == to.Root && same.Checkpoint.Log == to.Log) same.ProvenSequence = seq;
            }
        }
        return null;
    }

    /// <summary>Once all entries are read and all keys known.</summary>
    public void Settle(KeyRing ring)
    {
        foreach (AttestationClaim claim in _claims.Concat(ProofClaims))
        {
            claim.Settle(ring);
            if (claim.RetiredSigner is { } key) ring.Notes.Add($"The attestation of {claim.Checkpoint.Size} entries by {key.Name} does not count: the key was retired before.");
        }
    }

    /// <summary>A proof of an entry that was not read, if there is one.</summary>
    public ChainFault? Unread() => _proofs.Count == 0 ? null
        : new ChainFault(Verdict.Tampered, _proofs.Keys.Min(), $"there is an inclusion proof of entry {_proofs.Keys.Min()}, and no such entry");

    private static AttestationClaim Read(string text, long sequence, IReadOnlyList<VerifierKey> keys)
    {
        if (!SignedNote.TryParse(text, out SignedNote? note, out string? problem) || !Checkpoint.TryParse(note!.Text, out Checkpoint? checkpoint, out problem))
            throw new ChainFaultException(Verdict.Tampered, sequence, $"an attestation is not a signed checkpoint: {problem}");
        return new AttestationClaim(note, checkpoint!, keys, handedOver: false);
    }

    /// <summary>The second line of a note that may not be one: where to point when it is not.</summary>
    private static long StatedSize(string note) =>
        note.Split('\n', 3) is [_, string size, _] && long.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out long value) ? value : 0;

    public static AttestationClaim Handed(SignedNote note, IReadOnlyList<VerifierKey> keys)
    {
        AttestationClaim claim = new(note, note.Checkpoint(), keys, handedOver: true);
        return claim.Forger is null ? claim : throw new AuditException(
            AuditError.AuditCheckpointInvalid,
            $"The checkpoint that was handed over (size {claim.Checkpoint.Size}) carries a signature in the name of {claim.Forger.Name} that does not hold. Hand over the note exactly as it was signed.");
    }
}
