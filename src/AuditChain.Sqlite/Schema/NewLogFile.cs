using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace AuditChain.Sqlite.Schema;

/// <summary>Makes the file of a new log: complete under another name first, so that nobody ever meets half a log.</summary>
internal static class NewLogFile
{
    public static void Create(string path, LogHeader header)
    {
        CheckPlace(path);
        Build(path, overwrite: false, temporary =>
        {
            CreatePrivate(temporary);
            try
            {
                MakeSchema(temporary, header);
            }
            catch (SqliteException e)
            {
                throw SqliteErrors.From(e.SqliteExtendedErrorCode, temporary, e.Message, e);
            }
        });
    }

    /// <summary>Opens an empty file that a copy of a log is about to fill.</summary>
    public static LogDatabase OpenEmpty(string path) => LogDatabase.Connect(path, path, path, raw.SQLITE_OPEN_READWRITE, BusyTimeout.Default);

    /// <summary>Lets a log be made under a temporary name in the same folder, and gives it its own when all of it is on the disk.</summary>
    /// <param name="path">The final name.</param>
    /// <param name="overwrite">Whether a file may be there.</param>
    /// <param name="make">Makes the file that it is told, and closes it.</param>
    /// <exception cref="AuditException">AuditLogExists, AuditLogWriteFailed, or what making it throws; then nothing is left behind.</exception>
    public static void Build(string path, bool overwrite, Action<string> make)
    {
        string temporary = $"{path}.{Environment.ProcessId}-{Guid.NewGuid():n}.new";
        try
        {
            make(temporary);
            Settle(temporary);
            if (overwrite) RequireUnused(path);
            if (!FilePlace.TryTake(temporary, path, overwrite)) throw Exists(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new AuditException(AuditError.AuditLogWriteFailed, $"The log '{path}' cannot be created: {FilePlace.Reason(e, temporary, path)}", e);
        }
        catch (AuditException e) when (e.Message.Contains(temporary, StringComparison.Ordinal))
        {
            throw new AuditException(e.Error, e.Message.Replace(temporary, path, StringComparison.Ordinal), e);
        }
        finally
        {
            foreach (string leftover in (string[])[temporary, $"{temporary}-wal", $"{temporary}-shm", $"{temporary}-journal"]) FilePlace.TryDelete(leftover);
        }
    }

    /// <summary>An empty file that its owner alone can read, from the first byte on; to be widened on purpose where others are to append.</summary>
    public static void CreatePrivate(string path)
    {
        FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        new FileStream(path, options).Dispose();
    }

    /// <summary>Says why no log can be created there, before any work is done for it.</summary>
    /// <exception cref="AuditException">AuditLogExists, or AuditLogWriteFailed when its folder is missing.</exception>
    public static void CheckPlace(string path, bool overwrite = false)
    {
        if (Directory.Exists(path) || (File.Exists(path) && !overwrite)) throw Exists(path);
        if (overwrite) RequireUnused(path);
        Destination.Check(path, FileKind.Log, overwrite: true);
        string folder = Path.GetDirectoryName(path)!;
        if (!Directory.Exists(folder))
            throw new AuditException(AuditError.AuditLogWriteFailed, $"There is no folder '{folder}' for the new log. Create it first.");
    }

    /// <summary>
    /// The temporary name, and the write-ahead log with it, is about to go: everything has to be in the file itself. Closing
    /// would do that too, and keep quiet when it fails.
    /// </summary>
    private static void Settle(string temporary)
    {
        using LogDatabase database = CheckedLog.OpenToWrite(temporary, BusyTimeout.Default);
        if (database.Scalar("PRAGMA wal_checkpoint(TRUNCATE)") != 0) throw new IOException("another process has its temporary file open");
    }

    /// <summary>Whoever has a log open goes on writing into the files beside it, which would then belong to another log.</summary>
    private static void RequireUnused(string path)
    {
        if (new[] { LogPath.Wal(LogPath.Real(path)), LogPath.Shm(LogPath.Real(path)) }.FirstOrDefault(File.Exists) is { } sidecar)
            throw new AuditException(AuditError.AuditLogBusy, $"'{path}' is in use, or a crash has left its write-ahead log: '{sidecar}' is there. Nothing was replaced. End who uses it, or choose another name.");
    }

    private static void MakeSchema(string path, LogHeader header)
    {
        using SqliteConnection connection = new(new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadWrite, Pooling = false }.ToString());
        connection.Open();
        Run($"PRAGMA page_size = {LogSchema.PageSize}");
        Run("PRAGMA journal_mode = WAL");
        Run("PRAGMA synchronous = FULL");
        using SqliteTransaction transaction = connection.BeginTransaction();
        Run($"PRAGMA application_id = {LogSchema.ApplicationId}");
        Run($"PRAGMA user_version = {LogSchema.Version}");
        foreach ((_, _, string sql) in LogSchema.Objects) Run(sql);
        Run("INSERT INTO header(line) VALUES ($line)", Encoding.UTF8.GetString(header.LineBytes.Span));
        transaction.Commit();

        void Run(string sql, string? line = null)
        {
            using SqliteCommand command = connection.CreateCommand();
            command.CommandText = sql;
            if (line is not null) command.Parameters.AddWithValue("$line", line);
            command.ExecuteNonQuery();
        }
    }

    private static AuditException Exists(string path) =>
        new(AuditError.AuditLogExists, $"'{path}' already exists. A new log never takes the place of a file: choose another path, or append to the log that is there.");
}
