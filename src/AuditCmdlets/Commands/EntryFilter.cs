namespace AuditCmdlets.Commands;

/// <summary>Turns the parameters of Get-AuditEntry into a query.</summary>
internal static class EntryFilter
{
    /// <summary>The query: every parameter must match, and of its values any.</summary>
    /// <param name="command">Whose parameters are read.</param>
    public static EntryQuery Query(GetAuditEntryCommand command)
    {
        List<NameFilter> names = [];
        Add(names, EntryMember.Type, command.Type);
        Add(names, EntryMember.Actor, command.Actor);
        Add(names, EntryMember.Action, command.Action);
        Add(names, EntryMember.Target, command.Target);
        Add(names, EntryMember.Outcome, command.Outcome);
        Add(names, EntryMember.Source, command.Source);
        Add(names, EntryMember.Correlation, command.CorrelationId);
        return new EntryQuery
        {
            Names = names,
            Messages = [.. (command.Message ?? []).Select(NamePattern.Parse)],
            After = command.After,
            Before = command.Before,
            Sequences = command.Sequence is null ? null : new HashSet<long>(command.Sequence),
            Last = command.Last,
            Descending = command.Descending,
        };
    }

    private static void Add(List<NameFilter> names, EntryMember member, string[]? values)
    {
        if (values is { Length: > 0 }) names.Add(NameFilter.Like(member, values));
    }
}
