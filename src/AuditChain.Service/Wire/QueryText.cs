using System.Globalization;
using System.Text;

namespace AuditChain.Service.Wire;

// An EntryQuery as the query of a URL:
//
//   type actor action target outcome source correlation   names and patterns, each may be repeated: one of them must match
//   message         patterns of the message, likewise
//   since until     recorded at this time or later, before this time (RFC 3339)
//   from to         first and last sequence          seq    these sequences alone, separated by commas
//   order           asc or desc (default)            limit  the newest so many of those that match

/// <summary>Writes a query as its service reads it.</summary>
internal static class QueryText
{
    /// <summary>What a query may say once; a query beyond that is answered by filtering what the service sends.</summary>
    private const int MostSequences = 500;

    /// <summary>The parameters of names, each with its member.</summary>
    public static readonly IReadOnlyList<(string Name, EntryMember Member)> Members =
    [
        ("type", EntryMember.Type), ("actor", EntryMember.Actor), ("action", EntryMember.Action), ("target", EntryMember.Target),
        ("outcome", EntryMember.Outcome), ("source", EntryMember.Source), ("correlation", EntryMember.Correlation),
    ];

    /// <summary>Whether a URL can say it.</summary>
    public static bool CanSay(EntryQuery query) =>
        query.Names.DistinctBy(filter => filter.Member).Count() == query.Names.Count && (query.Sequences?.Count ?? 0) <= MostSequences;

    /// <summary>The query of the URL, without its question mark; null when nothing can match.</summary>
    public static string? Write(EntryQuery query)
    {
        StringBuilder text = new();
        text.Append("order=").Append(query.Descending ? "desc" : "asc");
        foreach (NameFilter filter in query.Names)
        {
            string name = Members.First(item => item.Member == filter.Member).Name;
            string[] patterns = [.. filter.Patterns.Select(Pattern).OfType<string>()];
            if (patterns.Length == 0) return null;
            foreach (string pattern in patterns) Add(text, name, pattern);
        }
        if (query.Messages.Count > 0)
        {
            string[] patterns = [.. query.Messages.Select(Pattern).OfType<string>()];
            if (patterns.Length == 0) return null;
            foreach (string pattern in patterns) Add(text, "message", pattern);
        }
        if (query.After is { } after) Add(text, "since", AuditTime.Format(after));
        if (query.Before is { } before) Add(text, "until", AuditTime.Format(before));
        if (query.FirstSequence > 1) Add(text, "from", query.FirstSequence.ToString(CultureInfo.InvariantCulture));
        if (query.LastSequence < AuditLimits.SafeInteger) Add(text, "to", Math.Max(query.LastSequence, 0).ToString(CultureInfo.InvariantCulture));
        if (query.Sequences is { } sequences)
        {
            long[] wanted = [.. sequences.Where(seq => seq is >= 1 and <= AuditLimits.SafeInteger).Distinct()];
            if (wanted.Length == 0) return null;
            Add(text, "seq", string.Join(',', wanted));
        }
        if (query.Last is { } last) Add(text, "limit", last.ToString(CultureInfo.InvariantCulture));
        return text.ToString();
    }

    /// <summary>A pattern in its own language; a name with what would be a wildcard in it escaped. Null for a name that no entry has.</summary>
    private static string? Pattern(NamePattern pattern)
    {
        if (!pattern.IsName) return pattern.Text;
        if (pattern.FoldedName is not { } folded) return null;
        StringBuilder escaped = new();
        foreach (char character in Encoding.UTF8.GetString(folded))
        {
            if (character is '*' or '?' or '[' or ']' or '`') escaped.Append('`');
            escaped.Append(character);
        }
        return escaped.ToString();
    }

    private static void Add(StringBuilder text, string name, string value) => text.Append('&').Append(name).Append('=').Append(Uri.EscapeDataString(value));
}
