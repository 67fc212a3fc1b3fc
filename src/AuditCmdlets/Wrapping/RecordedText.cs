namespace AuditCmdlets.Wrapping;

/// <summary>Text of unknown length on its way into an entry.</summary>
internal static class RecordedText
{
    /// <summary>The same text where it is short and valid; else its start, and lone surrogates replaced.</summary>
    /// <param name="text">Any.</param>
    /// <param name="length">In UTF-16 code units.</param>
    public static string Of(string text, int length)
    {
        string whole = text.Length <= length ? text : $"{text.AsSpan(0, char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)}…";
        return string.Create(whole.Length, whole, static (span, source) =>
        {
            source.CopyTo(span);
            for (int i = 0; i < span.Length; i++)
            {
                if (!char.IsSurrogate(span[i])) continue;
                if (char.IsHighSurrogate(span[i]) && i + 1 < span.Length && char.IsLowSurrogate(span[i + 1])) i++;
                else span[i] = '\uFFFD';
            }
        });
    }
}
