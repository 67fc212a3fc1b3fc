using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace AuditChain.Sqlite.Files;

// Whether some process has a log open in WAL mode right now. Each of them holds a read lock on byte 128 of LOG-shm (SQLite's
// "dead man's switch"); once nobody does, what lies there was left by a crash. Asking takes opening that file, and closing
// it would drop the locks that this process itself has on it: so those of this process are counted here and never asked for.

/// <summary>Tells a log that is in use from one that a crash left with a write-ahead log.</summary>
internal static partial class LiveLog
{
    private const int DeadManSwitch = 128;
    private const short ReadLock = 0, WriteLock = 1;
    private static readonly ConcurrentDictionary<string, int> s_own = new(StringComparer.Ordinal);

    /// <summary>Notes a connection of this process that uses LOG-shm.</summary>
    public static void Enter(string real) => s_own.AddOrUpdate(real, 1, (_, count) => count + 1);

    /// <summary>That connection is closed.</summary>
    public static void Leave(string real)
    {
        while (s_own.TryGetValue(real, out int count))
        {
            if (count > 1 ? s_own.TryUpdate(real, count - 1, count) : s_own.TryRemove(new KeyValuePair<string, int>(real, count))) return;
        }
    }

    /// <summary>True when a process has it open; also when that cannot be found out.</summary>
    public static bool IsOpen(string real)
    {
        if (s_own.ContainsKey(real)) return true;
        string shared = LogPath.Shm(real);
        if (!File.Exists(shared)) return false;
        if (OperatingSystem.IsWindows()) return IsShared(shared);
        return !Environment.Is64BitProcess || IsLocked(shared);
    }

    private static bool IsShared(string shared)
    {
        try
        {
            new FileStream(shared, FileMode.Open, FileAccess.Read, FileShare.None).Dispose();
            return false;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return File.Exists(shared);
        }
    }

    private static unsafe bool IsLocked(string shared)
    {
        bool mac = OperatingSystem.IsMacOS();
        int descriptor = open(shared, mac ? 0x1000000 : 0x80000); // O_CLOEXEC
        if (descriptor < 0) return File.Exists(shared);
        try
        {
            if (mac)
            {
                MacFlock asked = new() { Start = DeadManSwitch, Length = 1, Type = 3 }; // F_WRLCK
                return fcntl(descriptor, 7, &asked) != 0 || asked.Type != 2; // F_GETLK, F_UNLCK
            }
            LinuxFlock lookedFor = new() { Start = DeadManSwitch, Length = 1, Type = WriteLock };
            return fcntl(descriptor, 5, &lookedFor) != 0 || lookedFor.Type is ReadLock or WriteLock; // F_GETLK
        }
        finally
        {
            _ = close(descriptor);
        }
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct LinuxFlock
    {
        public short Type, Whence;
        public long Start, Length;
        public int Process;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct MacFlock
    {
        public long Start, Length;
        public int Process;
        public short Type, Whence;
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int open(string path, int flags);

    [LibraryImport("libc")]
    private static unsafe partial int fcntl(int descriptor, int command, void* range);

    [LibraryImport("libc")]
    private static partial int close(int descriptor);
}
