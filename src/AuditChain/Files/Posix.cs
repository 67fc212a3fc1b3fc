using System.Runtime.InteropServices;

namespace AuditChain.Files;

// The calls of libc that .NET has no name for: a hard link, which takes a name only when nobody has it, and the flush of a
// folder, without which a new name can be gone after a power cut.
internal static partial class Posix
{
    private const string Library = "libc";
    private const int Interrupted = 4, Exists = 17, Invalid = 22, ReadOnly = 30;

    // EPERM, EMLINK, and ENOSYS, EOPNOTSUPP and ENOTSUP of Linux and macOS: file systems without hard links.
    private static readonly int[] s_noLinks = [1, 31, 38, 45, 78, 95, 102];

    internal enum LinkResult
    {
        Done = 1,
        Taken,
        NotSupported,
    }

    /// <summary>Gives a file a second name.</summary>
    /// <exception cref="IOException">Any other failure, in the system's words.</exception>
    internal static LinkResult Link(string file, string name)
    {
        if (link(file, name) == 0) return LinkResult.Done;
        int error = Marshal.GetLastPInvokeError();
        if (error == Exists) return LinkResult.Taken;
        return s_noLinks.Contains(error) ? LinkResult.NotSupported : throw Failed(error);
    }

    /// <summary>Flushes the names in a folder to the disk. File systems that cannot do that are left alone.</summary>
    /// <exception cref="IOException">The disk failed.</exception>
    internal static void FlushFolder(string folder)
    {
        int descriptor = open(folder, 0);
        if (descriptor < 0) throw Failed(Marshal.GetLastPInvokeError());
        try
        {
            while (fsync(descriptor) < 0)
            {
                int error = Marshal.GetLastPInvokeError();
                if (error is Invalid or ReadOnly || s_noLinks.Contains(error)) return;
                if (error != Interrupted) throw Failed(error);
            }
        }
        finally
        {
            _ = close(descriptor);
        }
    }

    private static IOException Failed(int error) => new(Marshal.GetPInvokeErrorMessage(error));

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int link(string file, string name);

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int open(string path, int readOnly);

    [LibraryImport(Library, SetLastError = true)]
    private static partial int fsync(int descriptor);

    [LibraryImport(Library)]
    private static partial int close(int descriptor);
}
