using System.Diagnostics;
using System.Security.Cryptography;
using AuditChain;
using AuditChain.Sqlite;
using SQLitePCL;

namespace AuditBench;

/// <summary>The same bytes with nothing of ours around them. All times in seconds.</summary>
internal static class RawLimits
{
    private const int Block = 10_000;
    private const string InsertText = "INSERT INTO entries(seq, hash, line) VALUES (?, ?, ?)";
    private const string Columns = "seq, hash, line";

    /// <summary>Prepared INSERTs of the same lines and hashes into the same schema in one transaction, with one SHA-256 a line. Only that is timed, not the reading of the rows.</summary>
    public static double Insert(string log, string target)
    {
        SqliteAuditLog.Create(target, "example.com/raw").Dispose();
        using sqlite3 from = Open(log), to = Open(target);
        using sqlite3_stmt select = Prepare(from, $"SELECT {Columns} FROM entries ORDER BY seq"), insert = Prepare(to, InsertText);
        Execute(to, "PRAGMA synchronous = FULL");
        Stopwatch watch = Stopwatch.StartNew();
        Execute(to, "BEGIN IMMEDIATE");
        watch.Stop();
        List<byte[]?[]> rows;
        do
        {
            rows = Take(select, Block);
            watch.Start();
            foreach (byte[]?[] row in rows)
            {
                HashByNet(row[2]);
                Run(insert, row);
            }
            watch.Stop();
        }
        while (rows.Count == Block);
        watch.Start();
        Execute(to, "COMMIT");
        return watch.Elapsed.TotalSeconds;
    }

    /// <summary>The first rows, each in a durable transaction of its own.</summary>
    public static double Commit(string log, string target, int count)
    {
        SqliteAuditLog.Create(target, "example.com/raw").Dispose();
        using sqlite3 from = Open(log), to = Open(target);
        using sqlite3_stmt select = Prepare(from, $"SELECT {Columns} FROM entries ORDER BY seq"), insert = Prepare(to, InsertText);
        Execute(to, "PRAGMA synchronous = FULL");
        List<byte[]?[]> rows = Take(select, count);
        Stopwatch watch = Stopwatch.StartNew();
        foreach (byte[]?[] row in rows) Run(insert, row);
        return watch.Elapsed.TotalSeconds;
    }

    /// <summary>Steps over all rows and reads the line column, on one core.</summary>
    public static double Scan(string log) => Time(() =>
    {
        long bytes = 0;
        Lines(log, 1, long.MaxValue, line => bytes += line.Length);
    });

    /// <summary>The same with one hash each. Every core takes an equal part of the log, through a connection of its own.</summary>
    public static double ScanAndHash(string log, Hasher hash)
    {
        long count = Count(log);
        return Time(() => Parallel.For(0, Environment.ProcessorCount, core =>
        {
            (long first, long last) = Part(count, core);
            Lines(log, first + 1, last, line => hash(line));
        }));
    }

    /// <summary>Steps over all rows and writes their lines to a file, flushed to the disk.</summary>
    public static double ScanAndWrite(string log, string target) => Time(() =>
    {
        using FileStream file = new(target, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 17);
        Lines(log, 1, long.MaxValue, line =>
        {
            file.Write(line);
            file.WriteByte((byte)'\n');
        });
        file.Flush(flushToDisk: true);
    });

    /// <summary>Reads a file and takes one hash of each line. Every core takes an equal part of the file.</summary>
    public static double ReadAndHash(string bundle, Hasher hash) => Time(() => Parallel.For(0, Environment.ProcessorCount, core =>
    {
        (long position, long end) = Part(new FileInfo(bundle).Length, core);
        byte[] buffer = new byte[1 << 18];
        using FileStream file = new(bundle, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        file.Position = position;
        int used = 0;
        while (position < end && file.Read(buffer, used, (int)Math.Min(buffer.Length - used, end - position)) is > 0 and int read)
        {
            position += read;
            used += read;
            int start = 0;
            // Where a part begins or ends within a line, two pieces are hashed instead of one line.
            for (int length; (length = buffer.AsSpan(start, used - start).IndexOf((byte)'\n')) >= 0; start += length + 1) hash(buffer.AsSpan(start, length));
            buffer.AsSpan(start, used - start).CopyTo(buffer);
            used -= start;
        }
    }));

    public static long Count(string log)
    {
        using sqlite3 database = Open(log);
        using sqlite3_stmt select = Prepare(database, "SELECT max(seq) FROM entries");
        raw.sqlite3_step(select);
        return raw.sqlite3_column_int64(select, 0);
    }

    /// <summary>.NET's own way to a SHA-256.</summary>
    public static void HashByNet(ReadOnlySpan<byte> line)
    {
        Span<byte> hash = stackalloc byte[Digest.Size];
        SHA256.HashData(line, hash);
    }

    /// <summary>The way that this project takes.</summary>
    public static void HashAsWe(ReadOnlySpan<byte> line) => Digest.Of(line);

    public delegate void Hasher(ReadOnlySpan<byte> line);

    private delegate void Visitor(ReadOnlySpan<byte> line);

    private static void Lines(string log, long first, long last, Visitor visit)
    {
        using sqlite3 database = Open(log);
        using sqlite3_stmt select = Prepare(database, "SELECT line FROM entries WHERE seq BETWEEN ? AND ? ORDER BY seq");
        raw.sqlite3_bind_int64(select, 1, first);
        raw.sqlite3_bind_int64(select, 2, last);
        while (raw.sqlite3_step(select) == raw.SQLITE_ROW) visit(raw.sqlite3_column_blob(select, 0));
    }

    private static (long First, long Last) Part(long whole, int core) =>
        (whole * core / Environment.ProcessorCount, whole * (core + 1) / Environment.ProcessorCount);

    /// <summary>Up to so many rows: the sequence, then the columns as bytes.</summary>
    private static List<byte[]?[]> Take(sqlite3_stmt select, int count)
    {
        List<byte[]?[]> rows = [];
        while (rows.Count < count && raw.sqlite3_step(select) == raw.SQLITE_ROW)
        {
            byte[]?[] row = new byte[3][];
            row[0] = BitConverter.GetBytes(raw.sqlite3_column_int64(select, 0));
            for (int i = 1; i < row.Length; i++) row[i] = raw.sqlite3_column_type(select, i) == raw.SQLITE_NULL ? null : raw.sqlite3_column_blob(select, i).ToArray();
            rows.Add(row);
        }
        return rows;
    }

    private static void Run(sqlite3_stmt insert, byte[]?[] row)
    {
        raw.sqlite3_bind_int64(insert, 1, BitConverter.ToInt64(row[0]));
        for (int i = 1; i < row.Length; i++)
        {
            if (row[i] is null) raw.sqlite3_bind_null(insert, i + 1);
            else if (i == 1) raw.sqlite3_bind_blob(insert, i + 1, row[i]);
            else raw.sqlite3_bind_text(insert, i + 1, row[i].AsSpan());
        }
        if (raw.sqlite3_step(insert) != raw.SQLITE_DONE) throw new InvalidOperationException("A raw INSERT failed.");
        raw.sqlite3_reset(insert);
    }

    /// <summary>Without SQLite's own locks: a connection here is used by one thread. One that opens or closes last holds the others up for a moment.</summary>
    private static sqlite3 Open(string path)
    {
        Batteries_V2.Init();
        if (raw.sqlite3_open_v2(path, out sqlite3 database, raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_NOMUTEX, null) != raw.SQLITE_OK) throw new InvalidOperationException($"SQLite does not open '{path}'.");
        raw.sqlite3_busy_timeout(database, 30_000);
        return database;
    }

    private static sqlite3_stmt Prepare(sqlite3 database, string sql) =>
        raw.sqlite3_prepare_v2(database, sql, out sqlite3_stmt statement) == raw.SQLITE_OK ? statement : throw new InvalidOperationException($"SQLite does not take '{sql}'.");

    private static void Execute(sqlite3 database, string sql)
    {
        if (raw.sqlite3_exec(database, sql) != raw.SQLITE_OK) throw new InvalidOperationException($"SQLite does not take '{sql}'.");
    }

    private static double Time(Action action)
    {
        long start = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
