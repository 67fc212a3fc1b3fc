using System.Text.Json;

namespace AuditChain.Mirrors.Settings;

/// <summary>How a mirror goes, beside its cursor: kept with it, so that a restart goes on where it was.</summary>
public sealed record MirrorProgress
{
    /// <summary>What the last attempt that failed ended with; null when the newest one went through.</summary>
    public string? Error { get; init; }

    /// <summary>When that was.</summary>
    public DateTimeOffset? ErrorTime { get; init; }

    /// <summary>Whether the log says that the mirror is stalled.</summary>
    public bool IsStalled { get; init; }

    /// <summary>When the other side took something last.</summary>
    public DateTimeOffset? DeliveredTime { get; init; }

    /// <summary>Entries that the other side refused for good.</summary>
    public long Rejected { get; init; }

    /// <summary>What the next receipt covers so far; null for nothing.</summary>
    public PendingReceipt? Receipt { get; init; }

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <param name="json">JSON.</param>
    /// <exception cref="AuditException">AuditMirrorInvalid.</exception>
    public static MirrorProgress Parse(string json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, MirrorJson.Default.MirrorProgress) ?? new MirrorProgress();
        }
        catch (JsonException e)
        {
            throw new AuditException(AuditError.AuditMirrorInvalid, $"What the store keeps of a mirror cannot be read: {e.Message}", e);
        }
    }

    /// <summary>As JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, MirrorJson.Default.MirrorProgress);
}

/// <summary>The delivered entries that no receipt covers yet.</summary>
public sealed record PendingReceipt
{
    /// <summary>Sequence of the first.</summary>
    public required long From { get; init; }

    /// <summary>Sequence of the last.</summary>
    public required long To { get; init; }

    /// <summary>How many.</summary>
    public required long Count { get; init; }

    /// <summary>How many of them are not entries of mirrors themselves: those let a receipt fall due.</summary>
    public required long Due { get; init; }

    /// <summary>When the first was delivered.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>Base64: the right edge of the tree over their leaf hashes.</summary>
    public required string Edge { get; init; }

    /// <summary>Base64: the root of that tree.</summary>
    public required string Root { get; init; }
}
