using System.Runtime.InteropServices;

namespace AuditCli.Input;

/// <summary>
/// Standard input as bytes. Where the caller closed it (<c>&lt;&amp;-</c>, some service managers), its number goes to the next
/// thing that the runtime opens, a pipe of its own, and a read of that would wait for ever.
/// </summary>
internal static partial class StandardInput
{
    private const int GetFlags = 1, CloseOnExec = 1; // F_GETFD, FD_CLOEXEC: the same on Linux and macOS

    /// <summary>Opens it.</summary>
    /// <exception cref="UsageException">It is closed.</exception>
    public static Stream Open() => IsClosed
        ? throw new UsageException("Standard input is closed, and events were to be read from it. Give it a pipe or a file; /dev/null is an empty one.")
        : Console.OpenStandardInput();

    // What is closed on exec cannot have been inherited by one: this process opened it, or there is nothing (-1).
    private static bool IsClosed => !OperatingSystem.IsWindows() && (fcntl(0, GetFlags) & CloseOnExec) != 0;

    [LibraryImport("libc")]
    private static partial int fcntl(int descriptor, int command);
}
