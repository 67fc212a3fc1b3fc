using System.Buffers;

namespace AuditChain.Moat;

/// <summary>A piece of a JSON document that is read from a stream: always as much of it as the next value needs, and never more than the longest entry.</summary>
internal sealed class JsonWindow(Stream stream)
{
    /// <summary>The longest value that is read in one piece: 16 MiB.</summary>
    public const int MaxItem = 16 * 1024 * 1024;

    private static readonly SearchValues<byte> s_structure = SearchValues.Create("\"{}[]"u8);
    private static readonly SearchValues<byte> s_white = SearchValues.Create(" \n\r\t"u8);
    private static readonly SearchValues<byte> s_delimiters = SearchValues.Create(" \n\r\t,]}"u8);
    private byte[] _buffer = new byte[64 * 1024];
    private int _start, _end;
    private bool _ended;

    /// <summary>What was read and not yet used.</summary>
    public ReadOnlySpan<byte> Unread => _buffer.AsSpan(_start, _end - _start);

    public void Skip(int count) => _start += count;

    /// <summary>Reads until so many bytes are unread, or the stream ends.</summary>
    /// <param name="wanted">Bytes.</param>
    public void Fill(int wanted)
    {
        while (_end - _start < wanted && !_ended) ReadMore();
    }

    /// <summary>The next item of an array, with what separates it from the one before; or the closing bracket. It stays unread.</summary>
    /// <param name="closes">True for the closing bracket.</param>
    /// <exception cref="ChainFaultException">Malformed: cut short, or longer than <see cref="MaxItem"/>.</exception>
    public ReadOnlySpan<byte> Item(out bool closes)
    {
        while (true)
        {
            int end = FindEnd(Unread, _ended, out closes);
            if (end >= 0) return Unread[..end];
            if (_ended) throw new ChainFaultException(Verdict.Malformed, 0, "the document ends in the middle: it was cut short");
            if (Unread.Length > MaxItem) throw new ChainFaultException(Verdict.Malformed, 0, $"an item is longer than {MaxItem} bytes");
            Fill(Math.Max(Unread.Length * 2, 64 * 1024));
        }
    }

    private static int FindEnd(ReadOnlySpan<byte> json, bool ended, out bool closes)
    {
        closes = false;
        int at = SkipWhite(json, 0);
        if (at < json.Length && json[at] == ',') at = SkipWhite(json, at + 1);
        if (at == json.Length) return -1;
        switch (json[at])
        {
            case (byte)']' or (byte)'}':
                closes = true;
                return at + 1;
            case (byte)'{' or (byte)'[': return FindBracket(json, at);
            case (byte)'"': return FindQuote(json, at + 1);
            default:
                int length = json[at..].IndexOfAny(s_delimiters);
                return length >= 0 ? at + length : ended ? json.Length : -1;
        }
    }

    private static int SkipWhite(ReadOnlySpan<byte> json, int at)
    {
        int run = json[at..].IndexOfAnyExcept(s_white);
        return run < 0 ? json.Length : at + run;
    }

    private static int FindBracket(ReadOnlySpan<byte> json, int at)
    {
        int open = 0;
        while (true)
        {
            int next = json[at..].IndexOfAny(s_structure);
            if (next < 0) return -1;
            at += next;
            byte found = json[at++];
            if (found == '"')
            {
                at = FindQuote(json, at);
                if (at < 0) return -1;
                continue;
            }
            open += found is (byte)'{' or (byte)'[' ? 1 : -1;
            if (open == 0) return at;
        }
    }

    /// <summary>The place after the quote that ends a string; -1 when it is not there yet.</summary>
    private static int FindQuote(ReadOnlySpan<byte> json, int at)
    {
        while (at < json.Length)
        {
            int next = json[at..].IndexOfAny((byte)'"', (byte)'\\');
            if (next < 0) return -1;
            at += next;
            if (json[at] == '"') return at + 1;
            at += 2;
        }
        return -1;
    }

    private void ReadMore()
    {
        if (_start > 0)
        {
            Unread.CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }
        if (_end == _buffer.Length) Array.Resize(ref _buffer, _buffer.Length * 2);
        try
        {
            int read = stream.Read(_buffer, _end, _buffer.Length - _end);
            _ended = read == 0;
            _end += read;
        }
        catch (InvalidDataException e)
        {
            throw new ChainFaultException(Verdict.Malformed, 0, $"the gzip data is damaged or cut short: {e.Message}");
        }
        catch (IOException e)
        {
            throw new ChainFaultException(Verdict.Malformed, 0, $"the file cannot be read: {e.Message}");
        }
    }
}
