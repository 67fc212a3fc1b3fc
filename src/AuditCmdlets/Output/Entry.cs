using System.Management.Automation;
using AuditCmdlets.Output;

namespace AuditLog;

// The objects that a user of PowerShell sees have types and properties of their own: plain values, so that Where-Object,
// Group-Object, ConvertTo-Json, Export-Csv, jobs and remoting need no help. The engine's types keep hashes, JSON and UTC.

/// <summary>One entry of a log. Compared by sequence, equal when the lines are.</summary>
public sealed class Entry : IComparable<Entry>, IComparable, IEquatable<Entry>
{
    private readonly AuditEntry _entry;
    private PSObject? _actor, _target;

    /// <summary>An entry as it is shown.</summary>
    /// <param name="entry">The engine's.</param>
    /// <param name="path">The file that holds it.</param>
    /// <param name="columns">What shares the width of a table with it; null where it stands alone.</param>
    internal Entry(AuditEntry entry, string? path = null, EntryColumns? columns = null)
    {
        _entry = entry;
        Path = path;
        Columns = columns ?? new EntryColumns(null);
        Columns.Observe(this);
    }

    /// <summary>Sequence: 1, 2, 3 … without gaps.</summary>
    public long Seq => _entry.Seq;

    /// <summary>When it was recorded, by the log's clock; local time, to compare with Get-Date.</summary>
    public DateTime Time => _entry.Time.LocalDateTime;

    /// <summary>The kind of entry.</summary>
    public string Type => _entry.Type;

    /// <summary>Who did it: compares, sorts and groups as the id; Id, Type, Name, Session, RunAs and whatever else the entry says of it are properties.</summary>
    public PSObject? Actor => _actor ??= PartyObject.Of(_entry.Actor);

    /// <summary>What was done.</summary>
    public string? Action => _entry.Action;

    /// <summary>What it was done to: compares, sorts and groups as the id; Id, Type and whatever else the entry says of it are properties.</summary>
    public PSObject? Target => _target ??= PartyObject.Of(_entry.Target);

    /// <summary>How it ended.</summary>
    public string? Outcome => _entry.Outcome;

    /// <summary>One sentence for people.</summary>
    public string? Message => _entry.Message;

    /// <summary>The component that recorded it.</summary>
    public string? Source => _entry.Source;

    /// <summary>What ties entries together.</summary>
    public string? CorrelationId => _entry.Correlation;

    /// <summary>When it happened, by the caller's word; local time.</summary>
    public DateTime? Occurred => _entry.Occurred?.LocalDateTime;

    /// <summary>The payload: objects with properties, arrays, text, numbers; null when there is none.</summary>
    public object? Data => _entry.Data is { } data ? AuditCmdlets.Values.JsonValue.ToObject(data) : null;

    /// <summary>Leaf hash of the entry before, or the header hash for the first.</summary>
    public string Prev => _entry.Prev.ToString();

    /// <summary>Leaf hash of this entry.</summary>
    public string Hash => _entry.Hash.ToString();

    /// <summary>The line itself, canonical JSON: what is hashed.</summary>
    public string Line => _entry.Line;

    /// <summary>The file that holds it, so that what is piped on knows its log.</summary>
    public string? Path { get; }

    internal AuditEntry Inner => _entry;

    internal EntryColumns Columns { get; }

    /// <inheritdoc/>
    public int CompareTo(Entry? other) => _entry.CompareTo(other?._entry);

    /// <inheritdoc/>
    public int CompareTo(object? obj) => _entry.CompareTo(obj is Entry other ? other._entry : obj);

    /// <inheritdoc/>
    public bool Equals(Entry? other) => _entry.Equals(other?._entry);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Entry);

    /// <inheritdoc/>
    public override int GetHashCode() => _entry.GetHashCode();

    /// <summary>Sequence, type and message.</summary>
    public override string ToString() => _entry.ToString();
}
