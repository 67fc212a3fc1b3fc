using System.IO.Compression;

namespace AuditChain.Moat;

/// <summary>A bundle that moat exported, plain or gzip: passed over once for what stands after the entries, then read.</summary>
internal sealed class MoatBundle : IMoatSource
{
    private readonly FileStream _file;
    private readonly bool _gzip;
    private readonly MoatDocument _document;
    private Stream? _unzipped;
    private bool _ended;

    private MoatBundle(string path, FileStream file, bool gzip)
    {
        Name = path;
        _file = file;
        _gzip = gzip;
        Survey();
        _document = new MoatDocument(Rewind());
        _document.Begin();
    }

    public string Name { get; }

    public ChainSourceKind Kind => ChainSourceKind.MoatBundle;

    public IReadOnlyList<MoatAttestation> Attestations { get; private set; } = [];

    public int RekorProofs { get; private set; }

    public IReadOnlyList<string> Notes => [];

    /// <summary>True for a file that begins like a bundle of moat.</summary>
    /// <param name="path">An existing file.</param>
    public static bool Recognizes(string path)
    {
        using FileStream file = BundleReader.OpenFile(path);
        bool gzip = IsGzip(file);
        file.Position = 0;
        using Stream stream = gzip ? new GZipStream(file, CompressionMode.Decompress) : file;
        Span<byte> start = stackalloc byte[256];
        try
        {
            return MoatDocument.Recognizes(start[..stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)]);
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            return false;
        }
    }

    /// <summary>Opens a bundle.</summary>
    /// <param name="path">A file that <see cref="Recognizes"/> took.</param>
    /// <exception cref="ChainFaultException">Malformed or Tampered: it does not begin as moat writes it.</exception>
    public static MoatBundle Open(string path)
    {
        FileStream file = BundleReader.OpenFile(path);
        try
        {
            return new MoatBundle(path, file, IsGzip(file));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public bool Read(MoatEntry entry)
    {
        if (_ended) return false;
        if (_document.Read(entry)) return true;
        _ended = true;
        _document.End();
        if (_gzip && _file.Position != _file.Length) throw new ChainFaultException(Verdict.Malformed, 0, "there is something after the gzip data");
        return false;
    }

    public ChainFault? Finish(long count, Digest? head)
    {
        if (_document.LastHash == head) return _document.Deviation;
        return new ChainFault(Verdict.Tampered, count + 1, head is null ? "last_hash names an entry, and there is none" : "last_hash is not the hash of the last entry: entries after it were removed, or it was changed");
    }

    public void Dispose()
    {
        _unzipped?.Dispose();
        _file.Dispose();
    }

    /// <summary>The first pass. What is wrong is left to the second one, which knows where it is.</summary>
    private void Survey()
    {
        try
        {
            MoatDocument document = new(Rewind());
            document.Begin();
            while (document.Skip())
            {
                // Only what stands after the entries is wanted.
            }
            document.End();
            Attestations = document.Attestations;
            RekorProofs = document.RekorProofs;
        }
        catch (ChainFaultException)
        {
            // The same fault comes again, with its place.
        }
    }

    private static bool IsGzip(FileStream file)
    {
        Span<byte> magic = stackalloc byte[2];
        return file.ReadAtLeast(magic, 2, throwOnEndOfStream: false) == 2 && magic[0] == 0x1f && magic[1] == 0x8b;
    }

    private Stream Rewind()
    {
        _file.Position = 0;
        if (!_gzip) return _file;
        _unzipped?.Dispose();
        return _unzipped = new GZipStream(_file, CompressionMode.Decompress, leaveOpen: true);
    }
}
