using System.IO.Compression;
using AuditChain.Files;

namespace AuditChain.Moat;

/// <summary>Writes a log of moat as a bundle of ours: the bundle of the log that an import of it makes.</summary>
internal static class MoatExport
{
    /// <summary>Writes the bundle; the file appears whole or not at all.</summary>
    /// <param name="source">A log that was verified; read from its start. Every entry is checked again.</param>
    /// <param name="path">Where to; gzip when it ends in <c>.gz</c>.</param>
    /// <param name="origin">The origin that the bundle names.</param>
    /// <param name="count">Number of entries that were verified.</param>
    /// <param name="first">First sequence, at least 1.</param>
    /// <param name="last">Last sequence; null for the newest entry.</param>
    /// <param name="overwrite">Whether a file may already be there.</param>
    /// <param name="progress">Told the number of entries read so far; null for none.</param>
    /// <param name="cancellation">Stops the export; nothing is left behind.</param>
    /// <exception cref="AuditException">AuditRangeInvalid, AuditDestinationExists, AuditDestinationInvalid, AuditEntryTooLarge.</exception>
    public static BundleSummary Write(
        IMoatSource source, string path, string origin, long count, long first, long? last, bool overwrite, Action<long>? progress, CancellationToken cancellation)
    {
        long end = last ?? count;
        if (first < 1 || (count > 0 && (first > end || end > count)) || (count == 0 && (first > 1 || last > 0)))
            throw new AuditException(AuditError.AuditRangeInvalid, $"The log holds the entries 1 to {count}; the range {first} to {end} is not in it.");
        WholeFile.Create(path, FileKind.Bundle, overwrite, stream =>
        {
            if (!path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase))
            {
                Write(source, stream, origin, first, end, progress, cancellation);
                return;
            }
            using GZipStream gzip = new(stream, CompressionLevel.Optimal, leaveOpen: true);
            using BufferedStream buffered = new(gzip, 1 << 17);
            Write(source, buffered, origin, first, end, progress, cancellation);
        });
        return new BundleSummary(count == 0 ? 0 : first, end, 0, 0);
    }

    private static void Write(IMoatSource source, Stream stream, string origin, long first, long last, Action<long>? progress, CancellationToken cancellation)
    {
        LogHeader header = LogHeader.Create(origin);
        BundleWriter bundle = new(stream, header);
        MoatCopy copy = new(source);
        LineBuffer line = new();
        Digest prev = header.Hash;
        // The lines before a range are not written, but the first one written links to them.
        for (long seq = 1; seq <= last && copy.Next() is { } entry; seq++)
        {
            entry.WriteLine(line, seq, prev, header.Created);
            prev = LeafHash.Of(line.Written);
            if (seq >= first) bundle.WriteEntry(line.Written, prev);
            if (seq % 1024 != 0) continue;
            cancellation.ThrowIfCancellationRequested();
            progress?.Invoke(seq);
        }
        bundle.WriteEnd();
    }
}
