using System.Globalization;

namespace AuditChain.Sqlite.Files;

// Linux tells everybody who holds which lock, also of the processes of others:
//
//   /proc/self/maps   7f12a8000000-7f12a8008000 rw-s 00000000 fd:00 14 /var/log/ops.audit-shm
//   /proc/locks       4: POSIX  ADVISORY  WRITE 4711 fd:00:14 120 120
//
// SQLite's write lock is byte 120 of the -shm file, which is mapped here while the log is open.
internal static class LockHolder
{
    private const long WriteLockByte = 120;

    /// <summary>The process that holds the write lock of a log, by number and name; null where the system does not tell.</summary>
    public static string? Find(string path)
    {
        try
        {
            if (!File.Exists("/proc/locks")) return null;
            string shared = $"/{Path.GetFileName(LogPath.Shm(LogPath.Real(path)))}";
            HashSet<string> inodes = [.. File.ReadLines("/proc/self/maps").Where(line => line.EndsWith(shared, StringComparison.Ordinal)).Select(line => Words(line)[4])];
            foreach (string line in File.ReadLines("/proc/locks"))
            {
                if (Words(line) is not [_, "POSIX", _, "WRITE", var process, var file, var from, var to]) continue;
                if (!inodes.Contains(file.Split(':')[^1]) || Number(from) > WriteLockByte || (to != "EOF" && Number(to) < WriteLockByte)) continue;
                string name = $"/proc/{process}/comm";
                return File.Exists(name) ? $"process {process} ({File.ReadAllText(name).Trim()})" : $"process {process}";
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            // The process ended meanwhile: then it stays without a name.
        }
        return null;
    }

    private static string[] Words(string line) => line.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
