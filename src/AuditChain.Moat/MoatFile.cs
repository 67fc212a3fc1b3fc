namespace AuditChain.Moat;

/// <summary>Files of moat, recognised by their content: its database, or a bundle that it exported.</summary>
internal static class MoatFile
{
    /// <summary>Which of the two it is; null for any other file.</summary>
    /// <param name="path">An existing file.</param>
    public static ChainSourceKind? KindOf(string path)
    {
        if (!CheckedLog.IsDatabase(path)) return MoatBundle.Recognizes(path) ? ChainSourceKind.MoatBundle : null;
        return !CheckedLog.HasOurId(path) && MoatDatabase.Recognizes(path) ? ChainSourceKind.MoatLog : null;
    }

    /// <summary>Verifies it.</summary>
    /// <param name="path">A file of this kind.</param>
    /// <param name="kind">Its kind.</param>
    /// <param name="options">Keys to trust.</param>
    public static VerificationReport Verify(string path, ChainSourceKind kind, VerificationOptions? options)
    {
        DateTime stamp = File.GetLastWriteTimeUtc(path);
        try
        {
            using IMoatSource source = Open(path, kind);
            VerificationReport report = MoatVerifier.Verify(source, options);
            if (report.IsValid || File.GetLastWriteTimeUtc(path) == stamp) return report;
            throw new AuditException(AuditError.AuditLogBusy, $"'{path}' was written to while it was read. Try again when nobody writes to it, or verify a copy.");
        }
        catch (ChainFaultException e)
        {
            return ChainVerifier.Unreadable(path, kind, e.Fault with { Sequence = Math.Max(e.Fault.Sequence, 1) });
        }
        catch (AuditException e) when (e.Error == AuditError.AuditLogDamaged)
        {
            return ChainVerifier.Unreadable(path, kind, new ChainFault(Verdict.Malformed, 1, e.Message));
        }
    }

    /// <summary>Streams its entries.</summary>
    /// <param name="path">A file of this kind.</param>
    /// <param name="kind">Its kind.</param>
    /// <param name="query">Filters, range and order.</param>
    public static IEnumerable<AuditEntry> Read(string path, ChainSourceKind kind, EntryQuery query) => MoatEntries.Read(path, () => Open(path, kind), query);

    /// <summary>Writes it as a bundle of ours, if it is intact.</summary>
    /// <param name="path">A file of this kind.</param>
    /// <param name="kind">Its kind.</param>
    /// <param name="destination">Where to.</param>
    /// <param name="first">First sequence.</param>
    /// <param name="last">Last sequence; null for the newest entry.</param>
    /// <param name="overwrite">Whether a file may already be there.</param>
    /// <param name="progress">Told the number of entries read so far; null for none.</param>
    /// <param name="cancellation">Stops the export.</param>
    public static BundleSummary Export(string path, ChainSourceKind kind, string destination, long first, long? last, bool overwrite, Action<long>? progress, CancellationToken cancellation)
    {
        VerificationReport report = RequireIntact(path, kind, new VerificationOptions { Cancellation = cancellation });
        using IMoatSource source = Open(path, kind);
        return MoatExport.Write(source, destination, SqliteAuditLog.DefaultOrigin(path), report.Count, first, last, overwrite, progress, cancellation);
    }

    /// <summary>Opens it for reading.</summary>
    /// <param name="path">A file of this kind.</param>
    /// <param name="kind">Its kind.</param>
    public static IMoatSource Open(string path, ChainSourceKind kind) => kind == ChainSourceKind.MoatLog ? MoatDatabase.Open(Path.GetFullPath(path)) : MoatBundle.Open(path);

    /// <summary>A log that does not hold is not taken over: what stands in a new log looks as if nobody had touched it.</summary>
    /// <exception cref="AuditException">AuditChainBroken.</exception>
    public static VerificationReport RequireIntact(string path, ChainSourceKind kind, VerificationOptions options)
    {
        VerificationReport report = Verify(path, kind, options);
        return report.IsValid ? report : throw new AuditException(AuditError.AuditChainBroken,
            $"'{path}' is not taken over, because it does not hold: {report} Nothing was written. Keep the file as it is, and compare it with a copy.");
    }
}
