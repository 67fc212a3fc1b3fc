using System.Text;
using System.Text.Json;

namespace AuditChain.Entries;

/// <summary>What the log says: one entry, read from its line. Compared by sequence, equal when the lines are.</summary>
public sealed class AuditEntry : IComparable<AuditEntry>, IComparable, IEquatable<AuditEntry>
{
    private readonly byte[] _line;
    private readonly EntryFacts _facts;
    private Digest? _hash;

    private AuditEntry(byte[] line, in EntryFacts facts)
    {
        _line = line;
        _facts = facts;
    }

    /// <summary>Sequence: 1, 2, 3 … without gaps.</summary>
    public long Seq => _facts.Seq;

    /// <summary>When it was recorded, by the log's clock; UTC.</summary>
    public DateTimeOffset Time => new(_facts.TimeTicks, TimeSpan.Zero);

    /// <summary>The kind of entry.</summary>
    public string Type => Text(_facts.Type)!;

    /// <summary>When it happened, by the caller's word; UTC.</summary>
    public DateTimeOffset? Occurred => AuditTime.TryParse(_facts.Occurred.In(_line), out DateTimeOffset time) ? time : null;

    /// <summary>Who did it.</summary>
    public AuditActor? Actor => field ??= PartyReader.ReadActor(_facts.Actor.In(_line));

    /// <summary>What was done.</summary>
    public string? Action => Text(_facts.Action);

    /// <summary>What it was done to.</summary>
    public AuditTarget? Target => field ??= PartyReader.ReadTarget(_facts.Target.In(_line));

    /// <summary>How it ended.</summary>
    public string? Outcome => Text(_facts.Outcome);

    /// <summary>One sentence for people.</summary>
    public string? Message => Text(_facts.Message);

    /// <summary>The component that recorded it.</summary>
    public string? Source => Text(_facts.Source);

    /// <summary>What ties entries together.</summary>
    public string? Correlation => Text(_facts.Correlation);

    /// <summary>The payload; null when there is none.</summary>
    public JsonElement? Data => _facts.Data.IsPresent ? JsonElement.Parse(_facts.Data.In(_line), JsonReading.Options) : null;

    /// <summary>Leaf hash of the entry before, or the header hash for the first.</summary>
    public Digest Prev => _facts.Prev;

    /// <summary>Leaf hash of this entry.</summary>
    public Digest Hash => _hash ??= LeafHash.Of(_line);

    /// <summary>The line itself: the UTF-8 bytes that are hashed, without a newline.</summary>
    public ReadOnlyMemory<byte> LineBytes => _line;

    /// <summary>The line as text.</summary>
    public string Line => Encoding.UTF8.GetString(_line);

    /// <summary>Reads an entry from its line.</summary>
    /// <param name="line">The line without its newline; copied.</param>
    /// <exception cref="AuditException">AuditLogDamaged when it is not an entry of the format.</exception>
    public static AuditEntry Parse(ReadOnlySpan<byte> line) =>
        TryParse(line, out AuditEntry? entry, out string? problem) ? entry! : throw new AuditException(AuditError.AuditLogDamaged, $"This is not an entry line: {problem}.");

    /// <summary>Reads an entry from its line.</summary>
    /// <param name="line">The line without its newline; copied.</param>
    /// <param name="entry">The entry, when the result is true.</param>
    /// <param name="problem">Why not, when it is false.</param>
    public static bool TryParse(ReadOnlySpan<byte> line, out AuditEntry? entry, out string? problem)
    {
        entry = EntryFacts.TryRead(line, out EntryFacts facts, out problem) ? new AuditEntry(line.ToArray(), facts) : null;
        return entry is not null;
    }

    /// <summary>An entry of another system, shown as one of ours: its line is made up from what it says, its hash is the one that the other system computed.</summary>
    internal static AuditEntry FromOther(ReadOnlySpan<byte> line, Digest hash)
    {
        AuditEntry entry = Parse(line);
        entry._hash = hash;
        return entry;
    }

    /// <summary>Orders by sequence; null comes first.</summary>
    /// <param name="other">Another entry.</param>
    public int CompareTo(AuditEntry? other) => other is null ? 1 : Seq.CompareTo(other.Seq);

    /// <inheritdoc/>
    public int CompareTo(object? obj) => obj switch
    {
        null => 1,
        AuditEntry other => CompareTo(other),
        _ => throw new ArgumentException($"An entry is compared with entries, not with {obj.GetType().Name}.", nameof(obj)),
    };

    /// <summary>True when both lines are the same bytes.</summary>
    /// <param name="other">Another entry.</param>
    public bool Equals(AuditEntry? other) => other is not null && _line.AsSpan().SequenceEqual(other._line);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as AuditEntry);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_facts.Seq, _facts.TimeTicks);

    /// <summary>Sequence, type and message, fit to be shown.</summary>
    public override string ToString() => VisibleText.Of($"{Seq} {Type} {Message}".TrimEnd());

    private string? Text(TextSpan span) => span.IsPresent ? JsonText.Unescape(span.In(_line)) : null;
}
