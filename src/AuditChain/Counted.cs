using System.Globalization;

namespace AuditChain;

/// <summary>A number and what it counts, as a sentence wants it: <c>1 entry</c>, <c>2 entries</c>.</summary>
public static class Counted
{
    /// <summary>The number and the word that fits it.</summary>
    /// <param name="count">How many.</param>
    /// <param name="one">What it is when there is one.</param>
    /// <param name="several">What they are otherwise; null for <paramref name="one"/> and an <c>s</c>.</param>
    public static string Of(long count, string one, string? several = null) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} {(count == 1 ? one : several ?? one + "s")}");

    /// <summary>So many entries.</summary>
    /// <param name="count">How many.</param>
    public static string Entries(long count) => Of(count, "entry", "entries");
}
