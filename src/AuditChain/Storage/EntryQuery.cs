namespace AuditChain.Storage;

/// <summary>The members by which entries can be filtered; actor and target by their id.</summary>
public enum EntryMember
{
    /// <summary>The kind of entry.</summary>
    Type = 1,

    /// <summary>Who did it.</summary>
    Actor,

    /// <summary>What was done.</summary>
    Action,

    /// <summary>What it was done to.</summary>
    Target,

    /// <summary>How it ended.</summary>
    Outcome,

    /// <summary>The component that recorded it.</summary>
    Source,

    /// <summary>What ties entries together.</summary>
    Correlation,
}

/// <summary>A filter on one member.</summary>
/// <param name="Member">Which member; entries without it never match.</param>
/// <param name="Matches">Whether a value matches.</param>
/// <param name="Names">The values themselves, where the filter is a list of plain names compared without regard to case; null for patterns.</param>
public sealed record NameFilter(EntryMember Member, Predicate<string> Matches, IReadOnlyList<string>? Names = null)
{
    /// <summary>A filter for any of some names, whatever their case.</summary>
    /// <param name="member">Which member.</param>
    /// <param name="names">At least one.</param>
    public static NameFilter AnyOf(EntryMember member, params IReadOnlyList<string> names) =>
        new(member, value => names.Contains(value, StringComparer.OrdinalIgnoreCase), names);
}

/// <summary>Which entries to read, and in which order.</summary>
public sealed record EntryQuery
{
    /// <summary>All of these must match.</summary>
    public IReadOnlyList<NameFilter> Names { get; init; } = [];

    /// <summary>Recorded at this time or later.</summary>
    public DateTimeOffset? After { get; init; }

    /// <summary>Recorded before this time.</summary>
    public DateTimeOffset? Before { get; init; }

    /// <summary>First sequence.</summary>
    public long FirstSequence { get; init; } = 1;

    /// <summary>Last sequence.</summary>
    public long LastSequence { get; init; } = AuditLimits.SafeInteger;

    /// <summary>These sequences alone; null for all.</summary>
    public IReadOnlyCollection<long>? Sequences { get; init; }

    /// <summary>Newest first.</summary>
    public bool Descending { get; init; }

    /// <summary>The newest so many of those that match, in the order asked for; null for all.</summary>
    public long? Last { get; init; }

    /// <summary>Whether an entry matches the filters and the range.</summary>
    /// <param name="entry">An entry.</param>
    public bool Matches(AuditEntry entry) =>
        entry.Seq >= FirstSequence && entry.Seq <= LastSequence
        && (Sequences is null || Sequences.Contains(entry.Seq))
        && (After is null || entry.Time >= After) && (Before is null || entry.Time < Before)
        && Names.All(filter => ValueOf(entry, filter.Member) is { } value && filter.Matches(value));

    private static string? ValueOf(AuditEntry entry, EntryMember member) => member switch
    {
        EntryMember.Type => entry.Type,
        EntryMember.Actor => entry.Actor?.Id,
        EntryMember.Action => entry.Action,
        EntryMember.Target => entry.Target?.Id,
        EntryMember.Outcome => entry.Outcome,
        EntryMember.Source => entry.Source,
        _ => entry.Correlation,
    };
}
