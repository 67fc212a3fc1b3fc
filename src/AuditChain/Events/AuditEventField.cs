namespace AuditChain.Events;

/// <summary>A member of the data of a type.</summary>
public sealed record AuditEventField
{
    /// <summary>The spellings of <see cref="Type"/>.</summary>
    public static IReadOnlyList<string> Types { get; } = ["string", "integer", "number", "boolean", "time", "string[]", "object", "object[]", "any"];

    /// <summary>The name, as it stands in the data.</summary>
    public required string Name { get; init; }

    /// <summary>One of <see cref="Types"/>: the JSON type; <c>time</c> is text of RFC 3339.</summary>
    public required string Type { get; init; }

    /// <summary>What it says.</summary>
    public required string Meaning { get; init; }

    /// <summary>Whether an entry must have it.</summary>
    public bool IsRequired { get; init; }

    /// <summary>The only values that it may have; empty when there is no such list.</summary>
    public IReadOnlyList<string> Values { get; init; } = [];

    /// <summary>Values that are often seen, to complete and to explain; others are allowed.</summary>
    public IReadOnlyList<string> Examples { get; init; } = [];

    /// <summary>The smallest number; null when there is no such bound.</summary>
    public double? Minimum { get; init; }

    /// <summary>The largest number; null when there is no such bound.</summary>
    public double? Maximum { get; init; }

    /// <summary>The most UTF-16 code units of a text; null when there is no such bound.</summary>
    public int? MaxLength { get; init; }

    /// <summary>The most items of an array; null when there is no such bound.</summary>
    public int? MaxItems { get; init; }

    /// <summary>The members of an <c>object</c>, or of each item of <c>object[]</c>; empty when any are allowed.</summary>
    public IReadOnlyList<AuditEventField> Members { get; init; } = [];

    /// <summary>The name of the C# record of such an object; null when there is none.</summary>
    public string? Record { get; init; }

    /// <summary>The name with a capital at the start of each word: <c>StatusCode</c> for <c>status_code</c>.</summary>
    public string Identifier => EventNames.ToIdentifier(Name);

    /// <summary>The parameter of New-AuditEvent: the identifier, with <c>Data</c> before it where another parameter begins so.</summary>
    public string ParameterName => EventNames.ToParameter(Name);

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
