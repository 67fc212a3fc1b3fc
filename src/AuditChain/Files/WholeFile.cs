namespace AuditChain.Files;

/// <summary>A file that appears whole or not at all: written beside its place, flushed to the disk, given its name, the folder flushed too.</summary>
public static class WholeFile
{
    /// <summary>Writes a file.</summary>
    /// <param name="path">Its final place.</param>
    /// <param name="kind">What it is: it may replace a file of its own kind alone. Public keys and notes are for everybody to read, as the system has it; anything else is its owner's alone, mode 0600, as a log is.</param>
    /// <param name="overwrite">Whether a file of that kind may already be there.</param>
    /// <param name="write">Writes the contents.</param>
    /// <exception cref="AuditException">AuditDestinationExists, AuditDestinationInvalid; then no part of it is left behind.</exception>
    public static void Create(string path, FileKind kind, bool overwrite, Action<Stream> write)
    {
        Destination.Check(path, kind, overwrite);
        FileSizeLimit.FailInsteadOfKill();
        string temporary = $"{path}.{Environment.ProcessId}-{Guid.NewGuid():n}.tmp";
        try
        {
            using (FileStream stream = new(temporary, Options(kind)))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }
            // Looked at again: while the contents were written, something else may have come there.
            Destination.Check(path, kind, overwrite);
            if (!FilePlace.TryTake(temporary, path, overwrite)) throw Destination.Exists(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new AuditException(AuditError.AuditDestinationInvalid, $"'{path}' cannot be written: {FilePlace.Reason(e, temporary, path)} No part of it was left there.", e);
        }
        finally
        {
            FilePlace.TryDelete(temporary);
        }
    }

    private static FileStreamOptions Options(FileKind kind)
    {
        FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None, BufferSize = 1 << 17 };
        bool isPublic = kind is FileKind.Note or FileKind.PublicKey;
        if (!isPublic && !OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return options;
    }
}
