using System.Runtime.InteropServices;

namespace AuditChain.Sqlite.Files;

// SQLite says "I have this file open" by a lock on some of its bytes; whoever closes it last, by these locks, removes the
// write-ahead log. A process loses that lock as soon as any part of it opens and closes the file: Get-FileHash or Copy-Item
// of the log, in a PowerShell that has it open. From then on another process takes itself for the last one, and what is
// appended here goes into a file that has no name any more.
//
// Linux has locks that belong to an open file and not to the process. One of these stands beside SQLite's, on the same
// bytes; it says the same, and nothing but closing the log ends it. Elsewhere there are none, and the rule is in the
// documentation.

/// <summary>Keeps the write-ahead log of a file that is open from being removed by others.</summary>
internal sealed unsafe partial class OpenGuard : IDisposable
{
    private const int SetLock = 37, CloseOnExec = 0x80000; // F_OFD_SETLK, O_CLOEXEC
    private const short ReadLock = 0, Unlock = 2;
    private int _descriptor = -1;

    /// <summary>Taken while SQLite has its lock, so that it never stands in the way of anybody.</summary>
    /// <param name="path">The file that SQLite has open.</param>
    public OpenGuard(string path)
    {
        if (!OperatingSystem.IsLinux() || !Environment.Is64BitProcess) return;
        _descriptor = open(path, CloseOnExec);
        Set(ReadLock);
    }

    /// <summary>To be called before SQLite closes the file, which asks for these bytes to find out whether it is the last.</summary>
    public void Release() => Set(Unlock);

    /// <summary>To be called after SQLite has closed the file.</summary>
    public void Dispose()
    {
        if (_descriptor >= 0) _ = close(_descriptor);
        _descriptor = -1;
    }

    // A file system that knows no such locks leaves things as they are without them.
    private void Set(short kind)
    {
        if (_descriptor < 0) return;
        Flock range = new() { Type = kind, Start = 0x40000002, Length = 510 }; // SQLite's SHARED_FIRST and SHARED_SIZE
        _ = fcntl(_descriptor, SetLock, &range);
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Flock
    {
        public short Type, Whence;
        public long Start, Length;
        public int Process;
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int open(string path, int flags);

    [LibraryImport("libc")]
    private static partial int fcntl(int descriptor, int command, Flock* range);

    [LibraryImport("libc")]
    private static partial int close(int descriptor);
}
