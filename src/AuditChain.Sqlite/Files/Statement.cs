using System.Runtime.InteropServices;
using System.Text;
using SQLitePCL;

namespace AuditChain.Sqlite.Files;

// Verifying a row takes thirty calls of SQLite, each of which reads a field or two of a struct. Its .NET binding counts a
// reference on the handle up and down for each of them, and lets the garbage collector in, which takes longer than the call.
// Here a statement is used by one thread, and disposed by its owner; once it is, its pointer is zero, which SQLite
// answers with SQLITE_MISUSE and NULLs.

/// <summary>A prepared statement that binds and reads UTF-8 bytes as they are: on the hot paths a line never becomes a string.</summary>
internal sealed unsafe partial class Statement : IDisposable
{
    private const nint Transient = -1;
    private readonly LogDatabase _database;
    private readonly sqlite3_stmt _statement;
    private nint _pointer;

    public Statement(LogDatabase database, string sql)
    {
        _database = database;
        if (raw.sqlite3_prepare_v2(database.Handle, sql, out _statement) != raw.SQLITE_OK) throw database.Failure();
        _pointer = _statement.DangerousGetHandle();
    }

    public void Bind(int index, long value) => Check(sqlite3_bind_int64(_pointer, index, value));

    public void BindText(int index, ReadOnlySpan<byte> utf8)
    {
        // An empty span has no address, and SQLite would take it for NULL.
        byte nothing = 0;
        fixed (byte* bytes = utf8) Check(sqlite3_bind_text(_pointer, index, bytes is null ? &nothing : bytes, utf8.Length, Transient));
    }

    public void BindText(int index, string? text)
    {
        if (text is null)
        {
            Check(sqlite3_bind_null(_pointer, index));
            return;
        }
        int size = Encoding.UTF8.GetMaxByteCount(text.Length);
        Span<byte> utf8 = size <= 512 ? stackalloc byte[512] : new byte[size];
        BindText(index, utf8[..Encoding.UTF8.GetBytes(text, utf8)]);
    }

    public void BindBlob(int index, ReadOnlySpan<byte> value)
    {
        byte nothing = 0;
        fixed (byte* bytes = value) Check(sqlite3_bind_blob(_pointer, index, bytes is null ? &nothing : bytes, value.Length, Transient));
    }

    /// <summary>Moves to the next row; false when there is none.</summary>
    /// <exception cref="AuditException">Any other result, in the words of <see cref="SqliteErrors"/>.</exception>
    public bool Step()
    {
        _database.ThrowIfDamaged();
        return sqlite3_step(_pointer) switch
        {
            raw.SQLITE_ROW => true,
            raw.SQLITE_DONE => false,
            _ => throw _database.Failure(),
        };
    }

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
        int result = sqlite3_step(_pointer);
        // Reset repeats the error; the codes of both calls are the same.
        sqlite3_reset(_pointer);
        return result switch
        {
            raw.SQLITE_DONE or raw.SQLITE_ROW => true,
            _ when (result & 0xff) is raw.SQLITE_BUSY or raw.SQLITE_LOCKED => false,
            _ => throw _database.Failure(),
        };
    }

    public void Reset() => sqlite3_reset(_pointer);

    public long Long(int column) => sqlite3_column_int64(_pointer, column);

    /// <summary>The bytes of a TEXT or BLOB; valid until the next step.</summary>
    public ReadOnlySpan<byte> Bytes(int column) => new(sqlite3_column_blob(_pointer, column), sqlite3_column_bytes(_pointer, column));

    public string Text(int column) => Encoding.UTF8.GetString(Bytes(column));

    public bool IsNull(int column) => sqlite3_column_type(_pointer, column) == raw.SQLITE_NULL;

    /// <summary>One of SQLITE_INTEGER, _FLOAT, _TEXT, _BLOB, _NULL, and the bytes of a TEXT or BLOB, valid until the next step.</summary>
    public int Read(int column, out ReadOnlySpan<byte> value)
    {
        // Not for other threads, which is what makes such a value "unprotected" in SQLite's words.
        nint field = sqlite3_column_value(_pointer, column);
        int kind = sqlite3_value_type(field);
        value = kind is raw.SQLITE_TEXT or raw.SQLITE_BLOB ? new(sqlite3_value_blob(field), sqlite3_value_bytes(field)) : default;
        return kind;
    }

    /// <summary>One of SQLITE_INTEGER, _FLOAT, _TEXT, _BLOB, _NULL.</summary>
    public int Kind(int column) => sqlite3_column_type(_pointer, column);

    public void Dispose()
    {
        _pointer = 0;
        _statement.Dispose();
    }

    private void Check(int result)
    {
        if (result != raw.SQLITE_OK) throw _database.Failure();
    }

    [LibraryImport("e_sqlite3")]
    private static partial int sqlite3_step(nint statement);

    [LibraryImport("e_sqlite3")]
    private static partial int sqlite3_reset(nint statement);

    [LibraryImport("e_sqlite3")]
    private static partial int sqlite3_bind_text(nint statement, int index, byte* value, int length, nint destructor);

    [LibraryImport("e_sqlite3")]
    private static partial int sqlite3_bind_blob(nint statement, int index, byte* value, int length, nint destructor);

    [LibraryImport("e_sqlite3"), SuppressGCTransition]
    private static partial int sqlite3_bind_int64(nint statement, int index, long value);

    [LibraryImport("e_sqlite3"), SuppressGCTransition]
    private static partial int sqlite3_bind_null(nint statement, int index);

    [LibraryImport("e_sqlite3"), SuppressGCTransition]
    private static partial long sqlite3_column_int64(nint statement, int column);

    [LibraryImport("e_sqlite3"), SuppressGCTransition]
    private static partial byte* sqlite3_column_blob(nint statement, int column);

    [LibraryImport("e_sqlite3"), SuppressGCTransition]
    private static partial int sqlite3_column_bytes(nint statement, int column);

    [LibraryImport("e_sqlite3"), SuppressGCTransition]
    private static partial int sqlite3_column_type(nint statement, int column);

    [LibraryImport("e_sqlite3"), SuppressGCTransition]
    private static partial nint sqlite3_column_value(nint statement, int column);

    [LibraryImport("e_sqlite3"), SuppressGCTransition]
    private static partial int sqlite3_value_type(nint value);

    [LibraryImport("e_sqlite3"), SuppressGCTransition]
    private static partial byte* sqlite3_value_blob(nint value);

    [LibraryImport("e_sqlite3"), SuppressGCTransition]
    private static partial int sqlite3_value_bytes(nint value);
}
