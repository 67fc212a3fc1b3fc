namespace AuditChain.Storage;

/// <summary>Whatever holds a chain: a store, a bundle, a mirror file. Read once, forwards, by the verifier.</summary>
public interface IChainSource : IDisposable
{
    /// <summary>The path, for messages.</summary>
    string Name { get; }

    /// <summary>What kind of file it is.</summary>
    ChainSourceKind Kind { get; }

    /// <summary>The header line without its newline.</summary>
    ReadOnlyMemory<byte> HeaderLine { get; }

    /// <summary>Everything that stands beside the entries, known before they are read.</summary>
    ChainTrailer Trailer { get; }

    /// <summary>A batch that this source can fill.</summary>
    LineBatch CreateBatch();

    /// <summary>Clears the batch and fills it with the next entries; an empty batch means the end.</summary>
    /// <param name="batch">One that <see cref="CreateBatch"/> made.</param>
    void Read(LineBatch batch);

    /// <summary>Checks what only shows when all entries were read; returns null, or the first thing that does not hold, its sequence counted from the first entry that was read.</summary>
    /// <param name="count">Number of entries that were read.</param>
    /// <param name="head">Leaf hash of the last of them, or the header hash.</param>
    ChainFault? Finish(long count, Digest head);

    /// <summary>The tree at a checkpoint from which an incremental verification goes on, where the trailer does not hold it; null where it cannot be computed.</summary>
    /// <param name="since">The checkpoint, to whose root it must lead.</param>
    MerkleFrontier? ComputeFrontier(Checkpoint since) => null;
}

/// <summary>What a file says beside its entries.</summary>
public sealed class ChainTrailer
{
    /// <summary>Signed notes.</summary>
    public List<string> Attestations { get; } = [];

    /// <summary>Inclusion proofs.</summary>
    public List<InclusionProof> Proofs { get; } = [];

    /// <summary>Openings of sealed values.</summary>
    public List<SealedOpening> Openings { get; } = [];

    /// <summary>What others vouched for, kept apart from the notes.</summary>
    public List<EvidenceRecord> Evidence { get; } = [];

    /// <summary>Entries that a part keeps from before its first one.</summary>
    public List<KeptEntry> Kept { get; } = [];

    /// <summary>How many records there are of each kind that is read and not judged here, or that this version does not know; names are as they stand in the file, a bounded number of them.</summary>
    public Dictionary<string, long> OtherKinds { get; } = new(StringComparer.Ordinal);

    /// <summary>What else the source noticed, in words.</summary>
    public List<string> Notes { get; } = [];

    /// <summary>The tree at the checkpoint from which an incremental verification goes on; null where it is not known.</summary>
    public MerkleFrontier? Frontier { get; set; }

    /// <summary>The end record; null where the file has none.</summary>
    public BundleEnd? End { get; set; }
}

/// <summary>The last record of a bundle.</summary>
/// <param name="Count">Number of entries.</param>
/// <param name="Head">Leaf hash of the last entry, or the header hash when there is none.</param>
public sealed record BundleEnd(long Count, Digest Head);

/// <summary>The inclusion proof of one entry in a checkpoint.</summary>
/// <param name="Checkpoint">The signed note.</param>
/// <param name="Sequence">The entry's sequence.</param>
/// <param name="Path">RFC 9162 inclusion path, bottom up.</param>
public sealed record InclusionProof(string Checkpoint, long Sequence, IReadOnlyList<Digest> Path);

/// <summary>An entry from before a part of a log, with the proof that it was there.</summary>
/// <param name="Line">Its line.</param>
/// <param name="Path">RFC 9162 inclusion path, bottom up.</param>
/// <param name="Sequence">Its sequence.</param>
/// <param name="Size">The size of the tree to whose root the path leads.</param>
public sealed record KeptEntry(byte[] Line, IReadOnlyList<Digest> Path, long Sequence, long Size);

/// <summary>What an opening discloses: that the commitment at a place of an entry is to this value.</summary>
/// <param name="Sequence">The entry's sequence.</param>
/// <param name="Path">JSON Pointer from the entry's root.</param>
/// <param name="Commitment">The commitment computed from the salt and the value of the opening.</param>
public sealed record SealedOpening(long Sequence, string Path, Digest Commitment);
