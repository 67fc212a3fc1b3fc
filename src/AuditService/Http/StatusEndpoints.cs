using System.Text;

namespace AuditService.Http;

/// <summary>How the log and its service stand.</summary>
internal sealed class StatusEndpoints(LogHandle log, ServiceConfiguration configuration, ByteBudget budget, Counters counters)
{
    /// <summary>The disk below which nothing is promised: what a write-ahead log of this size needs to be folded in.</summary>
    private const long DiskFloor = 64L << 20;

    /// <summary><c>GET /v1/status</c>.</summary>
    public async Task Status(HttpContext context)
    {
        (LogStatus status, LogHeader header) = await log.ReadAsync(reader => (reader.ReadStatus(), reader.Header), context.RequestAborted);
        context.Response.ContentType = "application/json";
        context.Response.Headers.CacheControl = "no-store";
        await context.Response.Body.WriteAsync(CanonicalJson.Serialize(new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["attestedCount"] = status.AttestedCount,
            ["attestedTime"] = status.AttestedTime,
            ["count"] = status.Count,
            ["firstTime"] = status.FirstTime,
            ["head"] = status.Head.ToString(),
            ["header"] = Encoding.UTF8.GetString(header.LineBytes.Span),
            ["lastTime"] = status.LastTime,
            ["logId"] = status.LogId.ToString(),
            ["maxBatch"] = configuration.Limits.BatchEntries,
            ["maxBytes"] = configuration.Limits.BodyBytes,
            ["origin"] = status.Origin,
            ["sizeOnDisk"] = status.SizeOnDisk,
        }), context.RequestAborted);
    }

    /// <summary><c>GET /healthz</c>: the process answers.</summary>
    public Task Live(HttpContext context) => context.Response.WriteAsync("ok\n", context.RequestAborted);

    /// <summary><c>GET /readyz</c>: an append would succeed.</summary>
    public Task Ready(HttpContext context)
    {
        string? problem = log.AppendProblem ?? DiskProblem();
        context.Response.StatusCode = problem is null ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        return context.Response.WriteAsync(problem is null ? "ready\n" : $"not ready: {problem}\n", context.RequestAborted);
    }

    /// <summary><c>GET /metrics</c>: Prometheus text.</summary>
    public Task Metrics(HttpContext context)
    {
        context.Response.ContentType = "text/plain; version=0.0.4; charset=utf-8";
        return context.Response.WriteAsync(counters.ToText(
        [
            ("auditlog_entries", log.Head.Count), ("auditlog_pending_bytes", budget.Taken), ("auditlog_ready", log.AppendProblem is null && DiskProblem() is null ? 1 : 0),
        ]), context.RequestAborted);
    }

    private string? DiskProblem()
    {
        long free = new DriveInfo(Path.GetDirectoryName(configuration.Log)!).AvailableFreeSpace;
        return free >= DiskFloor ? null : $"the disk of the log has {free >> 20} MiB left, and {DiskFloor >> 20} MiB are needed";
    }
}
