using System.Buffers;
using System.Globalization;
using System.Text;

namespace AuditChain;

// What is shown instead of a character that would command a terminal or hide from its reader:
//
//   U+0000..U+001F, U+007F   their pictures, U+2400..U+241F and U+2421: ␀ ␉ ␊ ␛ ␡
//   everything else below    \u{202e}: the code point in lower-case hexadecimal
//
//   C1 controls; line and paragraph separators; format characters (bidirectional marks, embeddings, overrides and isolates,
//   zero-width ones, the soft hyphen, the byte order mark, tags); fillers and selectors that take no room; lone surrogates

/// <summary>Text from a log, made fit to be shown: it is one line, and nothing in it acts or hides. Whoever computes with a text keeps the original.</summary>
public static class VisibleText
{
    private const char PictureOfNull = '\u2400', PictureOfDelete = '\u2421';

    /// <summary>The characters of most texts, none of which needs a closer look.</summary>
    private static readonly SearchValues<char> s_plain = SearchValues.Create([.. Enumerable.Range(0x20, 0x7F - 0x20).Select(c => (char)c), .. Enumerable.Range(0xC0, 0x100 - 0xC0).Select(c => (char)c)]);

    /// <summary>Letters and marks by their category that nevertheless show nothing.</summary>
    private static readonly SearchValues<char> s_blank = SearchValues.Create("\u034F\u115F\u1160\u17B4\u17B5\u180B\u180C\u180D\u180F\u2800\u3164\uFFA0");

    /// <summary>The text with visible symbols for what is none; the text itself where there is nothing to replace.</summary>
    /// <param name="text">Any text; null gives an empty one.</param>
    public static string Of(string? text)
    {
        int at = text.AsSpan().IndexOfAnyExcept(s_plain);
        if (at < 0) return text ?? "";
        StringBuilder shown = new(text, 0, at, text!.Length + 16);
        while (at < text.Length)
        {
            if (Rune.DecodeFromUtf16(text.AsSpan(at), out Rune rune, out int used) != OperationStatus.Done) Escape(shown, text[at]);
            else if (rune.Value < 0x20) shown.Append((char)(PictureOfNull + rune.Value));
            else if (rune.Value == 0x7F) shown.Append(PictureOfDelete);
            else if (IsVisible(rune)) shown.Append(text, at, used);
            else Escape(shown, rune.Value);
            at += used;
        }
        return shown.ToString();
    }

    private static bool IsVisible(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => false,
        // U+E0000..U+E0FFF: tags and selectors that carry text which nobody sees.
        _ => !(rune.IsBmp && s_blank.Contains((char)rune.Value)) && rune.Value is not (>= 0xE0000 and <= 0xE0FFF),
    };

    private static void Escape(StringBuilder shown, int value) => shown.Append("\\u{").Append(value.ToString("x", CultureInfo.InvariantCulture)).Append('}');
}
