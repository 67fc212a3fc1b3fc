using System.Text;
using System.Text.Unicode;

namespace AuditChain.Storage;

/// <summary>
/// Names without their case, by one frozen table (<see cref="FoldingTable"/>), never by the runtime's own, which changes with
/// Unicode. Filters, wildcards, completion and the block index all use it, so that they agree.
/// </summary>
public static class Folding
{
    // What is added to each character, by pages of 256; null for the many pages without letters that have a case.
    private static readonly int[]?[] s_pages = Pages();

    /// <summary>Compares folded names: by UTF-16 code unit, those that differ in their case alone being equal.</summary>
    public static StringComparer Comparer { get; } = new FoldingComparer();

    /// <summary>The folded name. It has as many UTF-16 code units as the name; folding it again changes nothing.</summary>
    /// <param name="name">Any text; a lone surrogate stays as it is.</param>
    public static string Fold(string name) => string.Create(name.Length, name, static (folded, text) => Fold(text, folded));

    /// <summary>Whether two names are equal but for their case.</summary>
    /// <param name="left">One name.</param>
    /// <param name="right">The other.</param>
    public static bool Equals(string left, string right) =>
        left.Length == right.Length && (string.Equals(left, right, StringComparison.Ordinal) || Fold(left) == Fold(right));

    /// <summary>Whether a name begins with a prefix, whatever the case.</summary>
    /// <param name="name">The name.</param>
    /// <param name="prefix">Its beginning; every name begins with the empty one.</param>
    public static bool StartsWith(string name, string prefix) => name.Length >= prefix.Length && Equals(name[..prefix.Length], prefix);

    /// <summary>The most bytes that a text folds to: U+023A and U+023E grow from two bytes to three, all others stay or shrink.</summary>
    internal static int MaxBytes(int length) => length + (length / 2);

    /// <summary>Folds UTF-8.</summary>
    /// <param name="text">Valid UTF-8.</param>
    /// <param name="destination">At least <see cref="MaxBytes"/> of its length; must not overlap the text.</param>
    /// <returns>The number of bytes written.</returns>
    internal static int Fold(ReadOnlySpan<byte> text, Span<byte> destination)
    {
        int written = 0;
        while (true)
        {
            // Stops at the first byte beyond ASCII, and says how far it came.
            Ascii.ToLower(text, destination[written..], out int ascii);
            written += ascii;
            text = text[ascii..];
            if (text.IsEmpty) return written;
            while (!text.IsEmpty && text[0] >= 0x80)
            {
                Rune.DecodeFromUtf8(text, out Rune character, out int length);
                int folded = Fold(character.Value);
                if (folded == character.Value) text[..length].CopyTo(destination[written..]);
                written += folded == character.Value ? length : new Rune(folded).EncodeToUtf8(destination[written..]);
                text = text[length..];
            }
        }
    }

    /// <summary>Folds UTF-16; the destination is as long as the text.</summary>
    internal static void Fold(ReadOnlySpan<char> text, Span<char> destination)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1]))
            {
                new Rune(Fold(char.ConvertToUtf32(text[i], text[i + 1]))).EncodeToUtf16(destination[i..]);
                i++;
            }
            else
            {
                destination[i] = (char)Fold(text[i]);
            }
        }
    }

    /// <summary>Folds one character.</summary>
    internal static int Fold(int character)
    {
        int page = character >> 8;
        return page < s_pages.Length && s_pages[page] is { } distances ? character + distances[character & 0xFF] : character;
    }

    /// <summary>The folded UTF-8 of a name; null for one with a lone surrogate, which no line can hold.</summary>
    internal static byte[]? FoldToUtf8(string name)
    {
        byte[] bytes = new byte[Encoding.UTF8.GetMaxByteCount(name.Length)];
        return Utf8.FromUtf16(Fold(name), bytes, out _, out int length, replaceInvalidSequences: false)
            == System.Buffers.OperationStatus.Done
            ? bytes[..length]
            : null;
    }

    private static int[]?[] Pages()
    {
        ReadOnlySpan<int> runs = FoldingTable.Runs;
        int[]?[] pages = new int[]?[(runs[^3] >> 8) + 1];
        for (int i = 0; i < runs.Length; i += 4)
        {
            for (int character = runs[i]; character <= runs[i + 1]; character += runs[i + 2])
                (pages[character >> 8] ??= new int[256])[character & 0xFF] = runs[i + 3];
        }
        return pages;
    }

    private sealed class FoldingComparer : StringComparer
    {
        public override int Compare(string? x, string? y) =>
            x is null || y is null ? string.CompareOrdinal(x, y) : string.CompareOrdinal(Fold(x), Fold(y));

        public override bool Equals(string? x, string? y) => x is null || y is null ? ReferenceEquals(x, y) : Folding.Equals(x, y);

        public override int GetHashCode(string obj) => Fold(obj).GetHashCode(StringComparison.Ordinal);
    }
}
