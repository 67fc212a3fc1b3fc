using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;

namespace AuditService.Http;

// Server-sent events (the HTML standard): one entry an event, its sequence as the id, so that a browser resumes by itself.
//
//   id: 17
//   data: {"action":…}
//   (an empty line)

/// <summary><c>GET /v1/audit/stream?after=SEQ</c>: every entry after a sequence, and those to come.</summary>
internal sealed class StreamEndpoint(LogHandle log, Doorkeeper doorkeeper, IHostApplicationLifetime lifetime)
{
    private const int Page = 500;
    private static readonly TimeSpan s_sign = TimeSpan.FromSeconds(15);

    public async Task Run(HttpContext context)
    {
        RequestQuery parameters = new(context.Request.Query);
        EntryQuery filters = parameters.Filters();
        long? after = parameters.Number("after", 0, AuditLimits.SafeInteger);
        parameters.End();
        string resumed = context.Request.Headers["Last-Event-ID"].ToString();
        if (resumed.Length > 0) after = long.TryParse(resumed, NumberStyles.None, CultureInfo.InvariantCulture, out long last) ? last : throw Problems.Invalid("Last-Event-ID is a sequence.");
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-store";
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        await context.Response.StartAsync(end.Token);
        try
        {
            await Follow(context, filters, after ?? log.Head.Count, end.Token);
        }
        catch (OperationCanceledException)
        {
            // The reader went, or the service stops: a browser comes back with the last id.
        }
    }

    private async Task Follow(HttpContext context, EntryQuery filters, long seen, CancellationToken end)
    {
        PipeWriter body = context.Response.BodyWriter;
        string header = context.Request.Headers.Authorization.ToString();
        // Whoever connects is told at once that he is.
        body.Write(": following\n\n"u8);
        await body.FlushAsync(end);
        while (true)
        {
            LogHead? head = await MoreAsync(seen, end);
            // A token that was removed ends what it opened.
            if (doorkeeper.Admit(header["Bearer ".Length..].Trim()).Principal is null) return;
            if (head is not { } now)
            {
                body.Write(": still here\n\n"u8);
            }
            else
            {
                long last = Math.Min(now.Count, seen + Page);
                EntryQuery query = filters with { FirstSequence = Math.Max(seen + 1, filters.FirstSequence), LastSequence = Math.Min(last, filters.LastSequence) };
                foreach (AuditEntry entry in await log.ReadAsync(reader => reader.Read(query).ToList(), end))
                {
                    body.Write(Encoding.ASCII.GetBytes($"id: {entry.Seq.ToString(CultureInfo.InvariantCulture)}\ndata: "));
                    body.Write(entry.LineBytes.Span);
                    body.Write("\n\n"u8);
                }
                seen = last;
            }
            await body.FlushAsync(end);
        }
    }

    /// <summary>The head, once there is more; null when it is time for a sign of life.</summary>
    private async Task<LogHead?> MoreAsync(long seen, CancellationToken end)
    {
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(end);
        patience.CancelAfter(s_sign);
        try
        {
            return await log.WaitForMoreAsync(seen, patience.Token);
        }
        catch (OperationCanceledException) when (!end.IsCancellationRequested)
        {
            return null;
        }
    }
}
