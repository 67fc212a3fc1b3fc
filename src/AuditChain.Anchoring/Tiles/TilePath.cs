using System.Globalization;

namespace AuditChain.Anchoring.Tiles;

// Where the parts of a C2SP tlog-tiles log are, relative to its prefix:
//
//   checkpoint                          the signed tree head
//   tile/<L>/<N>[.p/<W>]                tile N of level L: 256 hashes of 32 bytes, or W of them while it is partial
//   tile/entries/<N>[.p/<W>]            the entries of tile N of level 0: each a length (2 bytes, big endian) and its bytes
//
// <N> is written in groups of three digits, all but the last begin with x: 1234067 is x001/x234/067. A tree of 70,000 leaves has
// 273 full tiles and one of width 112 at level 0, one full and one of width 17 at level 1, and one of width 1 at level 2.

/// <summary>Names of the resources of a tiled log.</summary>
public static class TilePath
{
    /// <summary>Hashes of a full tile, entries of a full bundle.</summary>
    public const int Width = 256;

    /// <summary>Levels of the tree between two levels of tiles: 256 is 2^8.</summary>
    public const int Height = 8;

    /// <summary>The signed tree head.</summary>
    public const string Checkpoint = "checkpoint";

    /// <summary>A tile of hashes.</summary>
    /// <param name="level">0 for leaf hashes; at most 63.</param>
    /// <param name="index">Which one of its level, from 0.</param>
    /// <param name="width">1 to 256 hashes; 256 is a full tile.</param>
    public static string Tile(int level, long index, int width = Width) =>
        string.Create(CultureInfo.InvariantCulture, $"tile/{level}/{Index(index)}{Partial(width)}");

    /// <summary>A bundle of entries.</summary>
    /// <param name="index">Which one, from 0: it holds the entries from index · 256 on.</param>
    /// <param name="width">1 to 256 entries; 256 is a full bundle.</param>
    public static string Entries(long index, int width = Width) => $"tile/entries/{Index(index)}{Partial(width)}";

    /// <summary>How many hashes of a level stand in the tree of a size.</summary>
    /// <param name="size">Number of leaves.</param>
    /// <param name="level">The level of tiles.</param>
    public static long Hashes(long size, int level) => level * Height >= 63 ? 0 : size >> (level * Height);

    /// <summary>How wide a tile is in the tree of a size; 0 when the tree does not reach it.</summary>
    /// <param name="size">Number of leaves.</param>
    /// <param name="level">The level of tiles.</param>
    /// <param name="index">Which one of its level.</param>
    public static int WidthIn(long size, int level, long index) => (int)Math.Clamp(Hashes(size, level) - index * Width, 0, Width);

    private static string Index(long index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        string path = (index % 1000).ToString("000", CultureInfo.InvariantCulture);
        for (index /= 1000; index > 0; index /= 1000) path = string.Create(CultureInfo.InvariantCulture, $"x{index % 1000:000}/{path}");
        return path;
    }

    private static string Partial(int width) => width switch
    {
        Width => "",
        >= 1 and < Width => string.Create(CultureInfo.InvariantCulture, $".p/{width}"),
        _ => throw new ArgumentOutOfRangeException(nameof(width), width, "A tile has 1 to 256 hashes."),
    };
}
