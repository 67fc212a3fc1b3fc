namespace AuditChain.Entries;

/// <summary>
/// Someone or something with an id: who did it (<see cref="AuditActor"/>) or what it was done to (<see cref="AuditTarget"/>). It is
/// compared as its id, whatever else it carries and whatever the case, as queries do: what was recorded of somebody in two
/// sessions is still of one and the same.
/// </summary>
public abstract class AuditParty : IEquatable<AuditParty>, IComparable<AuditParty>, IComparable
{
    private protected AuditParty()
    {
    }

    /// <summary>The identifier, required: a user name, a resource name, an address. Not empty.</summary>
    public string Id { get; init; } = "";

    /// <summary>What kind of thing <see cref="Id"/> names: <c>user</c>, <c>service</c>, <c>env</c> …</summary>
    public string? Type { get; init; }

    /// <summary>Further members, by name; null when there are none. Written beside the known ones.</summary>
    public IReadOnlyDictionary<string, object?>? More { get; init; }

    /// <summary>The id.</summary>
    public override string ToString() => Id;

    /// <summary>True when both have the same id.</summary>
    /// <param name="other">An actor or a target.</param>
    public bool Equals(AuditParty? other) => other is not null && string.Equals(Id, other.Id, StringComparison.OrdinalIgnoreCase);

    /// <summary>True for an actor or a target with the same id.</summary>
    /// <param name="obj">Anything.</param>
    public override bool Equals(object? obj) => Equals(obj as AuditParty);

    /// <summary>That of the id.</summary>
    public override int GetHashCode() => StringComparer.OrdinalIgnoreCase.GetHashCode(Id);

    /// <summary>Orders by id; null comes first.</summary>
    /// <param name="other">An actor or a target.</param>
    public int CompareTo(AuditParty? other) => string.Compare(Id, other?.Id, StringComparison.OrdinalIgnoreCase);

    /// <summary>Orders by id; null comes first.</summary>
    /// <param name="obj">An actor or a target, or an id.</param>
    /// <exception cref="ArgumentException">Something else.</exception>
    public int CompareTo(object? obj) => obj switch
    {
        null => 1,
        AuditParty other => CompareTo(other),
        string id => string.Compare(Id, id, StringComparison.OrdinalIgnoreCase),
        _ => throw new ArgumentException($"It is compared with actors, targets and ids, not with {obj.GetType().Name}.", nameof(obj)),
    };

    /// <summary>The members as they are written; absent ones are not among them.</summary>
    internal List<KeyValuePair<string, object?>> Members()
    {
        List<KeyValuePair<string, object?>> members = More is null ? [] : [.. More];
        Collect(members);
        return members;
    }

    private protected virtual void Collect(List<KeyValuePair<string, object?>> members)
    {
        members.Add(new("id", Id));
        Add(members, "type", Type);
    }

    private protected static void Add(List<KeyValuePair<string, object?>> members, string name, string? value)
    {
        if (value is not null) members.Add(new(name, value));
    }
}

/// <summary>Who did it.</summary>
public sealed class AuditActor : AuditParty
{
    /// <summary>A name for people, where the id is not one.</summary>
    public string? Name { get; init; }

    /// <summary>The session in which it was done: a logon, a remoting session, a request.</summary>
    public string? Session { get; init; }

    /// <summary>The account it ran as, where that is another than the actor's own.</summary>
    public string? RunAs { get; init; }

    /// <summary>An actor of whom only the id is known.</summary>
    /// <param name="id">Not empty.</param>
    public static implicit operator AuditActor(string id) => FromString(id);

    /// <summary>An actor of whom only the id is known.</summary>
    /// <param name="id">Not empty.</param>
    public static AuditActor FromString(string id) => new() { Id = id };

    private protected override void Collect(List<KeyValuePair<string, object?>> members)
    {
        base.Collect(members);
        Add(members, "name", Name);
        Add(members, "session", Session);
        Add(members, "runAs", RunAs);
    }
}

/// <summary>What it was done to.</summary>
public sealed class AuditTarget : AuditParty
{
    /// <summary>A target of which only the id is known.</summary>
    /// <param name="id">Not empty.</param>
    public static implicit operator AuditTarget(string id) => FromString(id);

    /// <summary>A target of which only the id is known.</summary>
    /// <param name="id">Not empty.</param>
    public static AuditTarget FromString(string id) => new() { Id = id };
}
