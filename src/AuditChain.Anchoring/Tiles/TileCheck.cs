namespace AuditChain.Anchoring.Tiles;

/// <summary>What a check of a tiled log found.</summary>
/// <param name="Head">Origin, size and root by its checkpoint; null when that cannot be read.</param>
/// <param name="Problems">What does not hold, by resource; at most 20.</param>
/// <param name="Entries">Entries whose bytes were there and hashed to their leaf.</param>
public sealed record TileReport(CheckpointBody? Head, IReadOnlyList<string> Problems, long Entries)
{
    /// <summary>Whether the tiles lead to the root of the checkpoint, and every bundle that is there to its leaves.</summary>
    public bool IsIntact => Problems.Count == 0;
}

/// <summary>Reads a whole tiled log and computes it again: every tile from the level below, every entry bundle against its leaves.</summary>
public sealed class TileCheck
{
    private const int MaxProblems = 20;
    private readonly ITileSource _source;
    private readonly List<string> _problems = [];
    private long _size;
    private long _entries;

    private TileCheck(ITileSource source) => _source = source;

    /// <summary>Checks a tiled log. Who signed the checkpoint is another question.</summary>
    /// <param name="source">Where it is.</param>
    /// <param name="entries">Whether entry bundles must be there; those that are there are checked in any case.</param>
    public static TileReport Run(ITileSource source, bool entries)
    {
        ArgumentNullException.ThrowIfNull(source);
        TileCheck check = new(source);
        CheckpointBody? head = check.ReadHead();
        if (head is not null) check.CheckTree(head, entries);
        return new TileReport(head, check._problems, check._entries);
    }

    private CheckpointBody? ReadHead()
    {
        if (_source.Read(TilePath.Checkpoint, ITileSource.MaxCheckpointBytes) is not { } content) Report(TilePath.Checkpoint, "is missing");
        else if (!SignedNote.TryParse(System.Text.Encoding.UTF8.GetString(content), out SignedNote? note, out string? problem)) Report(TilePath.Checkpoint, $"is not a signed note: {problem}");
        else if (!CheckpointBody.TryParse(note!.Text, out CheckpointBody? head, out problem)) Report(TilePath.Checkpoint, $"is not a checkpoint: {problem}");
        else return head;
        return null;
    }

    private void CheckTree(CheckpointBody head, bool entries)
    {
        _size = head.Size;
        TileBuilder builder = new(CheckTile);
        for (long index = 0; index * TilePath.Width < _size; index++)
        {
            int width = TilePath.WidthIn(_size, 0, index);
            if (_source.ReadTile(0, index, width) is not { } tile)
            {
                // Without its leaves nothing above can be computed.
                Report(TilePath.Tile(0, index, width), "is missing or of another length");
                return;
            }
            for (int at = 0; at < tile.Length; at += Digest.Size) builder.Add(new Digest(tile.AsSpan(at, Digest.Size)));
            CheckEntries(index, width, tile, entries);
        }
        builder.VisitOpen(CheckTile);
        if (builder.Root() != head.Root) Report(TilePath.Checkpoint, $"has the root {head.Root.ToBase64()}, and the tiles lead to {builder.Root().ToBase64()}");
    }

    private void CheckTile(int level, long index, ReadOnlySpan<byte> hashes)
    {
        if (level == 0) return;
        int width = hashes.Length / Digest.Size;
        byte[]? tile = _source.ReadTile(level, index, width);
        if (tile is null) Report(TilePath.Tile(level, index, width), "is missing or of another length");
        else if (!hashes.SequenceEqual(tile)) Report(TilePath.Tile(level, index, width), "is not what the level below leads to");
    }

    private void CheckEntries(long index, int width, byte[] leaves, bool required)
    {
        string path = TilePath.Entries(index, width);
        byte[]? bundle = _source.Read(path, ITileSource.MaxBundleBytes);
        // A full bundle serves for a partial one that is no longer there.
        if (bundle is null && width < TilePath.Width) bundle = _source.Read(TilePath.Entries(index), ITileSource.MaxBundleBytes);
        if (bundle is null)
        {
            if (required) Report(path, "is missing");
            return;
        }
        if (!EntryBundle.TryRead(bundle, out IReadOnlyList<ReadOnlyMemory<byte>> entries) || entries.Count < width)
        {
            Report(path, $"is not a bundle of {width} entries");
            return;
        }
        for (int i = 0; i < width; i++)
        {
            if (LeafHash.Of(entries[i].Span).Span.SequenceEqual(leaves.AsSpan(i * Digest.Size, Digest.Size))) _entries++;
            else Report(path, $"entry {index * TilePath.Width + i + 1} does not hash to its leaf");
        }
    }

    private void Report(string path, string what)
    {
        if (_problems.Count < MaxProblems) _problems.Add($"{path} {what}");
    }
}
