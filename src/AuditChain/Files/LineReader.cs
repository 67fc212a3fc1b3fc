namespace AuditChain.Files;

/// <summary>Reads a stream line by line into one buffer that never grows past the longest record.</summary>
internal sealed class LineReader(Stream stream, int maxLine = LineReader.MaxRecord) : IDisposable
{
    /// <summary>The longest line of a bundle in bytes: an opening can carry a value of a whole line, and a little more.</summary>
    public const int MaxRecord = 2 * AuditLimits.LineBytes;

    private byte[] _buffer = new byte[128 * 1024];
    private int _start, _end;
    private bool _ended;

    /// <summary>Reads the next line without its newline; false at the end of the stream. The span is valid until the next call.</summary>
    /// <exception cref="ChainFaultException">Malformed: a line too long, or the last one without its newline.</exception>
    public bool TryRead(out ReadOnlySpan<byte> line)
    {
        int scanned = 0;
        while (true)
        {
            int newline = _buffer.AsSpan(_start + scanned, _end - _start - scanned).IndexOf((byte)'\n');
            if (newline >= 0)
            {
                if (scanned + newline > maxLine) throw TooLong();
                line = _buffer.AsSpan(_start, scanned + newline);
                _start += scanned + newline + 1;
                return true;
            }
            scanned = _end - _start;
            if (scanned > maxLine) throw TooLong();
            if (!Fill()) break;
        }
        line = default;
        return scanned == 0 ? false : throw new ChainFaultException(Verdict.Malformed, 0, "the file ends in the middle of a line: it was cut short, or its final newline was removed");
    }

    public void Dispose() => stream.Dispose();

    private ChainFaultException TooLong() => new(Verdict.Malformed, 0, $"a line is longer than {maxLine} bytes");

    private bool Fill()
    {
        if (_ended) return false;
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }
        if (_end == _buffer.Length) Array.Resize(ref _buffer, _buffer.Length * 2);
        int read;
        try
        {
            read = stream.Read(_buffer, _end, _buffer.Length - _end);
        }
        catch (InvalidDataException e)
        {
            throw new ChainFaultException(Verdict.Malformed, 0, $"the gzip data is damaged or cut short: {e.Message}");
        }
        catch (IOException e)
        {
            throw new ChainFaultException(Verdict.Malformed, 0, $"the file cannot be read: {e.Message}");
        }
        _ended = read == 0;
        _end += read;
        return !_ended;
    }
}
