using System.Globalization;

namespace AuditChain.Service.Wire;

// C2SP tlog-tiles: tile/L/N holds 256 hashes of level 8·L, from number 256·N on; tile/L/N.p/W the first W of them, for a tile
// that is not full yet. N is written in groups of three digits, all but the last with an x before: 1234067 is x001/x234/067.

/// <summary>The path of a tile.</summary>
/// <param name="Level">0 for leaf hashes.</param>
/// <param name="Number">From 0.</param>
/// <param name="Width">1 to 256, which is a full tile.</param>
internal readonly record struct TilePath(int Level, long Number, int Width)
{
    public const int Full = 256;
    private const int HighestLevel = 6;

    public override string ToString()
    {
        string digits = Number.ToString("D", CultureInfo.InvariantCulture);
        digits = digits.PadLeft((digits.Length + 2) / 3 * 3, '0');
        string[] groups = [.. Enumerable.Range(0, digits.Length / 3).Select(i => digits.Substring(i * 3, 3))];
        string name = string.Concat(groups[..^1].Select(group => $"x{group}/")) + groups[^1];
        return $"tile/{Level.ToString(CultureInfo.InvariantCulture)}/{name}{(Width == Full ? "" : $".p/{Width.ToString(CultureInfo.InvariantCulture)}")}";
    }

    /// <summary>Reads a path; only the one spelling that <see cref="ToString"/> has.</summary>
    public static bool TryParse(string path, out TilePath tile)
    {
        tile = default;
        int partial = path.IndexOf(".p/", StringComparison.Ordinal), width = Full;
        string whole = partial < 0 ? path : path[..partial];
        if (partial >= 0 && !int.TryParse(path.AsSpan(partial + 3), NumberStyles.None, CultureInfo.InvariantCulture, out width)) return false;
        string[] parts = whole.Split('/');
        if (parts.Length is < 3 or > 8 || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int level)) return false;
        string digits = string.Concat(parts[2..].Select(part => part.TrimStart('x')));
        if (level > HighestLevel || digits.Length > 18 || !long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out long number)) return false;
        tile = new TilePath(level, number, width);
        return width is >= 1 and <= Full && tile.ToString() == path;
    }
}
