namespace AuditChain.Files;

// How a finished file gets its name:
//
//   temporary file beside it, written and flushed     by the caller
//   link (or rename, where it may be overwritten)     here: atomic, and never over a file that somebody else just made
//   flush of the folder                               here: only then the name survives a power cut
//
// File.Move is not enough: without overwriting it looks first and renames afterwards, and in between another process can have
// put its file there, which would be lost.
internal static class FilePlace
{
    /// <summary>Gives a flushed temporary file its final name; the temporary name is gone afterwards.</summary>
    /// <param name="temporary">In the same folder as <paramref name="path"/>.</param>
    /// <param name="path">The final name.</param>
    /// <param name="overwrite">Whether a file may already be there.</param>
    /// <returns>False when a file is there and may not be overwritten.</returns>
    /// <exception cref="IOException">The disk or the system refused; what was there before is there still.</exception>
    /// <exception cref="AuditException">AuditDestinationInvalid: an overwritten file is in its place, but not safely.</exception>
    public static bool TryTake(string temporary, string path, bool overwrite)
    {
        if (overwrite) File.Move(temporary, path, overwrite: true);
        else if (!TryTakeNew(temporary, path)) return false;
        if (OperatingSystem.IsWindows()) return true;
        try
        {
            Posix.FlushFolder(Path.GetDirectoryName(Path.GetFullPath(path))!);
        }
        catch (IOException e) when (overwrite)
        {
            throw new AuditException(AuditError.AuditDestinationInvalid, $"'{path}' is written, but its folder could not be flushed to the disk ({e.Message}): it may be gone after a power cut. Check the disk, then write it again.", e);
        }
        catch (IOException)
        {
            TryDelete(path);
            throw;
        }
        return true;
    }

    /// <summary>Why a file could not be made, for a sentence that ends with it: the system's words, of the final name, and what to do.</summary>
    /// <param name="e">What was thrown.</param>
    /// <param name="temporary">The name that the system knows.</param>
    /// <param name="path">The name that the user knows.</param>
    public static string Reason(Exception e, string temporary, string path)
    {
        string words = e.Message.Replace(Path.GetFullPath(temporary), path, StringComparison.Ordinal).TrimEnd('.');
        return e is UnauthorizedAccessException ? $"{words}. Choose a folder in which you may write." : $"{words}.";
    }

    /// <summary>Deletes what is left of an attempt. The error that ended it is the one to report, so this one is kept quiet.</summary>
    public static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A leftover ends in .tmp or .new and says what it is.
        }
    }

    private static bool TryTakeNew(string temporary, string path)
    {
        if (OperatingSystem.IsWindows())
        {
            try
            {
                File.Move(temporary, path, overwrite: false);
                return true;
            }
            catch (IOException) when (Path.Exists(path))
            {
                return false;
            }
        }
        Posix.LinkResult result = Posix.Link(temporary, path);
        if (result == Posix.LinkResult.NotSupported) return TryClaim(temporary, path);
        if (result == Posix.LinkResult.Done) TryDelete(temporary);
        return result == Posix.LinkResult.Done;
    }

    /// <summary>Where there are no hard links: an empty file takes the name, which only one process can do, and is replaced.</summary>
    private static bool TryClaim(string temporary, string path)
    {
        try
        {
            new FileStream(path, FileMode.CreateNew, FileAccess.Write).Dispose();
        }
        catch (IOException) when (Path.Exists(path))
        {
            return false;
        }
        try
        {
            File.Move(temporary, path, overwrite: true);
            return true;
        }
        catch
        {
            TryDelete(path);
            throw;
        }
    }
}
