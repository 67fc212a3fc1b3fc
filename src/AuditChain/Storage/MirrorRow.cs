namespace AuditChain.Storage;

/// <summary>A mirror as the log's store keeps it: its settings, and the cursor of what was considered so far. Working state, and no evidence.</summary>
public sealed record MirrorRow
{
    /// <summary>The name: 1 to 63 letters, digits, <c>.</c>, <c>_</c> and <c>-</c>; unique in its log.</summary>
    public required string Name { get; init; }

    /// <summary>Kind, filter, format and options, as JSON. Secrets by reference alone.</summary>
    public required string Settings { get; init; }

    /// <summary>Sequence of the last entry that was considered: acknowledged by the other side, refused by it for good, or left out by the filter. 0 for none.</summary>
    public required long Seq { get; init; }

    /// <summary>Leaf hash of that entry; the header hash when there is none.</summary>
    public required Digest Hash { get; init; }

    /// <summary>Rises with every runner that begins and with every change: whoever holds an older one does not write here any more.</summary>
    public long Epoch { get; init; }

    /// <summary>Entries that the other side acknowledged.</summary>
    public long Delivered { get; init; }

    /// <summary>Entries that the filter left out.</summary>
    public long Skipped { get; init; }

    /// <summary>How it goes, as JSON: the last error, what the next receipt will cover.</summary>
    public string State { get; init; } = "{}";
}
