namespace AuditChain.Sqlite;

/// <summary>
/// One page of a query in SQL. One filter drives, through its index; several values of it are merged by SQLite in the order
/// of seq (a UNION ALL of ordered parts), so that nothing is ever sorted. The other filters are checked on the rows.
/// </summary>
internal sealed class QueryText
{
    private const string Select = "SELECT seq, line FROM entries WHERE seq BETWEEN ?1 AND ?2";

    /// <summary>What narrows most is tried first.</summary>
    private static readonly EntryMember[] s_drivers =
        [EntryMember.Correlation, EntryMember.Target, EntryMember.Actor, EntryMember.Action, EntryMember.Type, EntryMember.Source, EntryMember.Outcome];

    private readonly List<string> _values;

    private QueryText(string sql, List<string> values)
    {
        Sql = sql;
        _values = values;
    }

    public string Sql { get; }

    /// <summary>Builds the text; null when a filter lets nothing through.</summary>
    public static QueryText? Build(EntryQuery query, NameIndex index)
    {
        List<string> values = [];
        List<(EntryMember Member, IReadOnlyList<string> Names)> resolved = [];
        foreach (NameFilter filter in query.Names)
        {
            IReadOnlyList<string>? names = index.Resolve(filter);
            if (names is { Count: 0 }) return null;
            if (names is not null) resolved.Add((filter.Member, names));
        }
        resolved.Sort((a, b) => Array.IndexOf(s_drivers, a.Member) - Array.IndexOf(s_drivers, b.Member));
        // The plus sign keeps SQLite from choosing another index than the driver's.
        string others = string.Concat(resolved.Skip(1).Select(f => $" AND +{NameIndex.Column(f.Member)} COLLATE NOCASE IN ({Join(f.Names, values)})"));
        string order = $"ORDER BY seq {(query.Descending ? "DESC" : "ASC")} LIMIT ?3";
        if (resolved.Count == 0) return new QueryText($"{Select} {order}", values);
        string column = NameIndex.Column(resolved[0].Member);
        IEnumerable<string> parts = resolved[0].Names.Distinct(StringComparer.OrdinalIgnoreCase).Select(name => $"{Select} AND {column} = {Join([name], values)}{others}");
        return new QueryText($"{string.Join(" UNION ALL ", parts)} {order}", values);
    }

    public void Bind(Statement statement, long low, long high, int limit)
    {
        statement.Bind(1, low);
        statement.Bind(2, high);
        statement.Bind(3, limit);
        for (int i = 0; i < _values.Count; i++) statement.BindText(i + 4, _values[i]);
    }

    private static string Join(IEnumerable<string> names, List<string> values)
    {
        List<string> places = [];
        foreach (string name in names)
        {
            values.Add(name);
            places.Add($"?{values.Count + 3}");
        }
        return string.Join(", ", places);
    }
}
