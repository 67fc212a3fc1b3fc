namespace AuditChain.Verification;

/// <summary>Bounds the lines of a report, and makes them visible: what they quote comes from files that nobody vouches for.</summary>
internal static class ReportLine
{
    private const int MaxLines = 40;
    private const int MaxLength = 1000;

    /// <summary>One visible line; past 1000 characters it is cut.</summary>
    public static string Of(string text) => VisibleText.Of(text.Length <= MaxLength ? text : $"{text.AsSpan(0, MaxLength)}…");

    /// <summary>At most 40 such lines; the last then says how many there were.</summary>
    public static IReadOnlyList<string> Of(IReadOnlyList<string> lines) => lines.Count <= MaxLines
        ? [.. lines.Select(Of)]
        : [.. lines.Take(MaxLines - 1).Select(Of), $"There are {lines.Count - MaxLines + 1} more notes, which are not shown."];

    /// <summary>A short visible name.</summary>
    public static string Name(string text) => VisibleText.Of(text.Length <= 60 ? text : $"{text.AsSpan(0, 60)}…");
}
