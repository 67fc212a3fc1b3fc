namespace AuditChain.Sqlite;

/// <summary>
/// Checks that the entries of an index come in its order. One that holds the right entries in another order passes for
/// complete when it is read from end to end, and finds nothing when it is searched.
/// </summary>
internal sealed class IndexOrder
{
    private byte[] _value = new byte[256];
    private int _length = -1;
    private long _seq;

    /// <summary>True when this entry comes after the one before.</summary>
    public bool Follows(ReadOnlySpan<byte> value, long seq)
    {
        ReadOnlySpan<byte> before = _value.AsSpan(0, Math.Max(0, _length));
        bool same = _length >= 0 && value.SequenceEqual(before);
        int order = _length < 0 ? -1 : same ? 0 : Compare(before, value);
        bool follows = order < 0 || (order == 0 && _seq < seq);
        _seq = seq;
        if (same) return follows;
        if (value.Length > _value.Length) _value = new byte[value.Length * 2];
        value.CopyTo(_value);
        _length = value.Length;
        return follows;
    }

    /// <summary>SQLite's NOCASE: ASCII letters without their case, and nothing after a zero byte; then the shorter text first. Times have no letters that this could confuse.</summary>
    private static int Compare(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b)
    {
        int shorter = Math.Min(a.Length, b.Length), i = 0;
        while (i < shorter && a[i] != 0 && Lower(a[i]) == Lower(b[i])) i++;
        int order = i == shorter ? 0 : Lower(a[i]) - Lower(b[i]);
        return order != 0 ? order : a.Length - b.Length;
    }

    private static int Lower(byte c) => c is >= (byte)'A' and <= (byte)'Z' ? c | 0x20 : c;
}
