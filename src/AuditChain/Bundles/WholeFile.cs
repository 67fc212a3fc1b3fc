namespace AuditChain;

/// <summary>A file that appears whole or not at all: written beside its place, flushed to the disk, renamed.</summary>
internal static class WholeFile
{
    /// <summary>Writes a file.</summary>
    /// <param name="path">Its final place.</param>
    /// <param name="overwrite">Whether a file may already be there.</param>
    /// <param name="write">Writes the contents.</param>
    /// <exception cref="AuditException">AuditDestinationExists, AuditDestinationInvalid; then nothing is left behind.</exception>
    public static void Create(string path, bool overwrite, Action<Stream> write)
    {
        if (!overwrite && File.Exists(path)) throw Exists(path, null);
        string temporary = $"{path}.{Environment.ProcessId}-{Guid.NewGuid():n}.tmp";
        bool done = false;
        try
        {
            using (FileStream stream = new(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 17))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }
            File.Move(temporary, path, overwrite);
            done = true;
        }
        catch (IOException) when (!overwrite && File.Exists(path) && File.Exists(temporary))
        {
            throw Exists(path, null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new AuditException(AuditError.AuditDestinationInvalid, $"'{path}' cannot be written: {e.Message} Nothing was left there.", e);
        }
        finally
        {
            if (!done) TryDelete(temporary);
        }
    }

    private static AuditException Exists(string path, Exception? inner) =>
        new(AuditError.AuditDestinationExists, $"'{path}' already exists. Choose another name, or ask to overwrite it.", inner);

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The first error is the one to report; a leftover ends in .tmp and says what it is.
        }
    }
}
