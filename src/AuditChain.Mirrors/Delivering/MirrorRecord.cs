namespace AuditChain.Mirrors.Delivering;

/// <summary>One entry on its way to another system.</summary>
/// <param name="entry">The entry; its line is what the log holds.</param>
/// <param name="skippedBefore">How many entries a filter left out between the record before and this one.</param>
public sealed class MirrorRecord(AuditEntry entry, long skippedBefore)
{
    /// <summary>The entry.</summary>
    public AuditEntry Entry { get; } = entry;

    /// <summary>Its sequence: with the log's id, what a receiver tells records apart by.</summary>
    public long Seq => Entry.Seq;

    /// <summary>Entries that the filter left out between the record before and this one.</summary>
    public long SkippedBefore { get; } = skippedBefore;
}
