using AuditChain.Mirrors.Delivering;
using AuditChain.Mirrors.Settings;

namespace AuditChain.Mirrors.Following;

/// <summary>Entries that were considered at once: those to deliver, and where the cursor stands when they are.</summary>
/// <param name="Batch">What is to be delivered; empty when the filter left everything out.</param>
/// <param name="Seq">The last entry that was considered.</param>
/// <param name="Hash">Its leaf hash.</param>
/// <param name="SkippedAfter">Entries that the filter left out after the last record.</param>
internal sealed record Considered(MirrorBatch Batch, long Seq, Digest Hash, long SkippedAfter);

/// <summary>Reads a log from a cursor on. Each entry must follow from the one before: what was changed is not delivered.</summary>
internal sealed class BatchReader
{
    private const int LinesAtOnce = 256;

    // With a filter that leaves nearly all out, the cursor is moved on now and then all the same.
    private const int MostConsidered = 64 * 1024;
    private readonly ILogReader _log;
    private readonly MirrorSettings _settings;
    private readonly EntryQuery _query;

    public BatchReader(ILogReader log, MirrorSettings settings)
    {
        _log = log;
        _settings = settings;
        _query = settings.ToQuery();
    }

    /// <summary>Compares the cursor with the log: it must hold what was delivered.</summary>
    /// <exception cref="AuditException">AuditMirrorMismatch.</exception>
    public void CheckCursor(MirrorRow row)
    {
        LogHead head = _log.ReadHead();
        if (row.Seq > head.Count)
            throw Mismatch(row.Name, $"it has come to entry {row.Seq}, and the log ends at {head.Count}");
        Digest there = row.Seq == 0 ? _log.Header.Hash : _log.ReadHashes(row.Seq, row.Seq).Single();
        if (there != row.Hash)
            throw Mismatch(row.Name, row.Seq == 0 ? "it was made for a log with another header" : $"the entry {row.Seq} up to which it delivered is not the one of this log");
    }

    /// <summary>Reads on after an entry.</summary>
    /// <param name="seq">The last entry that was considered.</param>
    /// <param name="hash">Its leaf hash.</param>
    /// <param name="end">The last entry to read.</param>
    /// <exception cref="AuditException">AuditMirrorMismatch: an entry does not follow from the one before.</exception>
    public Considered Read(long seq, Digest hash, long end)
    {
        List<MirrorRecord> records = [];
        long bytes = 0, skipped = 0, first = seq;
        bool full = false;
        while (!full && seq < end && seq - first < MostConsidered)
        {
            long before = seq;
            _log.ReadLines(seq + 1, Math.Min(end, seq + LinesAtOnce), (at, line, stored) =>
            {
                if (full || (full = records.Count > 0 && bytes + line.Length > _settings.BatchBytes)) return;
                AuditEntry entry = Follow(at, line, stored, seq, hash);
                (seq, hash) = (at, stored);
                if (!_query.Matches(entry))
                {
                    skipped++;
                    return;
                }
                records.Add(new MirrorRecord(entry, skipped));
                skipped = 0;
                bytes += line.Length;
                full = records.Count == _settings.BatchEntries;
            });
            if (seq == before && !full) throw Mismatch(null, $"entry {seq + 1} is missing");
        }
        return new Considered(new MirrorBatch(_log.Header, records.ToArray()), seq, hash, skipped);
    }

    private static AuditEntry Follow(long at, ReadOnlySpan<byte> line, Digest stored, long before, Digest hash)
    {
        if (!AuditEntry.TryParse(line, out AuditEntry? entry, out string? problem)) throw Mismatch(null, $"entry {at} is not an entry: {problem}");
        if (at != before + 1 || entry!.Seq != at || entry.Prev != hash) throw Mismatch(null, $"entry {at} does not follow from entry {before}");
        return entry.Hash == stored ? entry : throw Mismatch(null, $"the leaf hash beside entry {at} is not that of its line");
    }

    private static AuditException Mismatch(string? mirror, string why) => new(AuditError.AuditMirrorMismatch,
        $"{(mirror is null ? "The log was changed" : $"The mirror '{mirror}' is not of this log as it stands")}: {why}. Nothing was delivered. Verify the log; if it was exchanged on purpose, remove the mirror and create it anew.");
}
