using System.Buffers;
using System.Text;

namespace AuditChain.Storage;

// A pattern for names, in the language of PowerShell's WildcardPattern, matched over folded text:
//
//   *        any text, the empty one included: every character, also NUL and newline
//   ?        one UTF-16 code unit, so that a character beyond U+FFFF counts as two
//   [a-c_]   one of these; a "]" that stands first is one of them, and there is no negation
//   `        the next character means itself; one that ends the pattern is a backtick, one that is the pattern is nothing
//
// Refused: a "[" without its "]", and a range whose end comes before its start.

/// <summary>A name, or a pattern with wildcards, that values are compared with whatever their case. Immutable.</summary>
public sealed class NamePattern
{
    private readonly PatternPart[] _parts;
    private readonly byte[]? _name;
    private readonly byte[] _start;

    private NamePattern(string text, PatternPart[] parts)
    {
        Text = text;
        _parts = parts;
        IsName = Array.TrueForAll(parts, part => part.Kind == PatternPartKind.Character);
        string start = string.Concat(parts.TakeWhile(part => part.Kind == PatternPartKind.Character).Select(part => part.Character));
        if (IsName) _name = Folding.FoldToUtf8(start);
        _start = _name ?? Folding.FoldToUtf8(start) ?? [];
    }

    /// <summary>The pattern as it was given.</summary>
    public string Text { get; }

    /// <summary>True when it holds no wildcard, so that an index can look it up.</summary>
    public bool IsName { get; }

    /// <summary>The name in folded UTF-8; null for a pattern, and for a name with a lone surrogate, which no entry has.</summary>
    internal byte[]? FoldedName => _name;

    /// <summary>A pattern that means a name as it stands, whatever characters it holds.</summary>
    /// <param name="name">The name.</param>
    public static NamePattern Name(string name) => new(name, [.. Folding.Fold(name).Select(PatternPart.Of)]);

    /// <summary>Reads a pattern.</summary>
    /// <param name="text">With or without wildcards.</param>
    /// <exception cref="AuditException">AuditPatternInvalid.</exception>
    public static NamePattern Parse(string text) =>
        TryParse(text, out NamePattern? pattern, out string? problem) ? pattern!
            : throw new AuditException(AuditError.AuditPatternInvalid,
                $"'{text}' is not a pattern: {problem}. Write a backtick before a character that is to mean itself.");

    /// <summary>Reads a pattern.</summary>
    /// <param name="text">With or without wildcards.</param>
    /// <param name="pattern">The pattern, when the result is true.</param>
    /// <param name="problem">Why not, when it is false.</param>
    public static bool TryParse(string text, out NamePattern? pattern, out string? problem)
    {
        pattern = PatternReader.Read(text, out problem) is { } parts ? new NamePattern(text, parts) : null;
        return pattern is not null;
    }

    /// <summary>Whether a value matches.</summary>
    /// <param name="value">As the entry says it.</param>
    public bool Matches(string value) => IsMatch(Folding.Fold(value));

    /// <summary>Whether a folded value matches.</summary>
    /// <param name="folded">Valid UTF-8.</param>
    internal bool MatchesFolded(ReadOnlySpan<byte> folded)
    {
        if (IsName) return _name is not null && folded.SequenceEqual(_name);
        // Most values of an index differ here already.
        if (!folded.StartsWith(_start)) return false;
        char[]? rented = folded.Length > 256 ? ArrayPool<char>.Shared.Rent(folded.Length) : null;
        Span<char> text = rented ?? stackalloc char[256];
        bool matches = IsMatch(text[..Encoding.UTF8.GetChars(folded, text)]);
        if (rented is not null) ArrayPool<char>.Shared.Return(rented);
        return matches;
    }

    /// <summary>What was given.</summary>
    public override string ToString() => Text;

    /// <summary>Goes back to the last star alone: a star before it could only make that one begin later.</summary>
    private bool IsMatch(ReadOnlySpan<char> text)
    {
        int at = 0, part = 0, star = -1, resume = 0;
        while (at < text.Length)
        {
            if (part < _parts.Length && _parts[part].Kind == PatternPartKind.AnyText)
            {
                star = part++;
                resume = at;
            }
            else if (part < _parts.Length && _parts[part].Matches(text[at]))
            {
                part++;
                at++;
            }
            else if (star >= 0)
            {
                part = star + 1;
                at = ++resume;
            }
            else
            {
                return false;
            }
        }
        while (part < _parts.Length && _parts[part].Kind == PatternPartKind.AnyText) part++;
        return part == _parts.Length;
    }
}
