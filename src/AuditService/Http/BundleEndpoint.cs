namespace AuditService.Http;

/// <summary><c>GET /v1/bundle?from&amp;to</c>: a bundle, up to an end that is fixed at the start.</summary>
internal sealed class BundleEndpoint(LogHandle log)
{
    private const int BufferBytes = 64 * 1024;

    public async Task Run(HttpContext context)
    {
        RequestQuery parameters = new(context.Request.Query);
        long first = parameters.Number("from", 1, AuditLimits.SafeInteger) ?? 1;
        long? last = parameters.Number("to", 1, AuditLimits.SafeInteger);
        parameters.End();
        await log.ReadAsync(reader => Task.Run(() => Write(context, reader, first, last)), context.RequestAborted);
    }

    private static bool Write(HttpContext context, ILogReader reader, long first, long? last)
    {
        // First the attestations, then the count: what is attested meanwhile must not look as if entries were missing.
        List<StoredAttestation> attestations = [.. reader.ReadAttestations()];
        long count = reader.ReadHead().Count, end = last ?? count;
        if (count == 0 ? first > 1 || last is not null : first > end || end > count) throw Problems.NotFound($"The log holds the entries 1 to {count}; the range {first} to {end} is not in it.");
        context.Response.ContentType = "application/vnd.auditlog.bundle";
        context.Response.Headers.ContentDisposition = "attachment; filename=\"log.auditbundle\"";
        using BufferedStream stream = new(context.Response.BodyWriter.AsStream(leaveOpen: true), BufferBytes);
        if (first == 1 && end == count) WriteWhole(reader, stream, count, attestations, context.RequestAborted);
        else BundleExport.Write(reader, stream, (first, end, count), attestations, null, context.RequestAborted);
        stream.Flush();
        return true;
    }

    /// <summary>The lines as they are, also those that do not hold: where a log was changed, its verifier says, and that is at the other end.</summary>
    private static void WriteWhole(ILogReader reader, Stream stream, long count, List<StoredAttestation> attestations, CancellationToken cancellation)
    {
        BundleWriter bundle = new(stream, reader.Header);
        reader.ReadLines(1, count, (_, line, hash) =>
        {
            cancellation.ThrowIfCancellationRequested();
            bundle.WriteEntry(line, hash);
        });
        foreach (string note in BundleExport.InOrder(attestations.Select(attestation => attestation.Note))) bundle.WriteAttestation(note);
        bundle.WriteEnd();
    }
}
