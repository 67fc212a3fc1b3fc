using System.Text.Json;
using AuditChain;
using AuditChain.Mirrors.Settings;

namespace AuditCli.Commands;

/// <summary>How a mirror stands, for people and for programs.</summary>
/// <param name="count">Entries of the log.</param>
internal sealed class MirrorView(long count)
{
    public string Line(MirrorRow row)
    {
        MirrorProgress progress = MirrorProgress.Parse(row.State);
        string error = progress.Error is { } text ? $"  {(progress.IsStalled ? "stalled" : "last error")}: {text}" : "";
        return $"{row.Name}  {MirrorSettings.Parse(row.Settings).Kind}  at {row.Seq} of {count}, {Behind(row)} behind, {row.Delivered} delivered, {row.Skipped} left out, {progress.Rejected} refused{error}";
    }

    public Dictionary<string, object?> Members(MirrorRow row)
    {
        MirrorProgress progress = MirrorProgress.Parse(row.State);
        return new Dictionary<string, object?>
        {
            ["behind"] = Behind(row),
            ["delivered"] = row.Delivered,
            ["deliveredTime"] = progress.DeliveredTime,
            ["error"] = progress.Error,
            ["errorTime"] = progress.ErrorTime,
            ["hash"] = row.Hash.ToString(),
            ["isStalled"] = progress.IsStalled,
            ["name"] = row.Name,
            ["rejected"] = progress.Rejected,
            ["seq"] = row.Seq,
            ["settings"] = JsonElement.Parse(row.Settings),
            ["skipped"] = row.Skipped,
        };
    }

    private long Behind(MirrorRow row) => Math.Max(0, count - row.Seq);
}
