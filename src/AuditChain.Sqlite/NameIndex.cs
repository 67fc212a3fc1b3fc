using System.Text;

namespace AuditChain.Sqlite;

/// <summary>Distinct values of a column, by jumping from one to the next in its index: the cost grows with the values, not with the entries.</summary>
internal sealed class NameIndex(LogDatabase database)
{
    public static string Column(EntryMember member) => Schema.NameColumns[(int)member - 1];

    public IReadOnlyList<string> Read(EntryMember member, string prefix, int limit)
    {
        string column = Column(member);
        // The index folds the case of ASCII alone: up to there its order is that of the prefix, and what is beyond ASCII comes last.
        string ascii = prefix[..(prefix.AsSpan().IndexOfAnyExceptInRange('\0', '\x7f') is >= 0 and var beyond ? beyond : prefix.Length)];
        using Statement first = database.Prepare($"SELECT {column} FROM entries WHERE {column} >= ? ORDER BY {column} LIMIT 1");
        using Statement next = database.Prepare($"SELECT {column} FROM entries WHERE {column} > ? ORDER BY {column} LIMIT 1");
        List<string> names = [];
        first.BindText(1, ascii.Length == prefix.Length ? prefix : $"{ascii}\u0080");
        Statement step = first;
        while (names.Count < limit && step.Step())
        {
            string name = step.Text(0);
            if (name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)) names.Add(name);
            else if (!name.StartsWith(ascii, StringComparison.OrdinalIgnoreCase)) break;
            step.Reset();
            step = next;
            next.BindText(1, name);
        }
        return names;
    }

    /// <summary>The values that a filter lets through, when it is cheap to say; null when only each row can tell.</summary>
    public IReadOnlyList<string>? Resolve(NameFilter filter)
    {
        const int most = 64;
        if (filter.Patterns.Count <= most && filter.Patterns.All(pattern => pattern.IsName && Ascii.IsValid(pattern.Text) && !pattern.Text.Contains('`'))) return [.. filter.Patterns.Select(pattern => pattern.Text)];
        IReadOnlyList<string> all = Read(filter.Member, "", (4 * most) + 1);
        if (all.Count > 4 * most) return null;
        List<string> matching = [.. all.Where(name => filter.Matches(name))];
        return matching.Count <= most ? matching : null;
    }
}
