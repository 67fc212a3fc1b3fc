namespace AuditChain.Anchoring.Tiles;

/// <summary>The tree of a tiled log, for proofs. What it gives is believed only where it leads to a signed root.</summary>
public sealed class TileTree : ITreeReader
{
    private readonly ITileSource _source;
    private readonly long _size;

    /// <summary>Reads the tiles that a checkpoint needs.</summary>
    /// <param name="source">Where they are.</param>
    /// <param name="size">The size of the checkpoint: which tiles are partial, and how wide.</param>
    public TileTree(ITileSource source, long size) => (_source, _size) = (source, size);

    /// <inheritdoc/>
    public IEnumerable<Digest> ReadHashes(long first, long last) => Read(0, first - 1, last - first + 1);

    /// <inheritdoc/>
    public IEnumerable<Digest> ReadNodes(int level, long first, long count) => level % TilePath.Height == 0 ? Read(level / TilePath.Height, first, count) : [];

    private IEnumerable<Digest> Read(int level, long first, long count)
    {
        for (long at = first; at < first + count;)
        {
            long index = at / TilePath.Width;
            byte[] tile = _source.ReadTile(level, index, TilePath.WidthIn(_size, level, index) is > 0 and var width ? width : throw Missing(level, index))
                ?? throw Missing(level, index);
            for (int i = (int)(at % TilePath.Width); i < tile.Length / Digest.Size && at < first + count; i++, at++) yield return new Digest(tile.AsSpan(i * Digest.Size, Digest.Size));
            if (at < first + count && tile.Length < TilePath.Width * Digest.Size) throw Missing(level, index);
        }
    }

    private AuditException Missing(int level, long index) =>
        new(AuditError.AuditLogDamaged, $"The tile {TilePath.Tile(level, index)} is missing or has another length than a tree of {_size} entries needs.");
}
