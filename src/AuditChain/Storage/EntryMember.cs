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

/// <summary>Where the filtered members of an entry stand.</summary>
internal static class EntryMembers
{
    /// <summary>The value's place in the line, between its quotes; absent where the entry does not have the member.</summary>
    public static TextSpan SpanOf(this in EntryFacts facts, EntryMember member) => member switch
    {
        EntryMember.Type => facts.Type,
        EntryMember.Actor => facts.ActorId,
        EntryMember.Action => facts.Action,
        EntryMember.Target => facts.TargetId,
        EntryMember.Outcome => facts.Outcome,
        EntryMember.Source => facts.Source,
        _ => facts.Correlation,
    };
}
