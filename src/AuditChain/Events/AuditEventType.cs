namespace AuditChain.Events;

/// <summary>One kind of event: what it means, and what an entry of this type may and must hold.</summary>
public sealed record AuditEventType
{
    /// <summary>The name, which is the type of the entries: 1 to 128 characters, no control characters. <c>credential-denied</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The area it belongs to: <c>credentials</c>, <c>network</c> …</summary>
    public string Group { get; init; } = "";

    /// <summary>One sentence for people.</summary>
    public required string Meaning { get; init; }

    /// <summary>The action of such an entry where nobody says another; null when there is none.</summary>
    public string? Action { get; init; }

    /// <summary>How the members of an entry are used; those that are not listed have no particular meaning and may be given.</summary>
    public IReadOnlyList<AuditEventMember> Members { get; init; } = [];

    /// <summary>Stands in <see cref="Outcomes"/> where every outcome is allowed.</summary>
    public const string AnyOutcome = "*";

    /// <summary>The outcomes that it may have; empty when it has none.</summary>
    public IReadOnlyList<string> Outcomes { get; init; } = [];

    /// <summary>The outcome where nobody says another; null when there is none.</summary>
    public string? DefaultOutcome { get; init; }

    /// <summary>Whether an entry must say how it ended: always where there is a default.</summary>
    public bool IsOutcomeRequired { get; init; }

    /// <summary>The members of the data. Others are forbidden.</summary>
    public IReadOnlyList<AuditEventField> Data { get; init; } = [];

    /// <summary>What the event is called in other systems: name of the system, name of the event.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> ForeignNames { get; init; } = [];

    /// <summary>Where it was read: <c>AuditLog 1.0</c>, or the path of a file.</summary>
    public string Catalogue { get; init; } = "";

    /// <summary>The name with a capital at the start of each word: of the builder, and of the data record with <c>Data</c> behind it.</summary>
    public string Identifier => EventNames.ToIdentifier(Name);

    /// <summary>The name.</summary>
    public override string ToString() => Name;

    internal AuditEventMember? FindMember(string name) => Members.FirstOrDefault(member => member.Name == name);
}

/// <summary>How a type uses a member of the entry itself: its actor, target, correlation or source.</summary>
/// <param name="Name"><c>actor</c>, <c>target</c>, <c>correlation</c> or <c>source</c>.</param>
/// <param name="Meaning">What it says in entries of this type.</param>
/// <param name="IsRequired">Whether an entry must have it.</param>
/// <param name="Type">What the type of an actor or target is where nobody says another; null when there is none.</param>
public sealed record AuditEventMember(string Name, string Meaning, bool IsRequired, string? Type)
{
    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
