using System.Text;
using SQLitePCL;

namespace AuditChain.Sqlite;

/// <summary>A prepared statement that binds and reads UTF-8 bytes as they are: on the hot paths a line never becomes a string.</summary>
internal sealed class Statement : IDisposable
{
    private readonly sqlite3 _db;
    private readonly sqlite3_stmt _statement;
    private readonly string _path;

    public Statement(sqlite3 db, string path, string sql)
    {
        _db = db;
        _path = path;
        if (raw.sqlite3_prepare_v2(db, sql, out _statement) != raw.SQLITE_OK) throw SqliteErrors.Last(db, path);
    }

    public void Bind(int index, long value) => raw.sqlite3_bind_int64(_statement, index, value);

    public void BindText(int index, ReadOnlySpan<byte> utf8)
    {
        // An empty span has no address, and SQLite would take it for NULL.
        if (utf8.IsEmpty) raw.sqlite3_bind_text(_statement, index, "");
        else raw.sqlite3_bind_text(_statement, index, utf8);
    }

    public void BindText(int index, string? text)
    {
        if (text is null)
        {
            raw.sqlite3_bind_null(_statement, index);
            return;
        }
        int size = Encoding.UTF8.GetMaxByteCount(text.Length);
        Span<byte> utf8 = size <= 512 ? stackalloc byte[512] : new byte[size];
        BindText(index, utf8[..Encoding.UTF8.GetBytes(text, utf8)]);
    }

    public void BindBlob(int index, ReadOnlySpan<byte> bytes) => raw.sqlite3_bind_blob(_statement, index, bytes);

    /// <summary>Moves to the next row; false when there is none.</summary>
    /// <exception cref="AuditException">Any other result, in the words of <see cref="SqliteErrors"/>.</exception>
    public bool Step() => raw.sqlite3_step(_statement) switch
    {
        raw.SQLITE_ROW => true,
        raw.SQLITE_DONE => false,
        _ => throw SqliteErrors.Last(_db, _path),
    };

    /// <summary>Runs a statement that returns no row, and makes it ready for the next time.</summary>
    public void Run()
    {
        try
        {
            Step();
        }
        finally
        {
            Reset();
        }
    }

    /// <summary>Runs a statement that returns no row; false when another process holds the lock that it needs.</summary>
    public bool TryRun()
    {
        int result = raw.sqlite3_step(_statement);
        // Reset repeats the error; the codes of both calls are the same.
        raw.sqlite3_reset(_statement);
        return result switch
        {
            raw.SQLITE_DONE or raw.SQLITE_ROW => true,
            _ when (result & 0xff) is raw.SQLITE_BUSY or raw.SQLITE_LOCKED => false,
            _ => throw SqliteErrors.Last(_db, _path),
        };
    }

    public void Reset() => raw.sqlite3_reset(_statement);

    public long Long(int column) => raw.sqlite3_column_int64(_statement, column);

    /// <summary>The bytes of a TEXT or BLOB; valid until the next step.</summary>
    public ReadOnlySpan<byte> Bytes(int column) => raw.sqlite3_column_blob(_statement, column);

    public string Text(int column) => Encoding.UTF8.GetString(Bytes(column));

    public bool IsNull(int column) => raw.sqlite3_column_type(_statement, column) == raw.SQLITE_NULL;

    /// <summary>One of SQLITE_INTEGER, _FLOAT, _TEXT, _BLOB, _NULL.</summary>
    public int Kind(int column) => raw.sqlite3_column_type(_statement, column);

    public void Dispose() => _statement.Dispose();
}
