namespace AuditChain.Entries;

/// <summary>Where an appended entry ended up.</summary>
/// <param name="Seq">Its sequence.</param>
/// <param name="Time">When it was recorded.</param>
/// <param name="Prev">The hash that it links to.</param>
/// <param name="Hash">Its leaf hash.</param>
public readonly record struct EntryPlace(long Seq, DateTimeOffset Time, Digest Prev, Digest Hash);
