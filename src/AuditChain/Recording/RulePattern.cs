using System.IO.Enumeration;

namespace AuditChain.Recording;

/// <summary>Names with the wildcards <c>*</c> and <c>?</c>; case does not matter.</summary>
internal static class RulePattern
{
    /// <summary>Whether a name is meant.</summary>
    /// <param name="pattern">With or without wildcards; <c>*</c> means an absent name too.</param>
    /// <param name="name">Null for an absent one.</param>
    public static bool Matches(string pattern, string? name) =>
        pattern == "*" || (string.IsNullOrEmpty(name) ? pattern.Length == 0 : FileSystemName.MatchesSimpleExpression(pattern, name));
}
