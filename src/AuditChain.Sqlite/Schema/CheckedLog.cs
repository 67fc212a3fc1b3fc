using System.Buffers.Binary;
using SQLitePCL;

namespace AuditChain.Sqlite.Schema;

/// <summary>Opens a log, with everything checked that can be checked before its rows are read.</summary>
internal static class CheckedLog
{
    private const int MagicLength = 16, ApplicationIdOffset = 68, StartLength = 72;

    /// <summary>True when the file begins as every SQLite database does.</summary>
    /// <exception cref="AuditException">AuditLogNotFound, AuditLogAccessDenied.</exception>
    public static bool IsDatabase(string path) => ReadStart(path).AsSpan(0, MagicLength).SequenceEqual("SQLite format 3\0"u8);

    /// <summary>True when the file says that it is a log of ours, whatever else it holds.</summary>
    /// <exception cref="AuditException">AuditLogNotFound, AuditLogAccessDenied.</exception>
    public static bool HasOurId(string path) => BinaryPrimitives.ReadInt32BigEndian(ReadStart(path).AsSpan(ApplicationIdOffset)) == LogSchema.ApplicationId;

    /// <summary>Opens a log for reading: neither it nor a file beside it is changed.</summary>
    /// <exception cref="AuditException">AuditLogNotFound, AuditLogNotRecognized, AuditLogTooNew, AuditLogDamaged, AuditChainBroken, AuditLogAccessDenied.</exception>
    public static LogDatabase OpenToRead(string path)
    {
        RequireDatabase(path);
        return Check(ReadConnection.Open(path));
    }

    /// <summary>Opens a log for appending.</summary>
    /// <param name="path">An existing log.</param>
    /// <param name="patience">How long others may hold the lock.</param>
    /// <exception cref="AuditException">As for reading.</exception>
    public static LogDatabase OpenToWrite(string path, TimeSpan patience)
    {
        RequireDatabase(path);
        string real = LogPath.Real(path);
        Sidecars.Check(path, real);
        LiveLog.Enter(real);
        try
        {
            LogDatabase database = Check(LogDatabase.Connect(path, real, real, raw.SQLITE_OPEN_READWRITE, patience));
            database.Closed = () => LiveLog.Leave(real);
            try
            {
                // Whoever changed that: without it readers and writers stand in each other's way, and a crash leaves a journal.
                database.Execute("PRAGMA journal_mode = WAL");
                Sidecars.Check(path, real);
                database.Guard();
                return database;
            }
            catch
            {
                // Leaves through Closed.
                LiveLog.Enter(real);
                database.Dispose();
                throw;
            }
        }
        catch
        {
            LiveLog.Leave(real);
            throw;
        }
    }

    /// <summary>The header line.</summary>
    /// <exception cref="AuditException">AuditLogDamaged: it is missing or not one.</exception>
    public static LogHeader ReadHeader(LogDatabase database) =>
        LogHeader.TryParse(ReadHeaderLine(database), out LogHeader? header, out string? problem) ? header!
            : throw new AuditException(AuditError.AuditLogDamaged, $"The header of '{database.Path}' is not one: {problem}. Keep the file as it is and compare it with a copy.");

    /// <summary>The header line as it stands.</summary>
    /// <exception cref="AuditException">AuditLogDamaged: it is missing; AuditChainBroken: there are several.</exception>
    public static byte[] ReadHeaderLine(LogDatabase database)
    {
        // Of a file that was cut, the page that held it may be gone.
        AuditError error = database.IsCut ? AuditError.AuditLogDamaged : AuditError.AuditChainBroken;
        using Statement header = database.Prepare("SELECT rowid, line FROM header NOT INDEXED ORDER BY rowid");
        if (!header.Step()) throw new AuditException(error, $"'{database.Path}' has lost its header. Keep the file as it is and compare it with a copy.");
        bool fits = header.Long(0) == 1 && header.Kind(1) == raw.SQLITE_TEXT;
        byte[] line = header.Bytes(1).ToArray();
        return fits && !header.Step() ? line
            : throw new AuditException(error, $"The table 'header' of '{database.Path}' does not hold one line. Keep the file as it is and compare it with a copy.");
    }

    private static byte[] ReadStart(string path)
    {
        try
        {
            return DatabaseFile.ReadStart(LogPath.Real(path), StartLength);
        }
        catch (IOException e)
        {
            // 2 and 3, 20: there is no such file or folder, on Windows and on Unix.
            if (e.HResult is 2 or 3 or 20)
                throw new AuditException(AuditError.AuditLogNotFound, $"There is no audit log '{path}'. Nothing was created. Check the path, or create the log first.", e);
            string hint = Directory.Exists(path) ? "it is a folder, and the path of a file was expected."
                : $"{e.Message.TrimEnd('.')}. Check the permissions of the file and its folders.";
            throw new AuditException(AuditError.AuditLogAccessDenied, $"'{path}' cannot be read: {hint}", e);
        }
    }

    private static void RequireDatabase(string path)
    {
        if (!IsDatabase(path))
            throw new AuditException(AuditError.AuditLogNotRecognized, $"'{path}' is not an audit log: it does not begin like one. A bundle or a mirror file can be queried and verified; this needs the log itself.");
    }

    private static LogDatabase Check(LogDatabase database)
    {
        try
        {
            CheckVersion(database);
            SchemaCheck.Run(database);
            return database;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    private static void CheckVersion(LogDatabase database)
    {
        if (database.Scalar("PRAGMA application_id") != LogSchema.ApplicationId)
            throw new AuditException(AuditError.AuditLogNotRecognized, $"'{database.Path}' is a SQLite database of another application, not an audit log. If it is moat's, it can be queried, verified and imported; this needs a log of this format.");
        long version = database.Scalar("PRAGMA user_version");
        if (version > LogSchema.Version)
            throw new AuditException(AuditError.AuditLogTooNew, $"'{database.Path}' was written by a newer version (schema {version}; this one knows {LogSchema.Version}). Install that version to read it.");
        if (version < LogSchema.Version)
            throw new AuditException(AuditError.AuditLogNotRecognized, $"'{database.Path}' has the schema {version} of a version that was never released; this one reads schema {LogSchema.Version} alone. Export it as a bundle with the version that wrote it: bundles are read by all.");
    }
}
