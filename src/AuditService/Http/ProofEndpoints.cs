using System.Globalization;
using System.Text;

namespace AuditService.Http;

/// <summary>What others check the log by: checkpoints, proofs, tiles, attestations.</summary>
internal sealed class ProofEndpoints(LogHandle log)
{
    private const int LongestNote = 64 * 1024;

    /// <summary><c>GET /v1/audit/{seq}/proof</c>: that the entry is in the tree of the newest attestation that covers it (C2SP tlog-proof).</summary>
    public async Task Proof(HttpContext context)
    {
        long seq = ReadEndpoints.SequenceOf(context);
        string proof = await log.ReadAsync(reader => ProofOf(reader, seq), context.RequestAborted);
        await WriteText(context, proof);
    }

    /// <summary><c>GET /checkpoint</c>: the newest attestation.</summary>
    public async Task Checkpoint(HttpContext context)
    {
        string? note = await log.ReadAsync(reader => Newest(reader, 0)?.Note, context.RequestAborted);
        await WriteText(context, note ?? throw Problems.NotFound("Nothing has been attested yet."));
    }

    /// <summary><c>GET /v1/attestations</c>: all of them, each as a record of a bundle.</summary>
    public async Task Attestations(HttpContext context)
    {
        List<StoredAttestation> attestations = await log.ReadAsync(reader => reader.ReadAttestations().ToList(), context.RequestAborted);
        context.Response.ContentType = "application/x-ndjson";
        foreach (StoredAttestation attestation in attestations)
        {
            await context.Response.Body.WriteAsync(CanonicalJson.Serialize(new Dictionary<string, object?>(StringComparer.Ordinal) { ["attestation"] = attestation.Note }), context.RequestAborted);
            await context.Response.Body.WriteAsync("\n"u8.ToArray(), context.RequestAborted);
        }
    }

    /// <summary><c>POST /v1/attestation</c>: a note that a client signed, taken when it is about this log as it is.</summary>
    public async Task Attest(HttpContext context)
    {
        using StreamReader reader = new(context.Request.Body, new UTF8Encoding(false, throwOnInvalidBytes: true));
        char[] text = new char[LongestNote + 1];
        int length = await reader.ReadBlockAsync(text, context.RequestAborted);
        if (length > LongestNote) throw new AuditException(AuditError.AuditCheckpointInvalid, $"A note has at most {LongestNote} characters.");
        SignedNote note = SignedNote.Parse(new string(text, 0, length));
        await log.ReadAsync(tree => LogAttestation.TakeAsync(log.Log, tree, note).AsTask(), context.RequestAborted);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    /// <summary><c>GET /tile/L/N</c> (C2SP tlog-tiles): leaf hashes, and the nodes that are kept.</summary>
    public async Task Tile(HttpContext context)
    {
        if (!TilePath.TryParse(context.Request.Path.Value!.TrimStart('/'), out TilePath tile)) throw Problems.NotFound("There is no tile of that path.");
        byte[]? hashes = await log.ReadAsync(reader => HashesOf(reader, tile), context.RequestAborted);
        if (hashes is null) throw Problems.NotFound("The log does not have that tile yet.");
        context.Response.ContentType = "application/octet-stream";
        if (tile.Width == TilePath.Full) context.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
        await context.Response.Body.WriteAsync(hashes, context.RequestAborted);
    }

    private static byte[]? HashesOf(ILogReader reader, TilePath tile)
    {
        long from = tile.Number * TilePath.Full, count = reader.ReadHead().Count >> (8 * tile.Level);
        if (from + tile.Width > count) return null;
        IEnumerable<Digest> digests = tile.Level == 0 ? reader.ReadHashes(from + 1, from + tile.Width) : reader.ReadNodes(8 * tile.Level, from, tile.Width);
        using MemoryStream hashes = new(tile.Width * Digest.Size);
        foreach (Digest digest in digests) hashes.Write(digest.Span);
        return hashes.Length == tile.Width * Digest.Size ? hashes.ToArray() : null;
    }

    private static StoredAttestation? Newest(ILogReader reader, long covering) => reader.ReadAttestations().Where(attestation => attestation.Size >= covering).MaxBy(attestation => attestation.Size);

    private static string ProofOf(ILogReader reader, long seq)
    {
        byte[] line = ReadEndpoints.LineOf(reader, seq) ?? throw Problems.NotFound($"The log holds no entry {seq}.");
        StoredAttestation covering = Newest(reader, seq) ?? throw Problems.NotFound($"No attestation covers entry {seq} yet, so nothing can be proven of it.");
        Checkpoint checkpoint = SignedNote.Parse(covering.Note).Checkpoint();
        StringBuilder proof = new("c2sp.org/tlog-proof@v1\n");
        proof.Append("extra ").Append(Convert.ToBase64String(line)).Append('\n');
        proof.Append(CultureInfo.InvariantCulture, $"index {seq - 1}\n");
        foreach (Digest hash in LogProof.Inclusion(reader, seq, checkpoint.Size, checkpoint.Root)) proof.Append(hash.ToBase64()).Append('\n');
        return proof.Append('\n').Append(covering.Note).ToString();
    }

    private static Task WriteText(HttpContext context, string text)
    {
        context.Response.ContentType = "text/plain; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";
        return context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(text), context.RequestAborted).AsTask();
    }
}
