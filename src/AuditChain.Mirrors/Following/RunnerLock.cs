namespace AuditChain.Mirrors.Following;

/// <summary>Two runners of one mirror do not both deliver: the second is told. The lock is the operating system's and goes with the process, whatever ends it.</summary>
public sealed class RunnerLock : IDisposable
{
    private readonly FileStream _file;

    private RunnerLock(FileStream file) => _file = file;

    /// <summary>Takes the lock of a mirror: a file beside the log, <c>LOG.NAME.mirror</c>, that stays there.</summary>
    /// <param name="log">The path of the log.</param>
    /// <param name="mirror">The name of the mirror.</param>
    /// <exception cref="AuditException">AuditMirrorBusy; AuditLogAccessDenied when the file cannot be made.</exception>
    public static RunnerLock Take(string log, string mirror)
    {
        Settings.MirrorSettings.CheckName(mirror);
        string path = $"{log}.{mirror}.mirror";
        try
        {
            FileStreamOptions options = new() { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None };
            if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            return new RunnerLock(new FileStream(path, options));
        }
        catch (UnauthorizedAccessException e)
        {
            throw new AuditException(AuditError.AuditLogAccessDenied, $"'{path}' cannot be locked: {e.Message.TrimEnd('.')}. Whoever runs a mirror must be able to write beside the log.", e);
        }
        catch (IOException e) when (e is not (DirectoryNotFoundException or PathTooLongException))
        {
            throw new AuditException(AuditError.AuditMirrorBusy, $"Another process runs the mirror '{mirror}' of '{log}' ('{path}' is locked). Let it work, or end it first.", e);
        }
    }

    /// <summary>Releases it.</summary>
    public void Dispose() => _file.Dispose();
}
