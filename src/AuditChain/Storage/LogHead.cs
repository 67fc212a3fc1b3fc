namespace AuditChain.Storage;

/// <summary>Where a log ends.</summary>
/// <param name="Count">Number of entries: the sequence of the last one.</param>
/// <param name="Hash">Leaf hash of the last entry, or the header hash when there is none.</param>
public readonly record struct LogHead(long Count, Digest Hash);
