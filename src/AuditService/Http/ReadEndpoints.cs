using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;

namespace AuditService.Http;

/// <summary>Entries: a page, a stream of lines, one.</summary>
internal sealed class ReadEndpoints(LogHandle log)
{
    private const int PageStandard = 50, PageMost = 500, FlushBytes = 64 * 1024;

    /// <summary><c>GET /v1/audit</c>: newest first, 50 as an array; or, accepted as NDJSON, all that match.</summary>
    public async Task List(HttpContext context)
    {
        bool lines = context.Request.Headers.Accept.ToString().Contains("ndjson", StringComparison.OrdinalIgnoreCase);
        RequestQuery parameters = new(context.Request.Query);
        EntryQuery query = parameters.Filters();
        if (parameters.Number("before", 1, AuditLimits.SafeInteger) is { } before) query = query with { LastSequence = Math.Min(query.LastSequence, before - 1) };
        long? limit = parameters.Number("limit", 0, lines ? AuditLimits.SafeInteger : PageMost);
        query = query with
        {
            Last = limit ?? (lines ? null : PageStandard),
            Descending = parameters.Text("order") switch
            {
                "asc" => false,
                "desc" or null => true,
                { } other => throw Problems.Invalid($"'order' is asc or desc; '{other}' is neither."),
            },
        };
        parameters.End();
        await log.ReadAsync(reader => Write(context, reader.Read(query), lines), context.RequestAborted);
    }

    /// <summary><c>GET /v1/audit/{seq}</c>: the line, byte for byte.</summary>
    public async Task One(HttpContext context)
    {
        long seq = SequenceOf(context);
        byte[]? line = await log.ReadAsync(reader => LineOf(reader, seq), context.RequestAborted);
        if (line is null) throw Problems.NotFound($"The log holds no entry {seq}.");
        context.Response.ContentType = "application/json";
        context.Response.Headers.ETag = $"\"{LeafHash.Of(line)}\"";
        await context.Response.Body.WriteAsync(line, context.RequestAborted);
    }

    /// <summary><c>GET /v1/names?member=type&amp;prefix=se</c>: for completion.</summary>
    public async Task Names(HttpContext context)
    {
        RequestQuery parameters = new(context.Request.Query);
        string? name = parameters.Text("member");
        string prefix = parameters.Text("prefix") ?? "";
        int limit = (int)(parameters.Number("limit", 1, 1000) ?? 100);
        parameters.End();
        EntryMember member = QueryText.Members.FirstOrDefault(item => item.Name == name).Member;
        if (!Enum.IsDefined(member)) throw Problems.Invalid($"'member' is one of {string.Join(", ", QueryText.Members.Select(item => item.Name))}.");
        IReadOnlyList<string> names = await log.ReadAsync(reader => reader.ReadNames(member, prefix, limit), context.RequestAborted);
        context.Response.ContentType = "application/json";
        await context.Response.Body.WriteAsync(CanonicalJson.Serialize(names), context.RequestAborted);
    }

    internal static long SequenceOf(HttpContext context) =>
        long.TryParse((string?)context.Request.RouteValues["seq"], NumberStyles.None, CultureInfo.InvariantCulture, out long seq) && seq is >= 1 and <= AuditLimits.SafeInteger ? seq
            : throw Problems.Invalid("A sequence is a whole number from 1 on.");

    internal static byte[]? LineOf(ILogReader reader, long seq)
    {
        byte[]? line = null;
        if (seq <= reader.ReadHead().Count) reader.ReadLines(seq, seq, (_, bytes, _) => line = bytes.ToArray());
        return line;
    }

    private static async Task<bool> Write(HttpContext context, IEnumerable<AuditEntry> entries, bool lines)
    {
        using IEnumerator<AuditEntry> reading = entries.GetEnumerator();
        // The first one is read before anything is said, so that what cannot be read is a problem and not half an answer.
        bool any = reading.MoveNext();
        PipeWriter body = context.Response.BodyWriter;
        context.Response.ContentType = lines ? "application/x-ndjson" : "application/json";
        if (!lines) body.Write("["u8);
        for (bool first = true; any; any = reading.MoveNext(), first = false)
        {
            if (!lines && !first) body.Write(","u8);
            body.Write(reading.Current.LineBytes.Span);
            if (lines) body.Write("\n"u8);
            if (body.UnflushedBytes >= FlushBytes) await body.FlushAsync(context.RequestAborted);
        }
        if (!lines) body.Write("]"u8);
        await body.FlushAsync(context.RequestAborted);
        return true;
    }
}
