using System.Text.Json;
using AuditChain.Mirrors.Delivering;
using AuditChain.Mirrors.Settings;

namespace AuditChain.Mirrors.Following;

/// <summary>What mirrors say of themselves in the log.</summary>
/// <param name="log">The log that is mirrored.</param>
/// <param name="mirror">The name of the mirror.</param>
internal sealed class MirrorEntries(IAuditLog log, string mirror)
{
    private const string Prefix = "auditlog.mirror";
    private const int MaxReason = 1024;

    /// <summary>Whether an entry is one of these. Nothing falls due by them, or a mirror would never come to rest.</summary>
    public static bool IsOwn(string type) => type.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>A setting was changed: <paramref name="settings"/> holds from now on, null for a mirror that was removed.</summary>
    public void Changed(string action, MirrorSettings? settings, long? from = null) =>
        log.Append([PreparedEntry.Own(Event("", settings is null ? $"The mirror {mirror} is removed" : $"The mirror {mirror}: {action}", "success", new()
        {
            ["settings"] = settings is null ? null : JsonElement.Parse(settings.ToJson()),
            ["from"] = from,
        }) with
        { Action = action, Actor = AuditChain.Recording.SystemActor.Find() })]);

    public ValueTask<IReadOnlyList<EntryPlace>> ReceiptAsync(PendingReceipt receipt, string? answer) => AppendAsync(Event(
        "-receipt", $"The mirror {mirror} delivered {receipt.Count} entries, {receipt.From} to {receipt.To}", "success", new()
        {
            ["from"] = receipt.From,
            ["to"] = receipt.To,
            ["count"] = receipt.Count,
            ["root"] = receipt.Root,
            ["answer"] = Short(answer),
        }));

    public ValueTask<IReadOnlyList<EntryPlace>> RejectedAsync(AuditEntry entry, string reason) => AppendAsync(Event(
        "-rejected", $"The mirror {mirror} cannot deliver entry {entry.Seq}", "failure", new()
        {
            ["seq"] = entry.Seq,
            ["hash"] = entry.Hash.ToString(),
            ["reason"] = Short(reason),
        }));

    public ValueTask<IReadOnlyList<EntryPlace>> StalledAsync(long after, string reason) =>
        AppendAsync(Event("-stalled", $"The mirror {mirror} does not get through", "failure", new() { ["after"] = after, ["reason"] = Short(reason) }));

    public ValueTask<IReadOnlyList<EntryPlace>> ResumedAsync(long after) =>
        AppendAsync(Event("-resumed", $"The mirror {mirror} gets through again", "success", new() { ["after"] = after }));

    public ValueTask<IReadOnlyList<EntryPlace>> PrunedAsync(ExpiredFile file) => AppendAsync(Event(
        "-pruned", $"The mirror {mirror} removes {file.Name}", "success", new()
        {
            ["file"] = file.Name,
            ["from"] = file.From,
            ["to"] = file.To,
            ["sha256"] = file.Sha256.ToString(),
        }));

    private ValueTask<IReadOnlyList<EntryPlace>> AppendAsync(AuditEvent said) => log.AppendAsync([PreparedEntry.Own(said)]);

    private AuditEvent Event(string kind, string message, string outcome, Dictionary<string, object?> data) => new()
    {
        Type = Prefix + kind,
        Target = new AuditTarget { Id = mirror, Type = "mirror" },
        Message = message,
        Outcome = outcome,
        Source = "auditlog",
        Data = data.Where(pair => pair.Value is not null).ToDictionary(),
    };

    // Text of others: no lone surrogate, no end in the middle of a pair, and not longer than the catalogue says.
    private static string? Short(string? text)
    {
        if (text is null) return null;
        string valid = string.Concat(text.EnumerateRunes());
        if (valid.Length <= MaxReason) return valid;
        int end = char.IsHighSurrogate(valid[MaxReason - 2]) ? MaxReason - 2 : MaxReason - 1;
        return $"{valid.AsSpan(0, end)}…";
    }
}
