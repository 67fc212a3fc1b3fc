namespace AuditChain.Storage;

/// <summary>Reads the text of a <see cref="NamePattern"/>, backtick by backtick as PowerShell does.</summary>
internal static class PatternReader
{
    /// <summary>The parts of a pattern, folded; null, with the reason in words, when it is none.</summary>
    public static PatternPart[]? Read(string text, out string? problem)
    {
        problem = null;
        // Folded first, so that a pair of surrogates folds as one character; the ranges need the text as it was typed.
        string folded = Folding.Fold(text);
        List<PatternPart> parts = [];
        bool escaped = false;
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (escaped)
            {
                parts.Add(PatternPart.Of(folded[i]));
                escaped = false;
            }
            else if (c == '`')
            {
                escaped = true;
            }
            else if (c == '[')
            {
                i = ReadRanges(text, i + 1, out List<(char, char)> ranges, out problem);
                if (problem is not null) return null;
                parts.Add(new PatternPart(PatternPartKind.OneOf, Ranges: [.. ranges]));
            }
            else
            {
                parts.Add(c switch
                {
                    '*' => new PatternPart(PatternPartKind.AnyText),
                    '?' => new PatternPart(PatternPartKind.AnyCharacter),
                    _ => PatternPart.Of(folded[i]),
                });
            }
        }
        if (escaped && text.Length > 1) parts.Add(PatternPart.Of('`'));
        return [.. parts];
    }

    /// <summary>Reads from behind a "[" to its "]".</summary>
    /// <returns>Where the "]" stands.</returns>
    private static int ReadRanges(string text, int start, out List<(char First, char Last)> ranges, out string? problem)
    {
        List<(char Character, bool Dash)> members = [];
        bool escaped = false;
        int at = start;
        for (; at < text.Length && (text[at] != ']' || at == start || escaped); at++)
        {
            if (text[at] != '`' || escaped) members.Add((text[at], text[at] == '-' && !escaped));
            escaped = text[at] == '`' && !escaped;
        }
        ranges = [];
        problem = at == text.Length ? "a '[' has no ']'" : null;
        for (int i = 0; i < members.Count && problem is null; i++)
        {
            (char first, char last) = (members[i].Character, members[i].Character);
            if (i + 2 < members.Count && members[i + 1].Dash)
            {
                last = members[i + 2].Character;
                i += 2;
            }
            if (last < first) problem = $"the range '{first}-{last}' ends before it begins";
            ranges.Add((first, last));
        }
        return at;
    }
}
