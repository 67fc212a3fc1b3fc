namespace AuditChain.Anchoring.Tiles;

/// <summary>Where the resources of a tiled log are read: a folder, or a web server.</summary>
public interface ITileSource
{
    /// <summary>The largest checkpoint that is read.</summary>
    const int MaxCheckpointBytes = 1_000_000;

    /// <summary>The largest entry bundle that there can be.</summary>
    const int MaxBundleBytes = TilePath.Width * (sizeof(ushort) + EntryBundle.MaxEntryBytes);

    /// <summary>Reads a resource.</summary>
    /// <param name="path">Relative, as <see cref="TilePath"/> makes it.</param>
    /// <param name="maxBytes">More than that is refused.</param>
    /// <returns>Its bytes; null when it is not there.</returns>
    /// <exception cref="AuditException">It is there and cannot be read, or is longer.</exception>
    byte[]? Read(string path, int maxBytes);

    /// <summary>Reads the first hashes of a tile; a full tile serves for a partial one that is no longer there.</summary>
    /// <param name="level">The level of tiles.</param>
    /// <param name="index">Which one of its level.</param>
    /// <param name="width">How many hashes the tree has in it.</param>
    /// <returns>The hashes, 32 bytes each; null when no tile of that width or a full one is there.</returns>
    sealed byte[]? ReadTile(int level, long index, int width)
    {
        int length = width * Digest.Size;
        if (Read(TilePath.Tile(level, index, width), TilePath.Width * Digest.Size) is { } tile && tile.Length == length) return tile;
        if (width == TilePath.Width) return null;
        byte[]? full = Read(TilePath.Tile(level, index), TilePath.Width * Digest.Size);
        return full?.Length == TilePath.Width * Digest.Size ? full[..length] : null;
    }
}
