namespace AuditChain.Anchoring.Tiles;

/// <summary>Takes a tile: its level, its index, and its hashes (32 bytes each; valid during the call).</summary>
internal delegate void TileVisitor(int level, long index, ReadOnlySpan<byte> hashes);

/// <summary>Makes tiles of leaf hashes that pass by once, in order. Holds one open tile a level, at most eight of 8 KiB.</summary>
internal sealed class TileBuilder
{
    private readonly List<OpenTile> _levels = [];
    private readonly TileVisitor _full;
    private readonly MerkleFrontier _frontier = new();

    /// <summary>Starts with no leaves.</summary>
    /// <param name="full">Told of each full tile, the lower level first.</param>
    internal TileBuilder(TileVisitor full) => _full = full;

    /// <summary>Number of leaves.</summary>
    internal long Size => _frontier.Size;

    /// <summary>The root as it stands.</summary>
    internal Digest Root() => _frontier.Root();

    /// <summary>Adds the next leaf hash.</summary>
    internal void Add(Digest leaf)
    {
        _frontier.Add(leaf);
        Add(0, leaf);
    }

    /// <summary>Goes on from the open tiles of a smaller tree.</summary>
    /// <param name="size">Its size.</param>
    /// <param name="read">Gives the hashes of an open tile, or null when it is not there.</param>
    /// <param name="full">As for the constructor.</param>
    /// <returns>The builder, whose root is to be compared with a trusted one; null when a tile is missing.</returns>
    internal static TileBuilder? Resume(long size, Func<int, long, int, byte[]?> read, TileVisitor full)
    {
        TileBuilder builder = new(full);
        List<(int Level, byte[] Hashes)> open = [];
        for (int level = 0; TilePath.Hashes(size, level) > 0; level++)
        {
            long index = TilePath.Hashes(size, level) / TilePath.Width;
            int width = TilePath.WidthIn(size, level, index);
            byte[]? hashes = width == 0 ? [] : read(level, index, width);
            if (hashes?.Length != width * Digest.Size) return null;
            builder.Level(level).Start(index, hashes);
            open.Add((level, hashes));
        }
        // The largest subtrees stand leftmost.
        foreach ((int level, byte[] hashes) in Enumerable.Reverse(open))
        {
            for (int at = 0; at < hashes.Length; at += Digest.Size) builder._frontier.Add(new Digest(hashes.AsSpan(at, Digest.Size)), level * TilePath.Height);
        }
        return builder;
    }

    /// <summary>Visits the tiles that are partial as the tree stands.</summary>
    internal void VisitOpen(TileVisitor visit)
    {
        for (int level = 0; level < _levels.Count; level++)
        {
            if (_levels[level].Hashes is { IsEmpty: false } hashes) visit(level, _levels[level].Index, hashes);
        }
    }

    private void Add(int level, Digest hash)
    {
        OpenTile tile = Level(level);
        tile.Add(hash);
        if (tile.Hashes.Length < TilePath.Width * Digest.Size) return;
        _full(level, tile.Index, tile.Hashes);
        Digest root = RootOf(tile.Hashes);
        tile.Start(tile.Index + 1, []);
        Add(level + 1, root);
    }

    private static Digest RootOf(ReadOnlySpan<byte> hashes)
    {
        MerkleFrontier frontier = new();
        for (int at = 0; at < hashes.Length; at += Digest.Size) frontier.Add(new Digest(hashes.Slice(at, Digest.Size)));
        return frontier.Root();
    }

    private OpenTile Level(int level)
    {
        while (_levels.Count <= level) _levels.Add(new OpenTile());
        return _levels[level];
    }

    private sealed class OpenTile
    {
        private readonly byte[] _hashes = new byte[TilePath.Width * Digest.Size];
        private int _length;

        internal long Index { get; private set; }

        internal ReadOnlySpan<byte> Hashes => _hashes.AsSpan(0, _length);

        internal void Start(long index, ReadOnlySpan<byte> hashes)
        {
            hashes.CopyTo(_hashes);
            (Index, _length) = (index, hashes.Length);
        }

        internal void Add(Digest hash)
        {
            hash.Span.CopyTo(_hashes.AsSpan(_length));
            _length += Digest.Size;
        }
    }
}
