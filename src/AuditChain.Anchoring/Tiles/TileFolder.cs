namespace AuditChain.Anchoring.Tiles;

/// <summary>A folder that holds, or will hold, a tiled log; any web server can serve it as it is.</summary>
public sealed class TileFolder : ITileSource
{
    private readonly HashSet<string> _touched = new(StringComparer.Ordinal);
    private readonly List<string> _unflushed = [];
    private readonly string _root;

    /// <summary>Names a folder. Nothing is read or made.</summary>
    /// <param name="path">Its path.</param>
    public TileFolder(string path) => _root = Path.GetFullPath(path);

    /// <inheritdoc/>
    public byte[]? Read(string path, int maxBytes)
    {
        string file = Place(path);
        try
        {
            using FileStream stream = new(file, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0);
            if (stream.Length > maxBytes) throw Unreadable(file, $"it has {stream.Length} bytes, more than {maxBytes}");
            byte[] content = new byte[stream.Length];
            stream.ReadExactly(content);
            return content;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(file, e.Message, e);
        }
    }

    /// <summary>The length of a resource; -1 when it is not there.</summary>
    internal long Length(string path)
    {
        FileInfo file = new(Place(path));
        return file.Exists ? file.Length : -1;
    }

    /// <summary>Writes a resource whole, unless the same bytes are there already. It is safe only after <see cref="Flush"/>.</summary>
    /// <returns>Whether anything was written.</returns>
    internal bool Write(string path, ReadOnlySpan<byte> content)
    {
        string file = Place(path);
        if (Length(path) == content.Length && Read(path, content.Length)!.AsSpan().SequenceEqual(content)) return false;
        FileSizeLimit.FailInsteadOfKill();
        string temporary = $"{file}.{Environment.ProcessId}.tmp";
        try
        {
            CreateFolder(Path.GetDirectoryName(file)!);
            using (FileStream stream = new(temporary, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0)) stream.Write(content);
            File.Move(temporary, file, overwrite: true);
            _unflushed.Add(file);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(file, FilePlace.Reason(e, temporary, file), e);
        }
        finally
        {
            FilePlace.TryDelete(temporary);
        }
    }

    /// <summary>Deletes the partial tiles and bundles of an index that is full now, whose readers fall back to the full one.</summary>
    internal void DeletePartials(string fullPath)
    {
        try
        {
            if (Directory.Exists($"{Place(fullPath)}.p")) Directory.Delete($"{Place(fullPath)}.p", recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // They take space and harm nobody; the next run does not come back to them, and neither does a reader.
        }
    }

    /// <summary>Brings everything that was written to the disk, and the folders with its names: only then it survives a power cut. At the end, because one file after the other would wait for the disk each time.</summary>
    internal void Flush()
    {
        foreach (string file in _unflushed)
        {
            try
            {
                using FileStream stream = new(file, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);
                stream.Flush(flushToDisk: true);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw Unwritable(file, e.Message, e);
            }
        }
        if (!OperatingSystem.IsWindows())
        {
            foreach (string folder in _touched) Posix.FlushFolder(folder);
        }
        _unflushed.Clear();
        _touched.Clear();
    }

    /// <summary>Keeps other exports out of the folder until it is disposed of.</summary>
    /// <exception cref="AuditException">AuditLogBusy: another export is writing there.</exception>
    internal IDisposable Lock()
    {
        string file = Place(".lock");
        try
        {
            CreateFolder(_root);
            return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new AuditException(AuditError.AuditDestinationInvalid, $"The folder '{_root}' cannot be written: {e.Message}", e);
        }
        catch (IOException e)
        {
            throw File.Exists(file)
                ? new AuditException(AuditError.AuditLogBusy, $"Another export is writing to '{_root}'. Try again when it has ended.", e)
                : new AuditException(AuditError.AuditDestinationInvalid, $"The folder '{_root}' cannot be written: {e.Message}", e);
        }
    }

    private void CreateFolder(string folder)
    {
        if (!_touched.Add(folder)) return;
        // A new folder's own name stands in its parent.
        if (folder.Length > _root.Length) CreateFolder(Path.GetDirectoryName(folder)!);
        Directory.CreateDirectory(folder);
    }

    private string Place(string path) => Path.Combine(_root, path.Replace('/', Path.DirectorySeparatorChar));

    private static AuditException Unwritable(string file, string why, Exception inner) =>
        new(AuditError.AuditDestinationInvalid, $"'{file}' cannot be written: {why.TrimEnd('.')}. The checkpoint there still is the one before.", inner);

    private static AuditException Unreadable(string file, string why, Exception? inner = null) =>
        new(AuditError.AuditLogDamaged, $"'{file}' cannot be read: {why.TrimEnd('.')}.", inner);
}
