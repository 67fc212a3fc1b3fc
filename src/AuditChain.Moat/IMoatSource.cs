namespace AuditChain.Moat;

// A moat log, whatever holds it: its database, or the one JSON document that it exports. Two ways of reading, one verifier.

/// <summary>A moat log, read once, forwards.</summary>
internal interface IMoatSource : IDisposable
{
    /// <summary>The path, for messages.</summary>
    string Name { get; }

    ChainSourceKind Kind { get; }

    /// <summary>Every attestation, by sequence; known before the entries are read.</summary>
    IReadOnlyList<MoatAttestation> Attestations { get; }

    /// <summary>Number of proofs of a public transparency log; they can be checked on the network alone.</summary>
    int RekorProofs { get; }

    /// <summary>What else was noticed, in words.</summary>
    IReadOnlyList<string> Notes { get; }

    /// <summary>Reads the next entry; false when there is none.</summary>
    /// <param name="entry">Filled.</param>
    /// <exception cref="ChainFaultException">The file cannot be read further; sequence 0 stands for the entry after the last.</exception>
    bool Read(MoatEntry entry);

    /// <summary>What shows only at the end: the first thing that does not hold, or null.</summary>
    /// <param name="count">Number of entries read.</param>
    /// <param name="head">The hash of the last one.</param>
    ChainFault? Finish(long count, Digest? head);
}
