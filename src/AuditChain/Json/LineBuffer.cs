using System.Buffers;

namespace AuditChain.Json;

/// <summary>A growable byte buffer that refuses to grow past the longest line. Reused from line to line; not thread-safe.</summary>
public sealed class LineBuffer
{
    private readonly int _limit;
    private byte[] _bytes = new byte[512];

    /// <summary>Creates a buffer for one line.</summary>
    /// <param name="limit">The most bytes it holds.</param>
    public LineBuffer(int limit = AuditLimits.LineBytes) => _limit = limit;

    /// <summary>Bytes written so far.</summary>
    public int Length { get; private set; }

    /// <summary>What was written; valid until the next write.</summary>
    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    /// <summary>Forgets what was written and keeps the memory.</summary>
    public void Clear() => Length = 0;

    /// <summary>Appends bytes.</summary>
    /// <param name="bytes">Any bytes.</param>
    /// <exception cref="AuditException">AuditEntryTooLarge, before anything is written.</exception>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Reserve(bytes.Length));
        Length += bytes.Length;
    }

    /// <summary>Appends one byte.</summary>
    /// <param name="value">The byte.</param>
    public void Write(byte value)
    {
        Reserve(1)[0] = value;
        Length++;
    }

    /// <summary>Room for <paramref name="count"/> bytes, to be followed by <see cref="Advance"/>.</summary>
    /// <param name="count">Bytes wanted.</param>
    /// <exception cref="AuditException">AuditEntryTooLarge when the limit would be passed.</exception>
    internal Span<byte> Reserve(int count)
    {
        if (count > _bytes.Length - Length) Grow(count);
        return _bytes.AsSpan(Length, count);
    }

    internal void Advance(int count) => Length += count;

    /// <summary>Forgets what was written from <paramref name="length"/> on.</summary>
    internal void Truncate(int length) => Length = Math.Min(Length, length);

    /// <summary>What an escaped copy of <paramref name="chars"/> UTF-16 code units needs at least; checked before any work is done on it.</summary>
    internal void Expect(int chars)
    {
        if (chars > _limit - Length) throw TooLarge(_limit);
    }

    private void Grow(int count)
    {
        long needed = (long)Length + count;
        if (needed > _limit) throw TooLarge(_limit);
        Array.Resize(ref _bytes, (int)Math.Min(_limit, Math.Max(needed, (long)_bytes.Length * 2)));
    }

    // The limit is that of the format; a buffer's own is lower where room is left for what the log adds to the line.
    private static AuditException TooLarge(int limit) => new(
        AuditError.AuditEntryTooLarge,
        $"An entry's line can hold at most {AuditLimits.LineBytes >> 20} MiB ({AuditLimits.LineBytes} bytes{(limit < AuditLimits.LineBytes ? $", {AuditLimits.LineBytes - limit} of them for its sequence, time and link" : "")}), and this one needs more. Nothing of it was stored. Keep the payload elsewhere and record its hash and address.");
}
