using System.IO.Compression;
using AuditChain.Files;

namespace AuditChain.Bundles;

/// <summary>What an export wrote.</summary>
/// <param name="FirstSequence">First entry; 0 for an empty log.</param>
/// <param name="LastSequence">Last entry; 0 for an empty log.</param>
/// <param name="Attestations">Attestations written.</param>
/// <param name="ProvenSequence">The entry whose inclusion proof a partial bundle carries; 0 for none.</param>
public sealed record BundleSummary(long FirstSequence, long LastSequence, int Attestations, long ProvenSequence)
{
    /// <summary>What is missing from the bundle because the log is damaged, in words; null where nothing is.</summary>
    public string? Damage { get; init; }
}

/// <summary>Exports a log, or a range of it, as a bundle.</summary>
public static class BundleExport
{
    /// <summary>Writes a bundle; the file appears whole or not at all.</summary>
    /// <param name="log">An open log.</param>
    /// <param name="path">Where to; gzip when it ends in <c>.gz</c>.</param>
    /// <param name="first">First sequence, at least 1.</param>
    /// <param name="last">Last sequence; null for the newest entry.</param>
    /// <param name="overwrite">Whether a file may already be there.</param>
    /// <param name="progress">Told the number of entries written so far; null for none.</param>
    /// <param name="cancellation">Stops the export; nothing is left behind.</param>
    /// <exception cref="AuditException">AuditRangeInvalid, AuditDestinationExists, AuditDestinationInvalid, or what reading the log throws.</exception>
    public static BundleSummary Write(
        ILogReader log, string path, long first = 1, long? last = null, bool overwrite = false, Action<long>? progress = null, CancellationToken cancellation = default)
    {
        // First the attestations, then the entries: what is attested meanwhile must not look as if entries were missing.
        List<StoredAttestation> attestations = [.. log.ReadAttestations()];
        long count = log.ReadStatus().Count;
        long end = last ?? count;
        if (first < 1 || (count > 0 && (first > end || end > count)) || (count == 0 && (first > 1 || last > 0)))
            throw new AuditException(AuditError.AuditRangeInvalid, $"The log holds the entries 1 to {count}; the range {first} to {end} is not in it.");
        return Write(log, path, (first, end, count), attestations, overwrite, progress, cancellation);
    }

    /// <summary>Writes what is intact of a damaged log: its entries up to the last that holds, and the attestations of these.</summary>
    /// <param name="log">An open log.</param>
    /// <param name="path">Where to; gzip when it ends in <c>.gz</c>.</param>
    /// <param name="first">First sequence, at least 1.</param>
    /// <param name="last">The last that holds, or an earlier one.</param>
    /// <param name="overwrite">Whether a file may already be there.</param>
    /// <param name="progress">Told the number of entries written so far; null for none.</param>
    /// <param name="cancellation">Stops the export; nothing is left behind.</param>
    internal static BundleSummary WriteIntact(ILogReader log, string path, long first, long last, bool overwrite, Action<long>? progress, CancellationToken cancellation) =>
        Write(log, path, (first, last, last), ReadableAttestations(log, last), overwrite, progress, cancellation);

    private static BundleSummary Write(
        ILogReader log, string path, (long First, long Last, long Count) range, List<StoredAttestation> attestations, bool overwrite, Action<long>? progress, CancellationToken cancellation)
    {
        BundleSummary? summary = null;
        WholeFile.Create(path, FileKind.Bundle, overwrite, stream =>
        {
            if (!path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase))
            {
                summary = Write(log, stream, range, attestations, progress, cancellation);
                return;
            }
            using GZipStream gzip = new(stream, CompressionLevel.Optimal, leaveOpen: true);
            using BufferedStream buffered = new(gzip, 1 << 17);
            summary = Write(log, buffered, range, attestations, progress, cancellation);
        });
        return summary!;
    }

    /// <summary>Writes a bundle to a stream, which is not closed.</summary>
    internal static BundleSummary Write(
        ILogReader log, Stream stream, (long First, long Last, long Count) range, List<StoredAttestation> attestations, Action<long>? progress, CancellationToken cancellation)
    {
        (long first, long last, long count) = range;
        BundleWriter bundle = new(stream, log.Header);
        if (count > 0)
        {
            EntryPump pump = new(log.Location, bundle);
            try
            {
                log.ReadLines(first, last, (seq, line, hash) =>
                {
                    if (!pump.Add(seq, line, hash)) return;
                    cancellation.ThrowIfCancellationRequested();
                    progress?.Invoke(seq - first + 1);
                });
            }
            finally
            {
                pump.Finish();
            }
        }
        // One that covers more than there is belongs to the whole log all the same: it shows that entries are missing.
        List<EvidenceRecord> evidenceOfOthers = [.. log.ReadEvidence()];
        List<string> carried = [.. attestations.Where(a => (a.Size <= last || last == count) && a.Size >= (first == 1 ? 0 : first)).Select(a => a.Note)];
        List<string> notes = InOrder(carried.Select(note => Cosigned(note, evidenceOfOthers)));
        PartEvidence evidence = first == 1 && last == count ? PartEvidence.None : PartEvidence.Of(log, attestations, first, last);
        foreach (KeptEntry kept in evidence.Kept) bundle.WriteKept(kept);
        foreach (string note in notes) bundle.WriteAttestation(note);
        bundle.WriteEvidence(About(carried, evidenceOfOthers));
        foreach (InclusionProof proof in evidence.Proofs) bundle.WriteProof(proof);
        bundle.WriteEnd();
        return new BundleSummary(count == 0 ? 0 : first, last, notes.Count, evidence.ProvenSequence);
    }

    /// <summary>The attestations of the entries that hold; those behind a damaged page are missing.</summary>
    private static List<StoredAttestation> ReadableAttestations(ILogReader log, long last)
    {
        List<StoredAttestation> readable = [];
        try
        {
            readable.AddRange(log.ReadAttestations());
        }
        catch (AuditException e) when (e.Error == AuditError.AuditLogDamaged)
        {
            // What was read before is in the list.
        }
        return readable.FindAll(attestation => attestation.Size <= last);
    }

    /// <summary>A note with the cosignatures that are kept beside it; as it is where it is none.</summary>
    private static string Cosigned(string note, List<EvidenceRecord> evidence) =>
        SignedNote.TryParse(note, out SignedNote? parsed, out _) ? CosignedNote.With(parsed!, evidence).ToString() : note;

    /// <summary>The evidence about signatures of these notes.</summary>
    private static IEnumerable<EvidenceRecord> About(List<string> notes, List<EvidenceRecord> evidence)
    {
        if (evidence.Count == 0) return [];
        HashSet<Digest> artifacts = [];
        foreach (string text in notes)
        {
            if (!SignedNote.TryParse(text, out SignedNote? note, out _)) continue;
            foreach (NoteSignature signature in note!.Signatures) artifacts.Add(SignatureLine.ArtifactHash(note, signature));
        }
        return evidence.Where(record => artifacts.Contains(record.Note));
    }

    /// <summary>Notes as the format orders them: by size, then by their bytes; each once.</summary>
    internal static List<string> InOrder(IEnumerable<string> notes) => [.. notes.Distinct(StringComparer.Ordinal)
        .Select(note => (Note: note, Size: SignedNote.TryParse(note, out SignedNote? parsed, out _) && parsed!.TryCheckpoint(out Checkpoint? said, out _) ? said!.Size : 0, Bytes: CanonicalJson.Serialize(note)))
        .OrderBy(item => item.Size).ThenBy(item => item.Bytes, ByteOrder.Instance).Select(item => item.Note)];
}
