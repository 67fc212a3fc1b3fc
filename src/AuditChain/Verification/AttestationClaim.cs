namespace AuditChain.Verification;

/// <summary>What a checkpoint says about the log, and how far that was borne out.</summary>
internal sealed class AttestationClaim
{
    private readonly SignedNote _note;

    public AttestationClaim(SignedNote note, Checkpoint checkpoint, IReadOnlyList<VerifierKey> keys, bool handedOver)
    {
        _note = note;
        Checkpoint = checkpoint;
        HandedOver = handedOver;
        CheckSignatures(keys);
    }

    public Checkpoint Checkpoint { get; }

    /// <summary>A trusted key that signed it after it was retired.</summary>
    public VerifierKey? RetiredSigner { get; private set; }

    /// <summary>True when the caller brought it: then it is trusted, whoever signed it.</summary>
    public bool HandedOver { get; }

    /// <summary>Trusted keys whose signature holds.</summary>
    public List<VerifierKey> Signers { get; } = [];

    /// <summary>A trusted key in whose name there is a signature that does not hold.</summary>
    public VerifierKey? Forger { get; private set; }

    /// <summary>Whether the leaf hash at its size is its head; null when that entry was not read.</summary>
    public bool? HeadFits { get; set; }

    /// <summary>Whether the root at its size is its root; null when it could not be computed.</summary>
    public bool? RootFits { get; set; }

    /// <summary>Up to which sequence an inclusion proof ties it to the file; 0 for none.</summary>
    public long ProvenSequence { get; set; }

    /// <summary>True when it is tied to the entries: by the root of the whole tree, or by an inclusion proof. A matching head alone vouches for no part of a log.</summary>
    public bool Fits => HeadFits != false && RootFits != false && (RootFits == true || ProvenSequence > 0);

    /// <summary>The last sequence that it vouches for, given that it fits.</summary>
    public long Reach => RootFits == true ? Checkpoint.Size : ProvenSequence;

    /// <summary>Once all entries are read: keys that were announced count too, retired ones no longer.</summary>
    public void Settle(KeyRing ring)
    {
        CheckSignatures(ring.Announced);
        RetiredSigner = Signers.Find(key => !ring.MayVouch(key, Checkpoint.Size));
        Signers.RemoveAll(key => !ring.MayVouch(key, Checkpoint.Size));
    }

    private void CheckSignatures(IReadOnlyList<VerifierKey> keys)
    {
        foreach (VerifierKey key in keys)
        {
            NoteVerification result = _note.Verify(key);
            if (result == NoteVerification.Valid) Signers.Add(key);
            else if (result == NoteVerification.Invalid) Forger ??= key;
        }
    }
}
