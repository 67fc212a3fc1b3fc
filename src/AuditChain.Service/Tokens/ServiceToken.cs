namespace AuditChain.Service.Tokens;

/// <summary>Who may use a service, as the service keeps it: everything but the token itself.</summary>
public sealed record ServiceToken
{
    /// <summary>12 hexadecimal characters that the token repeats.</summary>
    public required string Id { get; init; }

    /// <summary>Whose it is: recorded with every entry that it delivers. Two tokens can have one name, while one replaces the other.</summary>
    public required string Name { get; init; }

    /// <summary>SHA-256 of the token.</summary>
    public required Digest Hash { get; init; }

    /// <summary>What it allows.</summary>
    public required TokenScopes Scopes { get; init; }

    /// <summary>Patterns of the types that it may append; none for all.</summary>
    public IReadOnlyList<string> Types { get; init; } = [];

    /// <summary>When it was made.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>When it ends; null for never.</summary>
    public DateTimeOffset? Expires { get; init; }

    /// <summary>Whether it counts at a time.</summary>
    /// <param name="now">The time.</param>
    public bool IsValidAt(DateTimeOffset now) => Expires is not { } end || now < end;
}
