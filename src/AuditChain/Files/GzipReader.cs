using System.Buffers.Binary;
using System.IO.Compression;

namespace AuditChain.Files;

// gzip, RFC 1952, as a bundle may be: one member, and nothing else in the file.
//
//   1f 8b  method 8  flags  time (4)  level  system   then by flags: extra field, name, comment, checksum of the header
//   deflate data
//   CRC-32 of what was compressed (4)   its length modulo 2^32 (4), both little endian: the last eight bytes of the file
//
// GZipStream takes data that was cut off for its end, goes on with a second member, and ignores what follows; a proof must do
// none of these.

/// <summary>Decompresses gzip strictly: one complete member, its checksum right, and nothing before, in or after it.</summary>
/// <param name="file">Of a known length, at its start; disposed with this.</param>
internal sealed class GzipReader(Stream file) : Stream
{
    private const int TrailerSize = 8;
    private const int Tail = 4096;
    private readonly Feed _feed = new(file);
    private DeflateStream? _member;
    private bool _ended;
    private uint _crc, _size;

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <exception cref="InvalidDataException">The data is damaged or cut short, or something follows it.</exception>
    public override int Read(Span<byte> buffer)
    {
        if (buffer.IsEmpty || _ended) return 0;
        if (_member is null) Start();
        int read = _member!.Read(buffer);
        if (read == 0)
        {
            End();
            return 0;
        }
        _crc = Crc32.Append(_crc, buffer[..read]);
        _size += (uint)read;
        return read;
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    protected override void Dispose(bool disposing)
    {
        _member?.Dispose();
        file.Dispose();
        base.Dispose(disposing);
    }

    private void Start()
    {
        Span<byte> header = stackalloc byte[10];
        for (int i = 0; i < header.Length; i++) header[i] = _feed.NextByte();
        if (header[0] != 0x1f || header[1] != 0x8b || header[2] != 8 || (header[3] & 0xe0) != 0) throw new InvalidDataException("there is something that is not gzip data.");
        int flags = header[3];
        if ((flags & 4) != 0)
        {
            for (int extra = _feed.NextByte() | (_feed.NextByte() << 8); extra > 0; extra--) _feed.NextByte();
        }
        for (int texts = ((flags >> 3) & 1) + ((flags >> 4) & 1); texts > 0; texts--)
        {
            while (_feed.NextByte() != 0)
            {
                // The name or the comment, which ends in a zero.
            }
        }
        for (int sum = flags & 2; sum > 0; sum--) _feed.NextByte();
        _member = new DeflateStream(_feed, CompressionMode.Decompress, leaveOpen: true);
    }

    /// <summary>
    /// The decompressor does not say how far it read. It is given all but the last eight bytes, and the end of these one by one:
    /// where it took them all, its data ends right before the checksum, and where it left some, something is in between.
    /// </summary>
    private void End()
    {
        _ended = true;
        Span<byte> trailer = stackalloc byte[TrailerSize], expected = stackalloc byte[TrailerSize];
        BinaryPrimitives.WriteUInt32LittleEndian(expected, _crc);
        BinaryPrimitives.WriteUInt32LittleEndian(expected[4..], _size);
        if (_feed.Left > 0) throw new InvalidDataException("there is something behind its data.");
        if (!_feed.ReadTrailer(trailer) || !trailer.SequenceEqual(expected)) throw new InvalidDataException("it was cut short, or its checksum does not hold.");
    }

    /// <summary>Hands the file on in pieces, without its last eight bytes.</summary>
    private sealed class Feed(Stream file) : Stream
    {
        private readonly byte[] _buffer = new byte[32 * 1024];
        private readonly long _end = file.Length - TrailerSize;
        private long _position; // of what was handed on
        private int _at, _filled; // in the buffer

        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        /// <summary>How many bytes before the last eight were not asked for.</summary>
        public long Left => _end - _position;

        public byte NextByte()
        {
            Span<byte> one = stackalloc byte[1];
            return Read(one) == 1 ? one[0] : throw new InvalidDataException("it was cut short in its header.");
        }

        public bool ReadTrailer(Span<byte> trailer)
        {
            int held = Math.Min(_filled - _at, trailer.Length);
            _buffer.AsSpan(_at, held).CopyTo(trailer);
            return held + file.ReadAtLeast(trailer[held..], trailer.Length - held, throwOnEndOfStream: false) == trailer.Length;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            if (Left <= 0 || (_at == _filled && !Fill())) return 0;
            int most = (int)Math.Clamp(Left - Tail, 1, _filled - _at);
            int count = Math.Min(most, buffer.Length);
            _buffer.AsSpan(_at, count).CopyTo(buffer);
            _at += count;
            _position += count;
            return count;
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush()
        {
        }

        private bool Fill()
        {
            (_at, _filled) = (0, file.Read(_buffer));
            return _filled > 0;
        }
    }
}
