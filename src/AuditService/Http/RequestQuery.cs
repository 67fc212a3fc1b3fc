using System.Globalization;
using Microsoft.Extensions.Primitives;

namespace AuditService.Http;

/// <summary>Reads the parameters of a URL one by one; what nobody asked for is an error.</summary>
internal sealed class RequestQuery(IQueryCollection query)
{
    private readonly HashSet<string> _left = [.. query.Keys];

    public string? Text(string name)
    {
        _left.Remove(name);
        if (!query.TryGetValue(name, out StringValues values)) return null;
        return values is [{ } value] ? value : throw Problems.Invalid($"'{name}' is given more than once.");
    }

    public IReadOnlyList<string> Texts(string name)
    {
        _left.Remove(name);
        return query.TryGetValue(name, out StringValues values) ? [.. values.Select(value => value ?? "")] : [];
    }

    public long? Number(string name, long least, long most)
    {
        if (Text(name) is not { } text) return null;
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) && number >= least && number <= most ? number
            : throw Problems.Invalid($"'{name}' is a whole number from {least} to {most}; '{text}' is none.");
    }

    public DateTimeOffset? Time(string name)
    {
        if (Text(name) is not { } text) return null;
        return AuditTime.TryParseRfc3339(text, out DateTimeOffset time) ? time : throw Problems.Invalid($"'{name}' is a time like 2026-11-20T09:00:01Z (RFC 3339); '{text}' is none.");
    }

    /// <summary>The filters: names, times and sequences, as <see cref="QueryText"/> writes them.</summary>
    public EntryQuery Filters() => new()
    {
        Names = [.. QueryText.Members.Select(item => (item.Member, Patterns: Texts(item.Name))).Where(item => item.Patterns.Count > 0).Select(item => NameFilter.Like(item.Member, item.Patterns))],
        Messages = [.. Texts("message").Select(NamePattern.Parse)],
        After = Time("since"),
        Before = Time("until"),
        FirstSequence = Number("from", 1, AuditLimits.SafeInteger) ?? 1,
        LastSequence = Number("to", 0, AuditLimits.SafeInteger) ?? AuditLimits.SafeInteger,
        Sequences = Sequences(),
    };

    public void End()
    {
        if (_left.Count > 0) throw Problems.Invalid($"'{_left.Order(StringComparer.Ordinal).First()}' is not a parameter that is known here.");
    }

    private HashSet<long>? Sequences()
    {
        if (Text("seq") is not { } text) return null;
        HashSet<long> sequences = [];
        foreach (string part in text.Split(','))
        {
            if (!long.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out long seq) || seq < 1 || sequences.Count >= 1000)
                throw Problems.Invalid("'seq' holds up to 1000 sequences, separated by commas.");
            sequences.Add(seq);
        }
        return sequences;
    }
}
