using System.Text;

namespace AuditChain.Mirrors.Schemas;

/// <summary>Text for formats in which control characters have no escape: they are shown as the symbols that Unicode has for them.</summary>
internal static class PlainText
{
    /// <summary>The text with U+2400 and following for controls of ASCII, U+FFFD for C1 and for what is not a character.</summary>
    /// <param name="text">Any text.</param>
    public static string Show(string text)
    {
        if (!text.Any(IsShown)) return text;
        StringBuilder shown = new(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
        {
            shown.Append(rune.Value switch
            {
                < 0x20 => ((char)(0x2400 + rune.Value)).ToString(),
                0x7F => "␡",
                >= 0x80 and < 0xA0 or 0x2028 or 0x2029 => "�",
                _ => rune.ToString(),
            });
        }
        return shown.ToString();
    }

    /// <summary>At most so many UTF-16 code units, never half a pair.</summary>
    public static string Cut(string text, int limit) => text.Length <= limit ? text
        : text[..(char.IsHighSurrogate(text[limit - 1]) ? limit - 1 : limit)];

    private static bool IsShown(char c) => char.IsControl(c) || char.IsSurrogate(c) || c is '\u2028' or '\u2029';
}
