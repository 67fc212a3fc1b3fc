using System.Buffers;

namespace AuditChain.Anchoring.Tiles;

// Writes a log as static files, again and again onto the same folder:
//
//   1. what is there is believed only if its open tiles lead to the root of its checkpoint; then the export goes on from them
//   2. leaf hashes pass by once: full tiles of every level, then the partial ones of this size
//   3. entry bundles, from the first that is missing
//   4. the root is compared with the checkpoint's, everything is flushed to the disk, and the checkpoint is renamed into place last
//
// So a reader, and a run that comes after a crash, always find a checkpoint whose tiles are all there. If anything of 1 does not
// hold, the whole log passes by and every file is compared.

/// <summary>Reads lines: a log's <c>ReadLines</c>.</summary>
/// <param name="first">First sequence.</param>
/// <param name="last">Last sequence.</param>
/// <param name="visit">Called for each, ascending.</param>
public delegate void LineRange(long first, long last, LineVisitor visit);

/// <summary>What an export did.</summary>
/// <param name="Size">Number of entries of the tree that is there now.</param>
/// <param name="Written">Files that were written; the others were there.</param>
/// <param name="Resumed">Number of entries from which it went on; 0 when the whole log passed by.</param>
public sealed record TileExportResult(long Size, long Written, long Resumed);

/// <summary>Writes a log as C2SP tlog-tiles.</summary>
public sealed class TileExport
{
    private readonly TileFolder _folder;
    private readonly ITreeReader _tree;
    private readonly List<string> _completed = [];
    private long _written;

    private TileExport(string folder, ITreeReader tree) => (_folder, _tree) = (new TileFolder(folder), tree);

    /// <summary>Writes what is missing, and the checkpoint last.</summary>
    /// <param name="folder">Made when it is not there; then served by any web server.</param>
    /// <param name="note">The signed checkpoint to serve; its size says how much is written.</param>
    /// <param name="tree">The log's leaf hashes.</param>
    /// <param name="lines">The log's lines; null for hashes only.</param>
    /// <exception cref="AuditException">
    /// AuditEntryTooLarge: lines over 65,535 bytes, by seq; AuditLogForked: the folder holds a longer or another history of this
    /// log; AuditDestinationInvalid: it holds another log, or cannot be written; AuditLogBusy; AuditChainBroken: the log is not
    /// the one that the checkpoint attests. The checkpoint of the folder then is the one before.
    /// </exception>
    public static TileExportResult Write(string folder, SignedNote note, ITreeReader tree, LineRange? lines)
    {
        ArgumentNullException.ThrowIfNull(note);
        ArgumentNullException.ThrowIfNull(tree);
        TileExport export = new(folder, tree);
        using IDisposable held = export._folder.Lock();
        return export.Run(note, note.Checkpoint(), lines);
    }

    private TileExportResult Run(SignedNote note, Checkpoint target, LineRange? lines)
    {
        Checkpoint? before = Before(target);
        // Before anything is written, so that the tiles of another history are never mixed with those that are there.
        if (LogProof.Root(_tree, target.Size, target.Root) != target.Root) throw Broken(target);
        if (before is not null && LogProof.Root(_tree, before.Size, before.Root) != before.Root) throw Forked(before);

        long resumed = before?.Size ?? 0;
        if (before is null || !TryWriteTiles(before, target))
        {
            WriteAllTiles(target);
            resumed = 0;
        }
        if (lines is not null) WriteEntries(target.Size, resumed, lines);
        _folder.Flush();
        if (_folder.Write(TilePath.Checkpoint, NoteText.Utf8.GetBytes(note.ToString()))) _written++;
        _folder.Flush();
        foreach (string full in _completed) _folder.DeletePartials(full);
        return new TileExportResult(target.Size, _written, resumed);
    }

    /// <summary>The checkpoint that is there; null when there is none that says anything.</summary>
    private Checkpoint? Before(Checkpoint target)
    {
        if (_folder.Read(TilePath.Checkpoint, ITileSource.MaxCheckpointBytes) is not { } content) return null;
        if (!SignedNote.TryParse(System.Text.Encoding.UTF8.GetString(content), out SignedNote? note, out string? problem) || !note!.TryCheckpoint(out Checkpoint? before, out problem))
            throw new AuditException(AuditError.AuditDestinationInvalid, $"The folder's checkpoint is not one of an audit log ({problem}). Choose an empty folder.");
        if (before!.Log != target.Log)
            throw new AuditException(AuditError.AuditDestinationInvalid, $"The folder holds the tiles of another log, {NoteText.Quote(before.Origin)} ({before.Log}). Choose another folder.");
        if (before.Size > target.Size)
            throw new AuditException(AuditError.AuditLogForked, $"The folder holds {before.Size} entries of this log, and the checkpoint to write covers {target.Size}. Was the log restored from a backup? Nothing was written.");
        return before;
    }

    /// <summary>Goes on from what is there; false when it cannot be believed.</summary>
    private bool TryWriteTiles(Checkpoint before, Checkpoint target)
    {
        ITileSource source = _folder;
        if (!HasFullTiles(before.Size) || TileBuilder.Resume(before.Size, source.ReadTile, WriteFull) is not { } builder || builder.Root() != before.Root) return false;
        foreach (Digest leaf in _tree.ReadHashes(before.Size + 1, target.Size)) builder.Add(leaf);
        if (builder.Size != target.Size || builder.Root() != target.Root) return false;
        builder.VisitOpen(WriteTile);
        return true;
    }

    private void WriteAllTiles(Checkpoint target)
    {
        TileBuilder builder = new(WriteFull);
        foreach (Digest leaf in _tree.ReadHashes(1, target.Size)) builder.Add(leaf);
        if (builder.Size != target.Size || builder.Root() != target.Root) throw Broken(target);
        builder.VisitOpen(WriteTile);
    }

    private static AuditException Broken(Checkpoint target) => new(
        AuditError.AuditChainBroken,
        $"The log is not the one that the checkpoint of {target.Size} entries attests: its root there is not {target.Root.ToBase64()}. Verify the log, and keep this file as it is.");

    private static AuditException Forked(Checkpoint before) => new(
        AuditError.AuditLogForked,
        $"The folder holds another history of this log: its checkpoint of {before.Size} entries has the root {before.Root.ToBase64()}, and this log has another one there. Was the log restored from a backup, or copied and continued twice? Nothing was written.");

    private bool HasFullTiles(long size)
    {
        for (int level = 0; TilePath.Hashes(size, level) >= TilePath.Width; level++)
        {
            for (long index = 0; index < TilePath.Hashes(size, level) / TilePath.Width; index++)
            {
                if (_folder.Length(TilePath.Tile(level, index)) != TilePath.Width * Digest.Size) return false;
            }
        }
        return true;
    }

    private void WriteFull(int level, long index, ReadOnlySpan<byte> hashes)
    {
        WriteTile(level, index, hashes);
        _completed.Add(TilePath.Tile(level, index));
    }

    private void WriteTile(int level, long index, ReadOnlySpan<byte> hashes)
    {
        if (_folder.Write(TilePath.Tile(level, index, hashes.Length / Digest.Size), hashes)) _written++;
    }

    private void WriteEntries(long size, long resumed, LineRange lines)
    {
        long start = 0;
        while (start < resumed / TilePath.Width && _folder.Length(TilePath.Entries(start)) > 0) start++;
        long first = start * TilePath.Width + 1;
        if (first > size) return;

        ArrayBufferWriter<byte> bundle = new(1 << 16);
        List<long> tooLong = [];
        lines(first, size, (seq, line, hash) =>
        {
            if (LeafHash.Of(line) != hash) throw new AuditException(AuditError.AuditChainBroken, $"The line of entry {seq} does not have the hash that is stored beside it. Verify the log.");
            if (line.Length > EntryBundle.MaxEntryBytes) tooLong.Add(seq);
            // Once one line is too long nothing more is written; the rest is read for their list alone.
            if (tooLong.Count > 0) return;
            EntryBundle.Append(bundle, line);
            if (seq % TilePath.Width != 0 && seq != size) return;
            int width = (int)((seq - 1) % TilePath.Width) + 1;
            string path = TilePath.Entries((seq - 1) / TilePath.Width, width);
            if (_folder.Write(path, bundle.WrittenSpan)) _written++;
            if (width == TilePath.Width) _completed.Add(path);
            bundle.ResetWrittenCount();
        });
        if (tooLong.Count > 0) throw TooLong(tooLong);
    }

    private static AuditException TooLong(List<long> seqs)
    {
        string named = string.Join(", ", seqs.Take(20)) + (seqs.Count > 20 ? $" and {seqs.Count - 20} more" : "");
        return new AuditException(
            AuditError.AuditEntryTooLarge,
            $"An entry bundle holds lines of at most {EntryBundle.MaxEntryBytes} bytes, and those of {(seqs.Count == 1 ? "entry" : "the entries")} {named} are longer. "
            + "Export the hashes only (-HashesOnly, --hashes-only): proofs work all the same.");
    }
}
