using System.IO.Pipelines;

namespace AuditService.Http;

/// <summary><c>POST /v1/audit</c>: events in, their places out, once they are on the disk.</summary>
internal sealed class AppendEndpoint(LogHandle log, ServiceLimits limits, ByteBudget budget, Counters counters)
{
    public async Task Run(HttpContext context)
    {
        if (!BatchBody.Knows(context.Request.ContentType))
        {
            await Problems.WriteAsync(context, StatusCodes.Status415UnsupportedMediaType, nameof(AuditError.AuditRequestInvalid), "Events are sent as application/json or, one a line, as application/x-ndjson.");
            return;
        }
        LogHead? after = AfterOf(context.Request);
        // What cannot be kept is not read. A body of unknown length counts as the longest one.
        long size = Math.Min(context.Request.ContentLength ?? limits.BodyBytes, limits.BodyBytes);
        if (!budget.TryTake(size))
        {
            await Problems.WriteAsync(context, StatusCodes.Status429TooManyRequests, nameof(AuditError.AuditServiceUnavailable), "There is no room for more at the moment. Nothing was stored. Try again.");
            return;
        }
        try
        {
            ReadOnlyMemory<byte> body = await ReadBody(context.Request);
            (IReadOnlyList<ReadOnlyMemory<byte>> events, bool single) = BatchBody.Split(context.Request.ContentType, body, limits.BatchEntries);
            IReadOnlyList<EntryPlace> places = await log.AppendAsync(Prepare(events, Gate.PrincipalOf(context)), after);
            counters.Add("auditlog_entries_total", "way=\"http\"", places.Count);
            context.Response.ContentType = "application/json";
            await context.Response.Body.WriteAsync(CanonicalJson.Serialize(single ? Members(places[0]) : places.Select(Members).ToList()));
        }
        finally
        {
            budget.Return(size);
        }
    }

    private static List<PreparedEntry> Prepare(IReadOnlyList<ReadOnlyMemory<byte>> events, Principal principal)
    {
        List<PreparedEntry> prepared = new(events.Count);
        try
        {
            foreach (ReadOnlyMemory<byte> json in events) prepared.Add(Delivery.Prepare(json, principal));
        }
        catch (AuditException e)
        {
            throw new BatchRejectedException(e, prepared.Count);
        }
        return prepared;
    }

    private async Task<ReadOnlyMemory<byte>> ReadBody(HttpRequest request)
    {
        PipeReader reader = request.BodyReader;
        while (true)
        {
            ReadResult read = await reader.ReadAsync(request.HttpContext.RequestAborted);
            if (read.Buffer.Length > limits.BodyBytes) throw new AuditException(AuditError.AuditBatchTooLarge, $"A body has at most {limits.BodyBytes} bytes. Nothing of it was stored. Send smaller batches.");
            if (read.IsCompleted)
            {
                byte[] body = System.Buffers.BuffersExtensions.ToArray(read.Buffer);
                reader.AdvanceTo(read.Buffer.End);
                return body;
            }
            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private static LogHead? AfterOf(HttpRequest request)
    {
        RequestQuery query = new(request.Query);
        string? text = query.Text("after");
        query.End();
        if (text is null) return null;
        return HeadTag.TryParse(text, out LogHead head) ? head : throw Problems.Invalid("'after' is a head: the number of entries, a dash, and the hash of the last one.");
    }

    private static Dictionary<string, object?> Members(EntryPlace place) => new(StringComparer.Ordinal)
    {
        ["hash"] = place.Hash.ToString(),
        ["prev"] = place.Prev.ToString(),
        ["seq"] = place.Seq,
        ["time"] = place.Time,
    };
}
