namespace AuditChain;

/// <summary>What a verification ends in. There is no zero: an unset verdict is not a good one.</summary>
public enum Verdict
{
    /// <summary>Everything holds. Without a key and a checkpoint it says only that the file agrees with itself.</summary>
    Intact = 1,

    /// <summary>A line, a link, a column, a proof or a signature does not hold.</summary>
    Tampered,

    /// <summary>Entries that an attestation or a given checkpoint covers are absent.</summary>
    Truncated,

    /// <summary>A valid log, but not the one that the checkpoint attests.</summary>
    Forked,

    /// <summary>Not this format, cut short, or unreadable.</summary>
    Malformed,

    /// <summary>Nothing contradicts it, but what the caller handed over could not be tied to it.</summary>
    Unverifiable,
}

/// <summary>What kind of file holds the chain.</summary>
public enum ChainSourceKind
{
    /// <summary>A log: the database that is appended to.</summary>
    Log = 1,

    /// <summary>An exported proof bundle, plain or gzip.</summary>
    Bundle,

    /// <summary>A mirror file: the header and entry lines alone.</summary>
    Mirror,

    /// <summary>A database of moat's audit log: a format of others, which is read and never written.</summary>
    MoatLog,

    /// <summary>A proof bundle that moat exported: one JSON document, plain or gzip.</summary>
    MoatBundle,
}
