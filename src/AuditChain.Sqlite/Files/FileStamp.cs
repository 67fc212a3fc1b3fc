namespace AuditChain.Sqlite.Files;

/// <summary>The state of a log's file and write-ahead log on the disk. Equal as long as nobody writes.</summary>
internal readonly record struct FileStamp(long Length, long Written, long WalLength, long WalWritten)
{
    /// <summary>Looks at both files, without opening them.</summary>
    /// <param name="real">The log's <see cref="LogPath.Real"/>.</param>
    public static FileStamp Of(string real)
    {
        (long length, long written) = Look(real);
        (long walLength, long walWritten) = Look(LogPath.Wal(real));
        return new FileStamp(length, written, walLength, walWritten);
    }

    // An empty write-ahead log says no more than one that is not there.
    private static (long Length, long Written) Look(string file) =>
        new FileInfo(file) is { Exists: true, Length: > 0 } found ? (found.Length, found.LastWriteTimeUtc.Ticks) : default;
}
