using System.Runtime.InteropServices;
using SQLitePCL;

namespace AuditChain.Sqlite.Files;

// The file under a connection, by functions of SQLite that its .NET binding leaves out.
//
// On Unix a process loses all its locks on a file as soon as it closes the file, whichever part of it opened it and whatever
// for. SQLite is then without the lock that keeps others from removing the write-ahead log, and what is appended afterwards
// is lost. SQLite knows this and closes such files later. So a log is only ever looked into through SQLite.
internal static unsafe partial class DatabaseFile
{
    private const int LastError = 4, FilePointer = 7, Moved = 20, JournalPointer = 28; // SQLITE_FCNTL_…
    private const int Read = 2, FileControl = 10; // where these stand among the methods of a file

    /// <summary>The first bytes of any file; zeros where it is shorter.</summary>
    /// <exception cref="IOException">It cannot be opened or read: the system's words, and its number as the HResult.</exception>
    public static byte[] ReadStart(string path, int count)
    {
        Batteries_V2.Init();
        int result = raw.sqlite3_open_v2(path, out sqlite3 handle, raw.SQLITE_OPEN_READONLY | raw.SQLITE_OPEN_NOMUTEX, null);
        using (handle)
        {
            if (result != raw.SQLITE_OK) throw Failed(sqlite3_system_errno(handle.DangerousGetHandle()));
            nint file = Pointer(handle);
            var read = (delegate* unmanaged[Cdecl]<nint, byte*, int, long, int>)Method(file, Read);
            byte[] bytes = new byte[count];
            fixed (byte* start = bytes) result = read(file, start, count, 0);
            if (result is raw.SQLITE_OK or raw.SQLITE_IOERR_SHORT_READ) return bytes;
            throw Failed(ErrorOf(file));
        }
    }

    /// <summary>The file of a connection, valid until the connection is closed.</summary>
    public static nint Pointer(sqlite3 handle, int which = FilePointer)
    {
        nint file = 0;
        _ = sqlite3_file_control(handle.DangerousGetHandle(), "main", which, &file);
        return file;
    }

    /// <summary>True when the file at the path is no longer the one that is open: it was moved, removed or replaced. Any thread may ask.</summary>
    public static bool HasMoved(nint file)
    {
        int moved = 0;
        return Control(file, Moved, &moved) == raw.SQLITE_OK && moved != 0;
    }

    /// <summary>Why the last call failed: SQLite's words, and the system's where it is about reading or writing.</summary>
    public static string Explain(sqlite3 handle)
    {
        string words = raw.sqlite3_errmsg(handle).utf8_to_string();
        if ((raw.sqlite3_errcode(handle) & 0xff) != raw.SQLITE_IOERR) return words;
        int error = sqlite3_system_errno(handle.DangerousGetHandle());
        // A failed COMMIT leaves the number with the file that it wrote: the write-ahead log, or the database itself.
        if (error == 0) error = ErrorOf(Pointer(handle, JournalPointer));
        if (error == 0) error = ErrorOf(Pointer(handle));
        return error == 0 ? words : $"{words}: {Marshal.GetPInvokeErrorMessage(error)}";
    }

    private static int ErrorOf(nint file)
    {
        int error = 0;
        if (file != 0 && *(nint*)file != 0) Control(file, LastError, &error);
        return error;
    }

    private static int Control(nint file, int operation, void* argument) =>
        ((delegate* unmanaged[Cdecl]<nint, int, void*, int>)Method(file, FileControl))(file, operation, argument);

    /// <summary>struct sqlite3_file { const sqlite3_io_methods *pMethods; … }</summary>
    private static nint Method(nint file, int index) => (*(nint**)file)[index];

    private static IOException Failed(int error) => new(Marshal.GetPInvokeErrorMessage(error), error);

    [LibraryImport("e_sqlite3", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int sqlite3_file_control(nint db, string name, int operation, void* argument);

    [LibraryImport("e_sqlite3")]
    private static partial int sqlite3_system_errno(nint db);
}
