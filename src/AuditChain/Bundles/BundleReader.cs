namespace AuditChain.Bundles;

/// <summary>
/// Reads a bundle or a mirror file, plain or gzip, as a source for the verifier. Two passes: a quick one that collects what
/// stands after the entries, from the end of the file where it can, and the one that reads the entries and checks that
/// nothing else is there.
/// </summary>
public sealed class BundleReader : IChainSource
{
    private static readonly string[] s_mirrorNames = [".jsonl", ".ndjson", ".log", ".mirror", ".jsonl.gz", ".ndjson.gz", ".log.gz", ".mirror.gz"];
    private const string EmptyFile = "the file is empty";
    private const long MaxTrailer = 256L << 20;
    private const int UsualTrailer = 1 << 20;
    private readonly FileStream _file;
    private readonly bool _gzip;
    private readonly LineReader _lines;
    private ChainFaultException? _pending;
    private bool _entriesEnded;

    private BundleReader(string path, FileStream file, bool gzip)
    {
        Name = path;
        _file = file;
        _gzip = gzip;
        Survey();
        bool bare = Trailer.End is null && Trailer.Attestations.Count + Trailer.Proofs.Count + Trailer.Openings.Count == 0;
        Kind = bare && s_mirrorNames.Any(e => path.EndsWith(e, StringComparison.OrdinalIgnoreCase)) ? ChainSourceKind.Mirror : ChainSourceKind.Bundle;
        Trailer.UnknownKinds.Clear();
        _lines = Open();
        HeaderLine = ReadHeader();
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public ChainSourceKind Kind { get; }

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> HeaderLine { get; }

    /// <inheritdoc/>
    public ChainTrailer Trailer { get; } = new();

    /// <summary>Opens a bundle or a mirror file.</summary>
    /// <param name="path">A file. gzip is recognised by content; a file without any record after its entries is a mirror when its name ends in .jsonl, .ndjson, .log or .mirror, else a bundle that was cut short.</param>
    /// <exception cref="AuditException">AuditLogNotFound, AuditLogAccessDenied; AuditBundleInvalid when the file is empty, or its first line not the one that was written.</exception>
    public static BundleReader Open(string path)
    {
        try
        {
            return OpenSource(path);
        }
        catch (ChainFaultException e)
        {
            throw Unreadable(path, e);
        }
    }

    /// <summary>The error of a reader, for a file of which nothing more can be read.</summary>
    internal static AuditException Unreadable(string path, ChainFaultException fault) => new(AuditError.AuditBundleInvalid, fault.Message == EmptyFile
        ? $"'{path}' is empty, and a log, a bundle or a mirror file was expected. Ask for the file again."
        : $"'{path}' cannot be read further: {fault.Message}. A verification says what of it holds.", fault);

    /// <summary>Opens a file for the verifier, to which one that cannot be read is a verdict.</summary>
    /// <exception cref="ChainFaultException">There is no first line, or it is not the one that was written.</exception>
    internal static BundleReader OpenSource(string path)
    {
        FileStream file = OpenFile(path);
        try
        {
            Span<byte> magic = stackalloc byte[2];
            bool gzip = file.ReadAtLeast(magic, 2, throwOnEndOfStream: false) == 2 && magic[0] == 0x1f && magic[1] == 0x8b;
            return new BundleReader(path, file, gzip);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public LineBatch CreateBatch() => new();

    /// <inheritdoc/>
    public void Read(LineBatch batch)
    {
        batch.Clear();
        if (_pending is not null) throw _pending;
        try
        {
            while (!_entriesEnded && !batch.IsFull)
            {
                if (!_lines.TryRead(out ReadOnlySpan<byte> line)) _entriesEnded = true;
                else if (BundleRecord.IsRecord(line)) ReadRecords(line);
                else batch.Add(line);
            }
        }
        catch (ChainFaultException e) when (batch.Count > 0)
        {
            // What was read before is verified first; the fault comes with the next call.
            _pending = e;
        }
    }

    /// <inheritdoc/>
    ChainFault? IChainSource.Finish(long count, Digest head)
    {
        if (Kind == ChainSourceKind.Mirror) return null;
        if (Trailer.End is not { } end) return new ChainFault(Verdict.Malformed, count + 1, "there is no end record: the bundle was cut short");
        if (end.Count != count) return new ChainFault(Verdict.Tampered, Math.Min(end.Count, count) + 1, $"the end record says {end.Count} entries, and there are {count}");
        return end.Head == head ? null : new ChainFault(Verdict.Tampered, Math.Max(count, 1), "the head of the end record is not the hash of the last entry");
    }

    /// <summary>Closes the file.</summary>
    public void Dispose()
    {
        _lines.Dispose();
        _file.Dispose();
    }

    internal static FileStream OpenFile(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1, FileOptions.SequentialScan);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new AuditException(AuditError.AuditLogNotFound, $"There is no file '{path}'. Nothing was created. Check the path.", e);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            throw new AuditException(AuditError.AuditLogAccessDenied, $"'{path}' cannot be read: {e.Message}", e);
        }
    }

    /// <summary>The first pass, up to the first line that is neither an entry nor a record. What is wrong is left to the second one, which knows where it is.</summary>
    private void Survey()
    {
        try
        {
            using LineReader lines = Open(_gzip ? 0 : FindRecords());
            bool started = false;
            long size = 0;
            while (lines.TryRead(out ReadOnlySpan<byte> line) && line.StartsWith((byte)'{'))
            {
                started = started || BundleRecord.IsRecord(line);
                if (!started) continue;
                size += line.Length;
                if (size > MaxTrailer || BundleRecord.Read(line, Trailer) is not null) return;
            }
        }
        catch (Exception e) when (e is ChainFaultException or IOException)
        {
            // The same fault comes again, with its place.
        }
    }

    /// <summary>Where the records begin, in a file that ends as a whole bundle does; 0 for any other, and for one with many records: it is read from its start.</summary>
    private long FindRecords()
    {
        byte[] tail = new byte[Math.Min(_file.Length, UsualTrailer)];
        long start = _file.Length - tail.Length;
        _file.Position = start;
        int end = _file.ReadAtLeast(tail, tail.Length, throwOnEndOfStream: false) - 1;
        if (end < 0 || tail[end] != '\n') return 0;
        for (bool ended = false; tail.AsSpan(0, end).LastIndexOf((byte)'\n') is >= 0 and int newline; ended = true)
        {
            ReadOnlySpan<byte> line = tail.AsSpan(newline + 1, end - newline - 1);
            if (!ended && !line.StartsWith("{\"end\":"u8)) return 0;
            if (!BundleRecord.IsRecord(line)) return start + end + 1;
            end = newline;
        }
        return 0;
    }

    private LineReader Open(long position = 0)
    {
        _file.Position = position;
        Stream stream = new UndisposedStream(_file);
        return new LineReader(_gzip ? new GzipReader(stream) : stream);
    }

    private byte[] ReadHeader()
    {
        if (!_lines.TryRead(out ReadOnlySpan<byte> line)) throw new ChainFaultException(Verdict.Malformed, 1, EmptyFile);
        string? hint = null;
        if (line.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF])) hint = "the file starts with a byte order mark, which an editor or a shell added";
        else if (!line.IsEmpty && line[^1] == '\r') hint = "its line endings were converted to CRLF";
        return hint is null ? line.ToArray() : throw new ChainFaultException(Verdict.Malformed, 1, $"the bytes are not the ones that were written: {hint}");
    }

    /// <summary>The second pass over the records: each must be of the format, <c>end</c> the last, and nothing may follow.</summary>
    private void ReadRecords(ReadOnlySpan<byte> line)
    {
        _entriesEnded = true;
        ChainTrailer again = new();
        long size = 0;
        do
        {
            // Their text is held while the entries pass by; without a bound a small gzip file could ask for any amount of memory.
            size += line.Length;
            if (size > MaxTrailer) throw new ChainFaultException(Verdict.Malformed, 0, $"the records after the entries are longer than {MaxTrailer >> 20} MiB, which is more than is read");
            if (again.End is not null) throw new ChainFaultException(Verdict.Malformed, 0, "there is something after the end record");
            if (BundleRecord.Read(line, again) is { } problem) throw new ChainFaultException(Verdict.Malformed, 0, problem);
        }
        while (_lines.TryRead(out line));
        Trailer.UnknownKinds.AddRange(again.UnknownKinds);
    }

    /// <summary>The file is read twice: disposing the reader of one pass must not close it.</summary>
    private sealed class UndisposedStream(Stream inner) : Stream
    {
        public override bool CanRead => true;
        public override bool CanSeek => true;
        public override bool CanWrite => false;
        public override long Length => inner.Length;
        public override long Position { get => inner.Position; set => inner.Position = value; }
        public override int Read(byte[] buffer, int offset, int count) => inner.Read(buffer, offset, count);
        public override int Read(Span<byte> buffer) => inner.Read(buffer);
        public override long Seek(long offset, SeekOrigin origin) => inner.Seek(offset, origin);
        public override void Flush() => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
