using System.Diagnostics;
using System.Runtime.InteropServices;

namespace AuditCli;

/// <summary>While a child runs, this program does not end before it: SIGINT reaches both, and SIGTERM is passed on.</summary>
internal sealed partial class PosixStop : IDisposable
{
    private const int Terminate = 15;
    private readonly PosixSignalRegistration _interrupt, _terminate;

    public PosixStop(Process child)
    {
        _interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => context.Cancel = true);
        _terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context =>
        {
            context.Cancel = true;
            if (!OperatingSystem.IsWindows() && !child.HasExited) _ = kill(child.Id, Terminate);
        });
    }

    public void Dispose()
    {
        _interrupt.Dispose();
        _terminate.Dispose();
    }

    [LibraryImport("libc")]
    private static partial int kill(int process, int signal);
}
