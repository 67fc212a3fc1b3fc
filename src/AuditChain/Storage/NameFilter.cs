namespace AuditChain.Storage;

/// <summary>A filter on one member: an entry passes when its value matches one of some names or patterns. Immutable.</summary>
public sealed class NameFilter
{
    private readonly NamePattern[] _wildcards;
    private readonly byte[][] _names;
    private readonly ushort[] _hashes;

    /// <summary>Creates a filter.</summary>
    /// <param name="member">Which member; entries without it never match.</param>
    /// <param name="patterns">Names and patterns; nothing passes when there are none.</param>
    public NameFilter(EntryMember member, params IReadOnlyList<NamePattern> patterns)
    {
        Member = member;
        Patterns = [.. patterns];
        _wildcards = [.. patterns.Where(pattern => !pattern.IsName)];
        _names = [.. patterns.Select(pattern => pattern.FoldedName).OfType<byte[]>()];
        Array.Sort(_names, static (a, b) => a.AsSpan().SequenceCompareTo(b));
        _hashes = [.. _names.Select(name => ValueHash.Of(name)).Distinct()];
    }

    /// <summary>Which member.</summary>
    public EntryMember Member { get; }

    /// <summary>Names and patterns, of which one must match.</summary>
    public IReadOnlyList<NamePattern> Patterns { get; }

    /// <summary>True when there are no wildcards among them.</summary>
    internal bool IsNames => _wildcards.Length == 0;

    /// <summary>The hashes of the names, as the block index has them.</summary>
    internal ReadOnlySpan<ushort> Hashes => _hashes;

    /// <summary>A filter for any of some names, whatever their case; a wildcard in one means itself.</summary>
    /// <param name="member">Which member.</param>
    /// <param name="names">At least one.</param>
    public static NameFilter AnyOf(EntryMember member, params IReadOnlyList<string> names) =>
        new(member, [.. names.Select(NamePattern.Name)]);

    /// <summary>A filter for any of some patterns; one without a wildcard is a name.</summary>
    /// <param name="member">Which member.</param>
    /// <param name="patterns">At least one; as <see cref="NamePattern"/> describes.</param>
    /// <exception cref="AuditException">AuditPatternInvalid.</exception>
    public static NameFilter Like(EntryMember member, params IReadOnlyList<string> patterns) =>
        new(member, [.. patterns.Select(NamePattern.Parse)]);

    /// <summary>Whether a value matches.</summary>
    /// <param name="value">As the entry says it.</param>
    public bool Matches(string value) => Folding.FoldToUtf8(value) is { } folded && MatchesFolded(folded);

    /// <summary>Whether a folded value matches.</summary>
    /// <param name="folded">Valid UTF-8.</param>
    internal bool MatchesFolded(ReadOnlySpan<byte> folded)
    {
        if (HoldsName(folded)) return true;
        foreach (NamePattern pattern in _wildcards)
        {
            if (pattern.MatchesFolded(folded)) return true;
        }
        return false;
    }

    private bool HoldsName(ReadOnlySpan<byte> folded)
    {
        int low = 0, high = _names.Length - 1;
        while (low <= high)
        {
            int middle = (low + high) / 2, order = folded.SequenceCompareTo(_names[middle]);
            if (order == 0) return true;
            if (order < 0) high = middle - 1;
            else low = middle + 1;
        }
        return false;
    }
}
