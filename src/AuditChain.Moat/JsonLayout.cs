namespace AuditChain.Moat;

/// <summary>
/// The white space of a JSON document: whatever its writer's habit is (none, or a line for each value, indented), it is the
/// same everywhere. Learned at the first places, compared at all others; a place that differs was edited by hand.
/// </summary>
internal sealed class JsonLayout
{
    private byte[]? _indent;
    private bool _known;
    private int _comma = -1, _colon = -1;

    /// <summary>Between an opening bracket and the first value in it.</summary>
    /// <param name="gap">The white space.</param>
    /// <param name="depth">How many brackets are open.</param>
    public bool AfterOpen(ReadOnlySpan<byte> gap, int depth)
    {
        if (!_known) Learn(gap);
        return Fits(gap, depth);
    }

    /// <summary>Between a comma and the next value.</summary>
    /// <param name="gap">The white space.</param>
    /// <param name="depth">How many brackets are open.</param>
    public bool AfterComma(ReadOnlySpan<byte> gap, int depth) => _indent is null ? Same(ref _comma, gap) : Fits(gap, depth);

    /// <summary>Between the last value and the closing bracket.</summary>
    /// <param name="gap">The white space.</param>
    /// <param name="depth">How many brackets are open after it.</param>
    public bool BeforeClose(ReadOnlySpan<byte> gap, int depth) => Fits(gap, depth);

    /// <summary>Between a colon and the value.</summary>
    /// <param name="gap">The white space.</param>
    public bool AfterColon(ReadOnlySpan<byte> gap) => Same(ref _colon, gap);

    private void Learn(ReadOnlySpan<byte> gap)
    {
        _known = true;
        if (gap.IsEmpty || gap[0] != '\n') return;
        ReadOnlySpan<byte> indent = gap[1..];
        if (indent.IsEmpty || !indent.ContainsAnyExcept(indent[0])) _indent = indent.ToArray();
    }

    private bool Fits(ReadOnlySpan<byte> gap, int depth)
    {
        if (_indent is null) return gap.IsEmpty;
        if (gap.Length != 1 + ((long)_indent.Length * depth) || gap[0] != '\n') return false;
        return _indent.Length == 0 || !gap[1..].ContainsAnyExcept(_indent[0]);
    }

    private static bool Same(ref int known, ReadOnlySpan<byte> gap)
    {
        if (!gap.IsEmpty && !gap.SequenceEqual(" "u8)) return false;
        if (known < 0) known = gap.Length;
        return known == gap.Length;
    }
}
