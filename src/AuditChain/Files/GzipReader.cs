using System.Buffers.Binary;
using System.IO.Compression;

namespace AuditChain.Files;

// gzip, RFC 1952: one member or several.
//
//   1f 8b  method 8  flags  time (4)  level  system   then by flags: extra field, name, comment, checksum of the header
//   deflate data
//   CRC-32 of what was compressed (4)   its length modulo 2^32 (4), both little endian
//
// GZipStream takes data that was cut off for its end, and ignores what follows the last member; a proof must do neither.

/// <summary>Decompresses gzip strictly: every member complete, its checksum right, and nothing after the last one.</summary>
/// <param name="file">Of a known length, at its start; disposed with this.</param>
internal sealed class GzipReader(Stream file) : Stream
{
    private const int TrailerSize = 8;
    private const int Tail = 4096;
    private readonly Feed _feed = new(file);
    private DeflateStream? _member;
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
        while (true)
        {
            if (_member is null && !Start()) return 0;
            int read = _member!.Read(buffer);
            if (read == 0)
            {
                End();
                continue;
            }
            _crc = Crc32.Append(_crc, buffer[..read]);
            _size += (uint)read;
            return read;
        }
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

    private bool Start()
    {
        if (_feed.AtEnd && _feed.Position > 0) return false;
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
        (_crc, _size) = (0, 0);
        _member = new DeflateStream(_feed, CompressionMode.Decompress, leaveOpen: true);
        return true;
    }

    /// <summary>
    /// The decompressor does not say how far it read, but behind the data stand its checksum and length: they are looked for
    /// in the last piece that it took. Near the end of the file that piece is one byte, so there they stand right behind it.
    /// </summary>
    private void End()
    {
        _member!.Dispose();
        _member = null;
        Span<byte> trailer = stackalloc byte[TrailerSize];
        BinaryPrimitives.WriteUInt32LittleEndian(trailer, _crc);
        BinaryPrimitives.WriteUInt32LittleEndian(trailer[4..], _size);
        if (!_feed.TryFindBehindLast(trailer)) throw new InvalidDataException("it was cut short, or its checksum does not hold.");
    }

    /// <summary>Hands the file on in pieces, and remembers the last one.</summary>
    private sealed class Feed(Stream file) : Stream
    {
        private readonly byte[] _buffer = new byte[32 * 1024];
        private readonly long _length = file.Length;
        private long _start; // of the buffer, in the file
        private int _at, _end, _last; // in the buffer

        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => _length;
        public override long Position { get => _start + _at; set => throw new NotSupportedException(); }

        public bool AtEnd => Position == _length;

        public byte NextByte() => _at < _end || Fill() ? _buffer[_at++] : throw new InvalidDataException("it was cut short in its header.");

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            if (_at == _end && !Fill()) return 0;
            int most = (int)Math.Clamp(_length - Tail - Position, 1, _end - _at);
            int count = Math.Min(most, buffer.Length);
            _buffer.AsSpan(_at, count).CopyTo(buffer);
            _last = _at;
            _at += count;
            return count;
        }

        /// <summary>Goes on behind the first place, after the first byte of the last piece, where these bytes stand.</summary>
        public bool TryFindBehindLast(ReadOnlySpan<byte> bytes)
        {
            // What is searched has to lie in the buffer, and a little beyond the piece.
            int from = _last + 1, piece = _at;
            if (_end - piece < bytes.Length)
            {
                _buffer.AsSpan(from, _end - from).CopyTo(_buffer);
                (_start, piece, _end, from) = (_start + from, piece - from, _end - from, 0);
                _end += file.ReadAtLeast(_buffer.AsSpan(_end), Math.Min(bytes.Length, _buffer.Length - _end), throwOnEndOfStream: false);
            }
            int found = _buffer.AsSpan(from, Math.Min(_end, piece + bytes.Length) - from).IndexOf(bytes);
            _at = found < 0 ? piece : from + found + bytes.Length;
            return found >= 0;
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush()
        {
        }

        private bool Fill()
        {
            int read = file.Read(_buffer);
            if (read == 0) return false;
            _start += _end;
            (_at, _last, _end) = (0, 0, read);
            return true;
        }
    }
}
