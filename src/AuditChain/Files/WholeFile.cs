namespace AuditChain.Files;

/// <summary>A file that appears whole or not at all: written beside its place, flushed to the disk, given its name, the folder flushed too.</summary>
public static class WholeFile
{
    /// <summary>Writes a file.</summary>
    /// <param name="path">Its final place.</param>
    /// <param name="overwrite">Whether a file may already be there.</param>
    /// <param name="write">Writes the contents.</param>
    /// <exception cref="AuditException">AuditDestinationExists, AuditDestinationInvalid; then no part of it is left behind.</exception>
    public static void Create(string path, bool overwrite, Action<Stream> write)
    {
        if (!overwrite && Path.Exists(path)) throw Exists(path);
        FileSizeLimit.FailInsteadOfKill();
        string temporary = $"{path}.{Environment.ProcessId}-{Guid.NewGuid():n}.tmp";
        try
        {
            using (FileStream stream = new(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 17))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }
            if (!FilePlace.TryTake(temporary, path, overwrite)) throw Exists(path);
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

    private static AuditException Exists(string path) =>
        new(AuditError.AuditDestinationExists, $"'{path}' already exists. Choose another name, or overwrite it on purpose (-Force, --force).");
}
