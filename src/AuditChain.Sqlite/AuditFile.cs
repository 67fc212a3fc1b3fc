namespace AuditChain.Sqlite;

/// <summary>Files of any kind that hold a chain, recognised by their content: logs, bundles, mirror files.</summary>
public static class AuditFile
{
    /// <summary>True for a SQLite database, which a log is; false for anything else.</summary>
    /// <param name="path">An existing file.</param>
    /// <exception cref="AuditException">AuditLogNotFound, AuditLogAccessDenied.</exception>
    public static bool IsDatabase(string path) => LogDatabase.IsDatabase(path);

    /// <summary>Verifies a log, a bundle or a mirror file.</summary>
    /// <param name="path">An existing file.</param>
    /// <param name="options">Keys and checkpoints to trust.</param>
    /// <returns>The report. A file that is none of them, or damaged, is a verdict and not an exception.</returns>
    /// <exception cref="AuditException">AuditLogNotFound, AuditLogAccessDenied, AuditLogTooNew, AuditCheckpointInvalid, AuditLibsodiumMissing.</exception>
    public static VerificationReport Verify(string path, VerificationOptions? options = null)
    {
        bool database = IsDatabase(path);
        try
        {
            using IChainSource source = database ? SqliteAuditLog.OpenSource(path, options?.Since?.Checkpoint()) : BundleReader.Open(path);
            return ChainVerifier.Verify(source, options);
        }
        catch (ChainFaultException e)
        {
            return Unreadable(path, database, e.Fault);
        }
        catch (AuditException e) when (e.Error is AuditError.AuditLogDamaged or AuditError.AuditLogNotRecognized)
        {
            return Unreadable(path, database, new ChainFault(Verdict.Malformed, 1, e.Message));
        }
    }

    /// <summary>Streams the entries of a log, a bundle or a mirror file.</summary>
    /// <param name="path">An existing file.</param>
    /// <param name="query">Filters, range and order. From a bundle or a mirror file, entries in descending order are held in memory.</param>
    /// <exception cref="AuditException">AuditLogNotFound, AuditLogNotRecognized, AuditLogDamaged, AuditBundleInvalid.</exception>
    public static IEnumerable<AuditEntry> Read(string path, EntryQuery query)
    {
        if (!IsDatabase(path)) return BundleEntries.Read(path, query);
        return ReadLog(path, query);
    }

    private static IEnumerable<AuditEntry> ReadLog(string path, EntryQuery query)
    {
        using SqliteAuditLog log = SqliteAuditLog.Open(path, LogAccess.Read);
        foreach (AuditEntry entry in log.Read(query)) yield return entry;
    }

    private static VerificationReport Unreadable(string path, bool database, ChainFault fault) =>
        ChainVerifier.Unreadable(path, database ? ChainSourceKind.Log : ChainSourceKind.Bundle, fault with { Sequence = Math.Max(fault.Sequence, 1) });
}
