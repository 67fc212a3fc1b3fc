using System.Text;

namespace AuditChain.Json;

// What signed notes, checkpoints and names are made of: text that has one UTF-8 encoding and no invisible ASCII.
internal static class NoteText
{
    private const int MaxNameLength = 255;

    /// <summary>UTF-8 without a byte order mark that throws where it would replace.</summary>
    internal static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Null when the text has no lone surrogate and no control character below U+0020 but line feeds.</summary>
    internal static string? Problem(string text)
    {
        int line = 1;
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (c == '\n') line++;
            else if (c < ' ') return $"line {line} holds the control character U+{(int)c:X4}, and only line feeds are allowed";
            else if (char.IsSurrogate(c) && !char.IsSurrogatePair(text, i++)) return $"line {line} holds the lone surrogate U+{(int)c:X4}";
        }

        return null;
    }

    /// <summary>Null when the name, of a key or a log, has 1..255 characters without white space, control characters and <c>+</c>.</summary>
    internal static string? NameProblem(string name)
    {
        if (name.Length is 0 or > MaxNameLength) return $"a name has 1 to {MaxNameLength} characters, not {name.Length}";
        if (name.Contains('+', StringComparison.Ordinal)) return $"a name has no '+', found {Quote(name)}";
        if (name.Any(c => char.IsWhiteSpace(c) || char.IsControl(c))) return $"a name has no white space and no control characters, found {Quote(name)}";
        return Problem(name);
    }

    /// <summary>A hostile text, shortened, for a message: what it holds is shown by <see cref="VisibleText"/>.</summary>
    internal static string Quote(string text) => $"'{string.Concat(text.EnumerateRunes().Take(80))}{(text.Length > 80 ? "…" : "")}'";
}
