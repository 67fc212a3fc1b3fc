using System.Security.Cryptography;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace AuditBench;

/// <summary>The same bytes with nothing of ours around them.</summary>
internal static class RawLimits
{
    /// <summary>Prepared INSERTs of the same lines and columns into the same schema in one transaction.</summary>
    public static void Insert(string log, string target)
    {
        AuditChain.Sqlite.SqliteAuditLog.Create(target, "example.com/raw").Dispose();
        using SqliteConnection from = Open(log), to = Open(target);
        raw.sqlite3_prepare_v2(from.Handle, "SELECT seq, line, hash, time, type, actor, action, target, outcome, source, correlation FROM entries ORDER BY seq", out sqlite3_stmt select);
        raw.sqlite3_prepare_v2(to.Handle, "INSERT INTO entries VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", out sqlite3_stmt insert);
        Execute(to, "PRAGMA cache_size = -16000");
        Execute(to, "BEGIN IMMEDIATE");
        while (raw.sqlite3_step(select) == raw.SQLITE_ROW)
        {
            raw.sqlite3_bind_int64(insert, 1, raw.sqlite3_column_int64(select, 0));
            for (int i = 1; i < 11; i++)
            {
                int kind = raw.sqlite3_column_type(select, i);
                if (kind == raw.SQLITE_NULL) raw.sqlite3_bind_null(insert, i + 1);
                else if (kind == raw.SQLITE_TEXT) raw.sqlite3_bind_text(insert, i + 1, raw.sqlite3_column_blob(select, i));
                else raw.sqlite3_bind_blob(insert, i + 1, raw.sqlite3_column_blob(select, i));
            }
            raw.sqlite3_step(insert);
            raw.sqlite3_reset(insert);
        }
        Execute(to, "COMMIT");
        select.Dispose();
        insert.Dispose();
    }

    public static void Scan(string log)
    {
        using SqliteConnection connection = Open(log);
        raw.sqlite3_prepare_v2(connection.Handle, "SELECT line FROM entries ORDER BY seq", out sqlite3_stmt select);
        long bytes = 0;
        while (raw.sqlite3_step(select) == raw.SQLITE_ROW) bytes += raw.sqlite3_column_blob(select, 0).Length;
        select.Dispose();
    }

    public static void ScanAndHash(string log) => HashInTwo(add =>
    {
        using SqliteConnection connection = Open(log);
        raw.sqlite3_prepare_v2(connection.Handle, "SELECT line FROM entries ORDER BY seq", out sqlite3_stmt select);
        while (raw.sqlite3_step(select) == raw.SQLITE_ROW) add(raw.sqlite3_column_blob(select, 0));
        select.Dispose();
    });

    public static void ScanAndWrite(string log, string target)
    {
        using SqliteConnection connection = Open(log);
        using FileStream file = new(target, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 17);
        raw.sqlite3_prepare_v2(connection.Handle, "SELECT line FROM entries ORDER BY seq", out sqlite3_stmt select);
        while (raw.sqlite3_step(select) == raw.SQLITE_ROW)
        {
            file.Write(raw.sqlite3_column_blob(select, 0));
            file.WriteByte((byte)'\n');
        }
        select.Dispose();
        file.Flush(true);
    }

    public static void ReadAndHash(string bundle) => HashInTwo(add =>
    {
        using FileStream file = File.OpenRead(bundle);
        byte[] buffer = new byte[1 << 20];
        int used = 0;
        while (true)
        {
            int read = file.Read(buffer, used, buffer.Length - used);
            if (read == 0) break;
            used += read;
            int start = 0, length;
            while ((length = buffer.AsSpan(start, used - start).IndexOf((byte)'\n')) >= 0)
            {
                add(buffer.AsSpan(start, length));
                start += length + 1;
            }
            buffer.AsSpan(start, used - start).CopyTo(buffer);
            used -= start;
        }
    });

    private delegate void Add(ReadOnlySpan<byte> line);

    /// <summary>Reads on one thread into blocks that the thread pool hashes.</summary>
    private static void HashInTwo(Action<Add> read)
    {
        List<Task> tasks = [];
        byte[] block = new byte[1 << 20];
        List<(int, int)> lines = [];
        int used = 0;
        void Flush()
        {
            (byte[] bytes, List<(int Start, int Length)> mine) = (block, lines);
            if (tasks.Count >= 8)
            {
                tasks[0].Wait();
                tasks.RemoveAt(0);
            }
            tasks.Add(Task.Run(() =>
            {
                Span<byte> hash = stackalloc byte[32];
                foreach ((int start, int length) in mine) SHA256.HashData(bytes.AsSpan(start, length), hash);
            }));
            (block, lines, used) = (new byte[1 << 20], [], 0);
        }
        read(line =>
        {
            if (used + line.Length > block.Length) Flush();
            line.CopyTo(block.AsSpan(used));
            lines.Add((used, line.Length));
            used += line.Length;
        });
        Flush();
        Task.WaitAll([.. tasks]);
    }

    private static SqliteConnection Open(string path)
    {
        SqliteConnection connection = new($"Data Source={path};Pooling=False");
        connection.Open();
        return connection;
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
