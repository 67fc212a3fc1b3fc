using System.Numerics;

namespace AuditChain.Storage.Blocks;

/// <summary>A set of rows of one block. Reused from block to block; not thread-safe.</summary>
internal sealed class RowSet
{
    private readonly ulong[] _bits = new ulong[BlockFormat.Rows / 64];

    /// <summary>Row i is bit i mod 64 of word i div 64.</summary>
    public Span<ulong> Words => _bits;

    /// <summary>Whether no row is in it.</summary>
    public bool IsEmpty => !_bits.AsSpan().ContainsAnyExcept(0UL);

    /// <summary>Number of rows in it.</summary>
    public int Count
    {
        get
        {
            int count = 0;
            foreach (ulong word in _bits) count += BitOperations.PopCount(word);
            return count;
        }
    }

    /// <summary>Whether a row is in it.</summary>
    public bool this[int row] => (_bits[row >> 6] >> row & 1) != 0;

    /// <summary>Holds every row afterwards.</summary>
    public void SetAll() => _bits.AsSpan().Fill(ulong.MaxValue);

    /// <summary>Holds no row afterwards.</summary>
    public void Clear() => _bits.AsSpan().Clear();

    /// <summary>Keeps the rows of a range alone.</summary>
    /// <param name="first">The first row kept.</param>
    /// <param name="last">The last row kept.</param>
    public void Keep(int first, int last)
    {
        for (int word = 0; word < _bits.Length; word++)
        {
            int low = Math.Max(first - (word * 64), 0), high = Math.Min(last - (word * 64), 63);
            _bits[word] &= low > high ? 0 : (ulong.MaxValue << low) & (ulong.MaxValue >> (63 - high));
        }
    }

    /// <summary>The first row in it that is not before a given one; -1 when there is none.</summary>
    /// <param name="from">0 to 4,096.</param>
    public int Next(int from)
    {
        for (int word = from >> 6; word < _bits.Length; word++, from = word << 6)
        {
            ulong rest = _bits[word] & (ulong.MaxValue << (from & 63));
            if (rest != 0) return (word << 6) + BitOperations.TrailingZeroCount(rest);
        }
        return -1;
    }

    /// <summary>The last row in it that is not after a given one; -1 when there is none.</summary>
    /// <param name="from">-1 to 4,095.</param>
    public int Previous(int from)
    {
        for (int word = from >> 6; word >= 0; word--, from = (word << 6) + 63)
        {
            ulong rest = _bits[word] & (ulong.MaxValue >> (63 - (from & 63)));
            if (rest != 0) return (word << 6) + 63 - BitOperations.LeadingZeroCount(rest);
        }
        return -1;
    }
}
