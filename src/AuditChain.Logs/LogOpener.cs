using AuditChain.Service.Client;
using AuditChain.Sqlite.Mirroring;

namespace AuditChain.Logs;

/// <summary>Turns an address into a log. What stands behind it, a face need not know.</summary>
public static class LogOpener
{
    /// <summary>Whether a text is the address of a service, and not a path.</summary>
    /// <param name="address">As typed.</param>
    public static bool IsService(string? address) => ServiceAddress.Is(address);

    /// <summary>Opens an existing log for reading; never creates or changes anything.</summary>
    /// <param name="address">The path of a log, or the address of a service.</param>
    /// <exception cref="AuditException">AuditLogNotFound, AuditLogNotRecognized, AuditLogTooNew, AuditLogDamaged, AuditLogAccessDenied;
    /// of a service AuditServiceUnavailable, AuditAccessRefused.</exception>
    public static ILogReader OpenToRead(string address) => IsService(address) ? ServiceLog.Open(address) : SqliteAuditLog.Open(address, LogAccess.Read);

    /// <summary>Opens an existing log for appending; never creates one.</summary>
    /// <param name="address">The path of a log.</param>
    /// <exception cref="AuditException">As for <see cref="OpenToRead"/>.</exception>
    public static IAuditLog OpenToAppend(string address) => IsService(address) ? ServiceLog.Open(address) : SqliteAuditLog.Open(address, LogAccess.Append);

    /// <summary>Creates a new log and opens it for appending. Missing folders are an error.</summary>
    /// <param name="address">The path of a file that does not exist.</param>
    /// <param name="origin">The log's name; null for a default that names host and file.</param>
    /// <exception cref="AuditException">AuditLogExists, AuditLogWriteFailed, or AuditEntryInvalid when the origin is refused.</exception>
    public static IAuditLog Create(string address, string? origin = null) => SqliteAuditLog.Create(address, origin);

    /// <summary>Opens the mirrors of an existing log, to run or to change them.</summary>
    /// <param name="address">The path of a log.</param>
    /// <exception cref="AuditException">As for <see cref="OpenToRead"/>.</exception>
    public static IMirrorTable OpenMirrors(string address) => MirrorTable.Open(address);

    /// <summary>Reads the mirrors of an existing log; nothing is changed.</summary>
    /// <param name="address">The path of a log.</param>
    /// <exception cref="AuditException">As for <see cref="OpenToRead"/>.</exception>
    public static IReadOnlyList<MirrorRow> ReadMirrors(string address) => MirrorTable.ReadOnly(address);

    /// <summary>Copies a log, also one that is in use: a snapshot of it, verified before it appears under its name.</summary>
    /// <param name="address">An existing log; only read.</param>
    /// <param name="destination">The new file, or a folder for it under the same name.</param>
    /// <param name="overwrite">Whether a file may already be there. A log that is in use is never overwritten.</param>
    /// <param name="progress">Told how many of how many pages are copied; null for none.</param>
    /// <param name="cancellation">Stops the copy; nothing is left behind.</param>
    /// <returns>The verification of the copy, with its path.</returns>
    /// <exception cref="AuditException">AuditChainBroken when the log does not hold; AuditDestinationExists, AuditDestinationInvalid,
    /// AuditLogWriteFailed, AuditLogBusy; then nothing is left behind. What opening the log throws.</exception>
    public static VerificationReport Copy(
        string address, string destination, bool overwrite = false, Action<long, long>? progress = null, CancellationToken cancellation = default) =>
        SqliteAuditLog.Copy(address, destination, overwrite, progress, cancellation);
}
