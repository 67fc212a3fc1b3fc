namespace AuditChain.Storage.Blocks;

/// <summary>The smallest and the largest time of a block: its data under member 8.</summary>
/// <param name="Smallest">No entry of the block was recorded before it.</param>
/// <param name="Largest">None was recorded after it.</param>
internal readonly record struct BlockTimes(DateTimeOffset Smallest, DateTimeOffset Largest)
{
    /// <summary>Reads the data of a block.</summary>
    /// <returns>False when it is refused.</returns>
    public static bool TryParse(ReadOnlySpan<byte> data, out BlockTimes times)
    {
        times = default;
        if (data.Length != BlockFormat.TimesBytes
            || !AuditTime.TryParse(data[..AuditTime.Length], out DateTimeOffset smallest)
            || !AuditTime.TryParse(data[AuditTime.Length..], out DateTimeOffset largest)
            || smallest > largest)
        {
            return false;
        }
        times = new BlockTimes(smallest, largest);
        return true;
    }

    /// <summary>Whether an entry of the block can lie in a range of times.</summary>
    /// <param name="after">At this time or later; null for no bound.</param>
    /// <param name="before">Before this time; null for no bound.</param>
    public bool MayLieIn(DateTimeOffset? after, DateTimeOffset? before) =>
        (after is null || Largest >= after) && (before is null || Smallest < before);
}
