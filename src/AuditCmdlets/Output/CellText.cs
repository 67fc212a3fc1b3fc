namespace AuditCmdlets.Output;

/// <summary>Text in the cells of a terminal, counted as PowerShell counts it.</summary>
internal static class CellText
{
    /// <summary>How many columns a text takes.</summary>
    /// <param name="text">Without control characters.</param>
    public static int Width(string text)
    {
        int width = 0;
        foreach (char c in text) width += WidthOf(c);
        return width;
    }

    /// <summary>The text, shortened with an ellipsis where it is wider than allowed.</summary>
    /// <param name="text">Without control characters.</param>
    /// <param name="width">At least 1.</param>
    public static string Fit(string text, int width)
    {
        if (text.Length <= width / 2 || Width(text) <= width) return text;
        int room = width - 1, length = 0;
        while (length < text.Length && (room -= WidthOf(text[length])) >= 0) length++;
        if (length > 0 && char.IsHighSurrogate(text[length - 1])) length--;
        return $"{text.AsSpan(0, length)}…";
    }

    /// <summary>Letters of East Asia take two columns.</summary>
    private static int WidthOf(char c) => c >= 0x1100
        && c is <= '\u115f' or '\u2329' or '\u232a' or (>= '\u2e80' and <= '\ua4cf' and not '\u303f') or (>= '\uac00' and <= '\ud7a3')
            or (>= '\uf900' and <= '\ufaff') or (>= '\ufe10' and <= '\ufe19') or (>= '\ufe30' and <= '\ufe6f') or (>= '\uff00' and <= '\uff60') or (>= '\uffe0' and <= '\uffe6') ? 2 : 1;
}
