namespace AttackMatrix.Vectors;

/// <summary>What kind of file a manipulation is made on.</summary>
internal enum Form
{
    /// <summary>A log: the SQLite file.</summary>
    Log = 1,

    /// <summary>A bundle.</summary>
    Bundle,

    /// <summary>A bundle, gzip.</summary>
    Gz,

    /// <summary>A mirror file.</summary>
    Mirror,

    /// <summary>An event, as JSON, that is appended to the honest log.</summary>
    Input,

    /// <summary>A path at which there is nothing.</summary>
    Missing,
}

/// <summary>A file beside the main one, as a crash or an attacker leaves it.</summary>
/// <param name="Suffix">What its name has beyond that of the main file, for example <c>-wal</c>.</param>
/// <param name="Content">Its bytes.</param>
internal sealed record Companion(string Suffix, byte[] Content);

/// <summary>What must be said when these keys and checkpoints are handed over: a verdict with its sequence, or an error.</summary>
internal sealed record Expectation
{
    /// <summary>Verifier-key lines.</summary>
    public IReadOnlyList<string> Keys { get; init; } = [];

    /// <summary>Signed notes.</summary>
    public IReadOnlyList<string> Checkpoints { get; init; } = [];

    /// <summary>True where a part of a log was asked for; null where not.</summary>
    public bool? AllowPart { get; init; }

    public Verdict? Verdict { get; init; }

    /// <summary>Null for Intact, and where the place depends on the library that reads: then any is right, but one there must be.</summary>
    public long? Sequence { get; init; }

    public AuditError? Error { get; init; }

    /// <summary>The last sequence that is vouched for; null where it does not matter.</summary>
    public long? Vouched { get; init; }

    /// <summary>How many entries must be there; null where it does not matter.</summary>
    public long? Entries { get; init; }

    public long? ClockRegressions { get; init; }

    /// <summary>Of a fork: the last sequence that is vouched for on both sides, 0 where that cannot be known; null where it does not matter.</summary>
    public long? LastAgreed { get; init; }

    /// <summary>The verdict with its place, and the numbers that matter.</summary>
    public override string ToString() => Error is { } error ? error.ToString() : Words(Verdict.ToString()!, Sequence, Vouched, Entries, ClockRegressions, LastAgreed);

    /// <summary>A verdict in a few words; what is null is left out.</summary>
    public static string Words(string verdict, long? at, long? vouched, long? entries, long? regressions, long? agreed) => string.Join(", ", ((string?[])
    [
        at is null ? verdict : $"{verdict} at {at}",
        vouched is null ? null : $"{vouched} vouched",
        entries is null ? null : $"{entries} entries",
        regressions is null ? null : $"clock back {regressions}",
        agreed is null ? null : agreed == 0 ? "agreed unknown" : $"agreed {agreed}",
    ]).OfType<string>());
}

/// <summary>One manipulation of an honest log in one form, and what every surface must say about it.</summary>
internal sealed record Vector
{
    public required string Name { get; init; }

    /// <summary>The row of the table of threats, <see cref="ThreatRows"/>.</summary>
    public required int Row { get; init; }

    public required Form Form { get; init; }

    public required string Manipulation { get; init; }

    /// <summary>Whether all hashes and links behind the manipulation were computed anew.</summary>
    public bool Rehashed { get; init; }

    /// <summary>Whether attestations were signed anew, and by whom the manipulation says.</summary>
    public bool Resigned { get; init; }

    /// <summary>Why this is the right answer, where the format leaves it open.</summary>
    public string? Why { get; init; }

    /// <summary>The name to give the file: some forms are told by it.</summary>
    public required string FileName { get; init; }

    /// <summary>The bytes of the file.</summary>
    public required byte[] Content { get; init; }

    public IReadOnlyList<Companion> Companions { get; init; } = [];

    public required IReadOnlyList<Expectation> Expectations { get; init; }

    public override string ToString() => Name;
}
