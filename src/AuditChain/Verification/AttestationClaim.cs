namespace AuditChain.Verification;

/// <summary>What a checkpoint says about the log, and how far that was borne out.</summary>
internal sealed class AttestationClaim(SignedNote note, Checkpoint checkpoint, AttestationClaim.Tie tie, bool handedOver)
{
    public Checkpoint Checkpoint => checkpoint;

    /// <summary>The checkpoint with all of its signatures.</summary>
    public SignedNote Note => note;

    /// <summary>True when the caller brought it: then it is trusted, whoever signed it.</summary>
    public bool HandedOver => handedOver;

    /// <summary>Trusted keys whose signature holds.</summary>
    public IReadOnlyList<VerifierKey> Signers { get; private set; } = [];

    /// <summary>A trusted key in whose name there is a signature that does not hold.</summary>
    public VerifierKey? Forger { get; private set; }

    /// <summary>A trusted key in whose name it is signed, and which vouches for no such size; null when another one vouches.</summary>
    public VerifierKey? OutOfBounds { get; private set; }

    /// <summary>Whether the leaf hash at its size is its head; null when that entry was not read.</summary>
    public bool? HeadFits { get; set; }

    /// <summary>Whether the root at its size is its root; null when it could not be computed.</summary>
    public bool? RootFits { get; set; }

    /// <summary>Up to which sequence an inclusion proof ties it to the file; 0 for none.</summary>
    public long ProvenSequence => tie.Proven;

    /// <summary>True when it is tied to the entries: by the root of the whole tree, or by an inclusion proof. A matching head alone vouches for no part of a log.</summary>
    public bool Fits => HeadFits != false && RootFits != false && (RootFits == true || ProvenSequence > 0);

    /// <summary>The last sequence that it vouches for, given that it fits.</summary>
    public long Reach => RootFits == true ? Checkpoint.Size : ProvenSequence;

    /// <summary>An entry was proven to be in its tree, and so in that of every claim about the same one.</summary>
    public void Prove(long seq) => tie.Proven = Math.Max(tie.Proven, seq);

    /// <summary>Checks the signatures, once all keys and their bounds are known.</summary>
    public void Settle(KeyRing ring) => (Signers, Forger, OutOfBounds) = ring.Check(note, Checkpoint);

    /// <summary>What all claims about one tree share.</summary>
    internal sealed class Tie
    {
        public long Proven { get; set; }
    }
}
