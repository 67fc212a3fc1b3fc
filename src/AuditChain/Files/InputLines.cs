namespace AuditChain.Files;

/// <summary>Splits a stream of bytes into lines, in one buffer that never grows past the longest allowed line.</summary>
internal sealed class InputLines(Stream stream, int limit = AuditLimits.LineBytes)
{
    private byte[] _buffer = new byte[64 * 1024];
    private int _start, _end;
    private bool _ended;

    /// <summary>Number of the line read last, from 1.</summary>
    public long Number { get; private set; }

    /// <summary>Reads the next line without its newline; false at the end. The last line may lack its newline.</summary>
    /// <param name="line">Valid until the next call.</param>
    /// <exception cref="AuditException">AuditEntryTooLarge: the line is longer than the limit; no more of it is kept.</exception>
    public bool TryRead(out ReadOnlyMemory<byte> line)
    {
        int scanned = 0;
        while (true)
        {
            int newline = _buffer.AsSpan(_start + scanned, _end - _start - scanned).IndexOf((byte)'\n');
            int length = newline < 0 ? _end - _start : scanned + newline;
            if (length > limit) throw TooLong();
            if (newline < 0 && !_ended)
            {
                scanned = length;
                Fill();
                continue;
            }
            line = _buffer.AsMemory(_start, length);
            if (newline < 0 && length == 0) return false;
            _start += newline < 0 ? length : length + 1;
            if (Number++ == 0 && line.Span.StartsWith("\uFEFF"u8)) line = line[3..]; // what Windows tools like to begin with
            return true;
        }
    }

    private void Fill()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }
        if (_end == _buffer.Length) Array.Resize(ref _buffer, Math.Min(_buffer.Length * 2, limit + 1));
        int read = stream.Read(_buffer, _end, _buffer.Length - _end);
        _ended = read == 0;
        _end += read;
    }

    private AuditException TooLong()
    {
        Number++;
        return new AuditException(AuditError.AuditEntryTooLarge, $"A line of input can hold at most {limit} bytes, and this one is longer. Keep the payload elsewhere and record its hash and address.");
    }
}
