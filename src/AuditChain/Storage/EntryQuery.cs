namespace AuditChain.Storage;

/// <summary>Which entries to read, and in which order.</summary>
public sealed record EntryQuery
{
    /// <summary>All of these must match.</summary>
    public IReadOnlyList<NameFilter> Names { get; init; } = [];

    /// <summary>Patterns of which the message must match one; empty for any message, or none. No index helps with them: what the other filters leave is read.</summary>
    public IReadOnlyList<NamePattern> Messages { get; init; } = [];

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
        && Names.All(filter => ValueOf(entry, filter.Member) is { } value && filter.Matches(value))
        && (Messages.Count == 0 || (entry.Message is { } message && Messages.Any(pattern => pattern.Matches(message))));

    /// <summary>Whether a line matches the filters and the range, without making an entry of it.</summary>
    /// <param name="line">An entry line.</param>
    /// <param name="facts">What <see cref="EntryFacts.TryRead"/> found in it.</param>
    /// <param name="folding">The reader's own; it holds a value while it is compared.</param>
    internal bool Matches(ReadOnlySpan<byte> line, in EntryFacts facts, FoldBuffer folding)
    {
        if (facts.Seq < FirstSequence || facts.Seq > LastSequence
            || (Sequences is not null && !Sequences.Contains(facts.Seq))) return false;
        if ((After is { } after && facts.TimeTicks < after.UtcTicks)
            || (Before is { } before && facts.TimeTicks >= before.UtcTicks)) return false;
        foreach (NameFilter filter in Names)
        {
            TextSpan value = facts.SpanOf(filter.Member);
            if (!value.IsPresent || !filter.MatchesFolded(folding.Fold(value.In(line)))) return false;
        }
        return Messages.Count == 0 || (facts.Message.IsPresent && MatchesMessage(folding.Fold(facts.Message.In(line))));
    }

    private bool MatchesMessage(ReadOnlySpan<byte> folded)
    {
        foreach (NamePattern pattern in Messages)
        {
            if (pattern.MatchesFolded(folded)) return true;
        }
        return false;
    }

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
