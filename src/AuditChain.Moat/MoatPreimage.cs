using System.Buffers.Binary;
using System.Text;

namespace AuditChain.Moat;

// What moat hashes with SHA-256:
//
//   seq (8 bytes, big endian) ‖ time ‖ type ‖ prev (64 hexadecimal characters, nothing for the first entry) ‖ data
//
// In a database the data is there as it was hashed. A bundle holds what became of it: the members of typed data in another
// order, numbers read as doubles, and U+FFFD where Go had written \ufffd for bytes that are not UTF-8. So the texts that it
// may have been are hashed one after the other, likely ones first, until one fits: then it is proven to have been that one.

/// <summary>Compares an entry with its hash.</summary>
internal sealed class MoatPreimage
{
    private const int MaxTries = 4096;
    private const int MaxHashed = 16 * 1024 * 1024;
    private const int MaxPlaces = 32;
    private const int MaxMasks = 6;

    private readonly LineBuffer _bytes = new(4 * JsonWindow.MaxItem);
    private readonly List<(TextSpan Place, List<byte[]> Texts)> _numbers = [];
    private readonly List<ulong> _masks = [];
    private int[]?[] _orders = [];
    private int[] _choices = [];
    private int _prefix, _tries;

    /// <summary>After <see cref="Fits"/> was false: whether the data is of a kind that an honest export may have made unrecognizable.</summary>
    public bool IsLost { get; private set; }

    /// <summary>True when the hash is the one of the entry; an exported entry's data is then the text that was hashed.</summary>
    /// <param name="entry">With its data read.</param>
    public bool Fits(MoatEntry entry)
    {
        WritePrefix(entry);
        if (!entry.IsExported)
        {
            _bytes.Write(entry.Data.Written);
            return Digest.Of(_bytes.Written) == entry.Hash;
        }
        int[]? declared = MoatTypes.DeclaredOrder(entry.Type, entry.Value);
        _orders = declared is null ? [null] : [declared, null];
        Forget();
        foreach (int[]? order in _orders)
        {
            if (Try(entry, order)) return true;
        }
        return Search(entry);
    }

    private void WritePrefix(MoatEntry entry)
    {
        _bytes.Clear();
        BinaryPrimitives.WriteInt64BigEndian(_bytes.Reserve(sizeof(long)), entry.Seq);
        _bytes.Advance(sizeof(long));
        _bytes.Write(Encoding.ASCII.GetBytes(entry.Time));
        _bytes.Write(Encoding.UTF8.GetBytes(entry.Type));
        if (entry.Prev is { } prev)
        {
            prev.WriteHex(_bytes.Reserve(Digest.Size * 2));
            _bytes.Advance(Digest.Size * 2);
        }
        _prefix = _bytes.Length;
    }

    private void Forget()
    {
        _numbers.Clear();
        _masks.Clear();
        _masks.Add(0);
        _choices = [];
        _tries = 0;
        IsLost = false;
    }

    /// <summary>Tries what the export may have lost: first what differs in one thing from what is shown, then in two …</summary>
    private bool Search(MoatEntry entry)
    {
        MoatValue value = entry.Value;
        IsLost = value.Replacements.Count > MaxMasks || value.Numbers.Exists(n => LostNumber.IsRounded(n.In(value.Text.Written)));
        if (value.Replacements.Count > 0) _masks.Add(ulong.MaxValue);
        for (ulong mask = 1; value.Replacements.Count is > 1 and <= MaxMasks && mask < (1UL << value.Replacements.Count) - 1; mask++) _masks.Add(mask);
        IEnumerable<TextSpan> places = value.Numbers.Count <= MaxPlaces ? value.Numbers : value.Numbers.Where(n => LostNumber.IsRounded(n.In(value.Text.Written))).Take(MaxPlaces);
        foreach (TextSpan place in places) _numbers.Add((place, LostNumber.Texts(place.In(value.Text.Written))));
        _choices = new int[_numbers.Count];
        int most = _masks.Count - 1 + _numbers.Sum(n => n.Texts.Count - 1);
        for (int rank = 1; rank <= most; rank++)
        {
            for (int mask = 0; mask < _masks.Count && mask <= rank; mask++)
            {
                if (Choose(entry, 0, rank - mask, _masks[mask])) return true;
            }
            if (IsSpent(entry)) return false;
        }
        return false;
    }

    /// <summary>Chooses texts for the numbers from one on, whose ranks sum up to <paramref name="rank"/>, and tries them.</summary>
    private bool Choose(MoatEntry entry, int number, int rank, ulong mask)
    {
        if (number == _numbers.Count) return rank == 0 && Array.Exists(_orders, order => Try(entry, order, mask));
        int rest = 0;
        for (int i = number + 1; i < _numbers.Count; i++) rest += _numbers[i].Texts.Count - 1;
        int most = Math.Min(rank, _numbers[number].Texts.Count - 1);
        for (int choice = Math.Max(0, rank - rest); choice <= most; choice++)
        {
            _choices[number] = choice;
            if (Choose(entry, number + 1, rank - choice, mask)) return true;
            if (IsSpent(entry)) break;
        }
        return false;
    }

    private bool IsSpent(MoatEntry entry) => _tries >= MaxTries || (long)_tries * entry.Value.Text.Length > MaxHashed;

    private bool Try(MoatEntry entry, int[]? order, ulong mask = 0)
    {
        _tries++;
        _bytes.Truncate(_prefix);
        MoatValue value = entry.Value;
        if (order is null)
        {
            Write(value, 0, value.Text.Length, mask);
        }
        else
        {
            for (int i = 0; i < order.Length; i++)
            {
                TextSpan member = value.Members[order[i]].Whole;
                _bytes.Write(i == 0 ? (byte)'{' : (byte)',');
                Write(value, member.Start, member.Start + member.Length, mask);
            }
            _bytes.Write((byte)'}');
        }
        if (Digest.Of(_bytes.Written) != entry.Hash) return false;
        entry.Data.Clear();
        entry.Data.Write(_bytes.Written[_prefix..]);
        return true;
    }

    /// <summary>Writes a part of the value, with the texts that were chosen for its numbers and its replacement characters.</summary>
    private void Write(MoatValue value, int from, int to, ulong mask)
    {
        ReadOnlySpan<byte> text = value.Text.Written;
        int number = _numbers.FindIndex(n => n.Place.Start >= from), replacement = mask == 0 ? value.Replacements.Count : value.Replacements.FindIndex(r => r >= from);
        while (true)
        {
            int nextNumber = number >= 0 && number < _numbers.Count ? _numbers[number].Place.Start : int.MaxValue;
            int nextReplacement = replacement >= 0 && replacement < value.Replacements.Count ? value.Replacements[replacement] : int.MaxValue;
            int next = Math.Min(nextNumber, nextReplacement);
            if (next >= to) break;
            _bytes.Write(text[from..next]);
            if (next == nextNumber)
            {
                _bytes.Write(_numbers[number].Texts[_choices[number]]);
                from = next + _numbers[number++].Place.Length;
            }
            else
            {
                _bytes.Write((mask >> Math.Min(replacement++, 63) & 1) == 1 ? "\\ufffd"u8 : "\uFFFD"u8);
                from = next + "\uFFFD"u8.Length;
            }
        }
        _bytes.Write(text[from..to]);
    }
}
