using AuditChain.Service.Client;

namespace AuditChain.Logs;

/// <summary>Files of any kind that hold a chain, recognised by their content: logs, bundles, mirror files, and those of moat.</summary>
public static class AuditFile
{
    /// <summary>What a file is by its beginning: a log for every database that is not moat's, a bundle for everything that is none. Whether it holds, verification says.</summary>
    /// <param name="path">An existing file.</param>
    /// <exception cref="AuditException">AuditLogNotFound, AuditLogAccessDenied.</exception>
    public static ChainSourceKind Kind(string path) => LogOpener.IsService(path) ? ChainSourceKind.Log :
        MoatFile.KindOf(path) ?? (CheckedLog.IsDatabase(path) ? ChainSourceKind.Log : ChainSourceKind.Bundle);

    /// <summary>True for a database, which a log is; false for anything else, a database of moat included.</summary>
    /// <param name="path">An existing file.</param>
    /// <exception cref="AuditException">AuditLogNotFound, AuditLogAccessDenied.</exception>
    public static bool IsDatabase(string path) => Kind(path) == ChainSourceKind.Log;

    /// <summary>True for a database or a bundle of moat: it can be read, verified, exported and imported.</summary>
    /// <param name="path">An existing file.</param>
    /// <exception cref="AuditException">AuditLogNotFound, AuditLogAccessDenied.</exception>
    public static bool IsForeign(string path) => !LogOpener.IsService(path) && MoatFile.KindOf(path) is not null;

    /// <summary>Verifies a log, a bundle or a mirror file, or one of moat.</summary>
    /// <param name="path">An existing file.</param>
    /// <param name="options">Keys and checkpoints to trust.</param>
    /// <returns>The report. A file that is none of them, or damaged, is a verdict and not an exception.</returns>
    /// <exception cref="AuditException">AuditLogNotFound, AuditLogAccessDenied, AuditLogTooNew, AuditCheckpointInvalid, AuditLibsodiumMissing.</exception>
    public static VerificationReport Verify(string path, VerificationOptions? options = null)
    {
        if (LogOpener.IsService(path)) return VerifyService(path, options);
        if (MoatFile.KindOf(path) is { } foreign) return MoatFile.Verify(path, foreign, options);
        return CheckedLog.IsDatabase(path) ? LogVerification.Verify(path, options) : VerifyBundle(path, options);
    }

    /// <summary>Streams the entries of a log, a bundle or a mirror file. Those of moat have the hashes and links that moat gave them, and a line that is made up from what they say.</summary>
    /// <param name="path">An existing file.</param>
    /// <param name="query">Filters, range and order. From anything but a log, entries in descending order are held in memory.</param>
    /// <exception cref="AuditException">AuditLogNotFound, AuditLogNotRecognized, AuditLogDamaged, AuditBundleInvalid.</exception>
    public static IEnumerable<AuditEntry> Read(string path, EntryQuery query)
    {
        if (LogOpener.IsService(path)) return ReadLog(path, query);
        if (MoatFile.KindOf(path) is { } foreign) return MoatFile.Read(path, foreign, query);
        return ReadAhead.Of(CheckedLog.IsDatabase(path) ? ReadLog(path, query) : BundleEntries.Read(path, query));
    }

    /// <summary>Writes a bundle of a log, or of a file of moat, whose entries become entries of ours as an import makes them.</summary>
    /// <param name="path">A log, or a file of moat, which must be intact.</param>
    /// <param name="destination">Where to; gzip when it ends in <c>.gz</c>.</param>
    /// <param name="first">First sequence, at least 1.</param>
    /// <param name="last">Last sequence; null for the newest entry.</param>
    /// <param name="overwrite">Whether a file may already be there.</param>
    /// <param name="progress">Told the number of entries so far; null for none.</param>
    /// <param name="cancellation">Stops the export; nothing is left behind.</param>
    /// <param name="allowDamaged">Whether of a damaged log what is intact is exported: then the summary says what is missing. Without it a damaged log is an error.</param>
    /// <exception cref="AuditException">What opening the log and <see cref="BundleExport.Write(ILogReader, string, long, long?, bool, Action{long}?, CancellationToken)"/> throw; AuditChainBroken when a file of moat does not hold.</exception>
    public static BundleSummary Export(
        string path, string destination, long first = 1, long? last = null, bool overwrite = false, Action<long>? progress = null, CancellationToken cancellation = default, bool allowDamaged = false)
    {
        if (LogOpener.IsService(path))
        {
            using ILogReader service = LogOpener.OpenToRead(path);
            return BundleExport.Write(service, destination, first, last, overwrite, progress, cancellation);
        }
        if (MoatFile.KindOf(path) is { } foreign) return MoatFile.Export(path, foreign, destination, first, last, overwrite, progress, cancellation);
        if (allowDamaged) return ExportIntact(path, destination, first, last, overwrite, progress, cancellation);
        try
        {
            using SqliteAuditLog log = SqliteAuditLog.Open(path, LogAccess.Read);
            return BundleExport.Write(log, destination, first, last, overwrite, progress, cancellation);
        }
        catch (AuditException e) when (e.Error is AuditError.AuditLogDamaged or AuditError.AuditChainBroken)
        {
            throw new AuditException(e.Error, $"{e.Message} What is intact before that can be exported, if damage is allowed on purpose (-AllowDamaged, --allow-damaged).", e);
        }
    }

    private static BundleSummary ExportIntact(string path, string destination, long first, long? last, bool overwrite, Action<long>? progress, CancellationToken cancellation)
    {
        VerificationReport report = Verify(path, new VerificationOptions { Cancellation = cancellation });
        using SqliteAuditLog log = SqliteAuditLog.Open(path, LogAccess.Read);
        bool whole = report.IsValid || report.Verdict is Verdict.Truncated or Verdict.Forked;
        if (whole || last < report.Sequence) return BundleExport.Write(log, destination, first, last, overwrite, progress, cancellation);
        if (report.LastSequence < first)
            throw new AuditException(AuditError.AuditRangeInvalid, $"Nothing of '{path}' is intact from entry {first} on: {report} Nothing was written.");
        return BundleExport.WriteIntact(log, destination, first, Math.Min(last ?? report.LastSequence, report.LastSequence), overwrite, progress, cancellation) with
        {
            Damage = $"'{path}' is {report.Verdict} at sequence {report.Sequence}: only what is intact, the entries {first} to {report.LastSequence}, was exported. {report.Reason}",
        };
    }

    /// <summary>
    /// Turns a log of moat into a new log. Its entries are recorded now; the old time becomes <c>occurred</c>, and <c>data</c> holds
    /// the old data, sequence, hash and exact time. The new log appears whole or not at all; the old one is only read.
    /// </summary>
    /// <param name="path">A database or a bundle of moat, which must be intact.</param>
    /// <param name="destination">A file that does not exist.</param>
    /// <param name="origin">The new log's name; null for <c>host/file-name</c>.</param>
    /// <param name="options">Keys that must vouch for the old log; told the progress, first of verifying, then of writing.</param>
    /// <returns>How the new log stands.</returns>
    /// <exception cref="AuditException">AuditLogNotRecognized when it is not moat's; AuditChainBroken when it does not hold; AuditLogExists; AuditEntryTooLarge.</exception>
    public static LogStatus Import(string path, string destination, string? origin = null, VerificationOptions? options = null)
    {
        ChainSourceKind kind = MoatFile.KindOf(path) ?? throw new AuditException(AuditError.AuditLogNotRecognized,
            $"'{path}' is neither a database nor a bundle of moat, the only logs of others that can be imported. Nothing was created.");
        return MoatImport.Run(path, kind, destination, origin, options ?? new VerificationOptions());
    }

    private static IEnumerable<AuditEntry> ReadLog(string path, EntryQuery query)
    {
        using ILogReader log = LogOpener.OpenToRead(path);
        foreach (AuditEntry entry in log.Read(query)) yield return entry;
    }

    /// <summary>What a service sends is read as a bundle: its lines and notes count, and nothing that it says of them.</summary>
    private static VerificationReport VerifyService(string address, VerificationOptions? options)
    {
        using ServiceLog log = ServiceLog.Open(address);
        using IChainSource source = log.OpenSource();
        return ChainVerifier.Verify(source, options);
    }

    private static VerificationReport VerifyBundle(string path, VerificationOptions? options)
    {
        try
        {
            using IChainSource source = BundleReader.OpenSource(path);
            return ChainVerifier.Verify(source, options);
        }
        catch (ChainFaultException e)
        {
            return ChainVerifier.Unreadable(path, ChainSourceKind.Bundle, e.Fault with { Sequence = Math.Max(e.Fault.Sequence, 1) });
        }
    }
}
