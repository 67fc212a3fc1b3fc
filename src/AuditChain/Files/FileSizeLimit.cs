using System.Runtime.InteropServices;

namespace AuditChain.Files;

/// <summary>
/// A file-size limit (<c>ulimit -f</c>) kills a process with a signal, in the middle of a write. With this the write fails
/// instead, and becomes an error that says so.
/// </summary>
internal static class FileSizeLimit
{
    private const PosixSignal Sigxfsz = (PosixSignal)25; // on Linux and macOS

    // Kept, because the signal kills again once it is collected.
    private static readonly PosixSignalRegistration? s_registration =
        OperatingSystem.IsWindows() ? null : PosixSignalRegistration.Create(Sigxfsz, context => context.Cancel = true);

    /// <summary>Called before anything is written; any number of times.</summary>
    public static void FailInsteadOfKill() => GC.KeepAlive(s_registration);
}
