using System.Buffers.Binary;
using System.Text;
using AuditChain.Anchoring.Tiles;

namespace AuditChain.Anchoring.Rekor;

// Rekor v2: POST <url>/api/v2/log/entries answers 201 and a TransparencyLogEntry once a checkpoint includes the entry, which takes
// seconds. The same signature again (Ed25519ph is deterministic) is answered 409 with the header X-Log-Index and no entry; then
// checkpoint, tiles and entry are read from <url>/api/v2/ and the entry is put together here. Where tiles are served elsewhere,
// the caller names that address.

/// <summary>Puts artifacts into a shard of Rekor v2 that the caller named.</summary>
public sealed class RekorClient
{
    private const int MaxAnswerBytes = 512 * 1024;
    private readonly BoundedHttp _http;
    private readonly Uri _address;
    private readonly Uri _tiles;

    /// <summary>Names a shard.</summary>
    /// <param name="http">The connection.</param>
    /// <param name="address">Its base URL.</param>
    /// <param name="tiles">Where checkpoint and tiles are, when it is not <c>api/v2</c> below the base URL.</param>
    /// <exception cref="AuditException">AuditEvidenceRefused: not an address.</exception>
    public RekorClient(BoundedHttp http, string address, string? tiles = null)
    {
        _http = http;
        _address = BoundedHttp.Address(address, "Rekor");
        _tiles = tiles is null ? BoundedHttp.Below(_address, "api/v2") : BoundedHttp.Address(tiles, "Rekor's tiles");
    }

    /// <summary>Signs an artifact and puts it in.</summary>
    /// <param name="signer">Who signs.</param>
    /// <param name="artifact">What, <see cref="SignatureLine.Artifact"/>.</param>
    /// <param name="shards">Shards that are trusted; the answer must not contradict them.</param>
    /// <param name="cancellation">Ends the submission.</param>
    /// <returns>The entry; nothing in it contradicts the artifact, and what it is worth <see cref="RekorCheck"/> says.</returns>
    /// <exception cref="AuditException">AuditEvidenceRefused: no answer, a refusal, or an answer that does not hold.</exception>
    public async Task<RekorEntry> SubmitAsync(RekorSigner signer, byte[] artifact, IReadOnlyList<RekorShard> shards, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(signer);
        byte[] request = HashedRekord.Request(signer.Key, artifact, signer.Sign(artifact));
        Uri entries = BoundedHttp.Below(_address, "api/v2/log/entries");
        BoundedAnswer answer = await _http.PostAsync(entries, request, "application/json", "application/json", MaxAnswerBytes, cancellation).ConfigureAwait(false);
        RekorEntry entry = (int)answer.Status switch
        {
            200 or 201 => RekorEntry.Parse(answer.Body),
            409 => await RebuildAsync(Index(answer), cancellation).ConfigureAwait(false),
            405 => throw Refused("is frozen and takes no entries (405); name the newer shard"),
            var status => throw Refused($"answered {status}: {NoteText.Quote(Encoding.UTF8.GetString(answer.Body))}"),
        };
        if (!HashedRekord.IsSignedBy(entry.Body, artifact, [signer.Key], out _)) throw Refused("answered with an entry that does not hold this signature");
        RekorReport report = RekorCheck.Run(entry, artifact, [], new RekorTrust(shards, [signer.Key]));
        return report.Verdict == RekorVerdict.Contradicted ? throw Refused($"answered with an entry that does not hold: {report.Message}") : entry;
    }

    private long Index(BoundedAnswer answer) =>
        answer.Headers.TryGetValues("X-Log-Index", out IEnumerable<string>? values) && values.ToArray() is [var text] && CheckpointBody.TryReadSize(text, out long index)
            ? index
            : throw Refused("has the entry already (409) and does not say where (X-Log-Index)");

    private async Task<RekorEntry> RebuildAsync(long index, CancellationToken cancellation)
    {
        byte[] content = await GetAsync(TilePath.Checkpoint, ITileSource.MaxCheckpointBytes, cancellation).ConfigureAwait(false) ?? throw Refused($"has the entry already (409), and there is no checkpoint at {_tiles}");
        if (!SignedNote.TryParse(Encoding.UTF8.GetString(content), out SignedNote? note, out string? problem) || !CheckpointBody.TryParse(note!.Text, out CheckpointBody? head, out problem))
            throw Refused($"has a checkpoint that is none: {problem}");
        if (index >= head!.Size) throw Refused($"has the entry already, at {index}, and its checkpoint of {head.Size} entries does not include it yet; try again in a while");

        TileCache tiles = await FetchAsync(index, head.Size, cancellation).ConfigureAwait(false);
        byte[] bundle = tiles.Read(EntriesPath(index, head.Size), ITileSource.MaxBundleBytes)!;
        if (!EntryBundle.TryRead(bundle, out IReadOnlyList<ReadOnlyMemory<byte>> entries) || entries.Count <= index % TilePath.Width) throw Refused("has an entry bundle that is none");
        IReadOnlyList<Digest> path = Path(tiles, index, head);
        byte[] keyId = new byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(keyId, (note.Signatures.FirstOrDefault(line => line.KeyName == head.Origin) ?? throw Refused("has a checkpoint that it did not sign")).KeyId);
        return RekorEntry.From(index, keyId, entries[(int)(index % TilePath.Width)].ToArray(), path, note);
    }

    private IReadOnlyList<Digest> Path(TileCache tiles, long index, CheckpointBody head)
    {
        try
        {
            return LogProof.Inclusion(new TileTree(tiles, head.Size), index + 1, head.Size, head.Root);
        }
        catch (AuditException e) when (e.Error == AuditError.AuditLogDamaged)
        {
            throw Refused($"has tiles that are none: {e.Message}");
        }
    }

    /// <summary>Fetches what an inclusion path needs: in each level the tile above the entry and the rightmost one.</summary>
    private async Task<TileCache> FetchAsync(long index, long size, CancellationToken cancellation)
    {
        TileCache cache = new();
        for (int level = 0; TilePath.Hashes(size, level) > 0; level++)
        {
            long above = TilePath.Hashes(index, level) / TilePath.Width, last = (TilePath.Hashes(size, level) - 1) / TilePath.Width;
            foreach (long tile in new[] { above, last }.Distinct())
            {
                int width = TilePath.WidthIn(size, level, tile);
                if (width > 0) await FetchAsync(cache, TilePath.Tile(level, tile, width), TilePath.Tile(level, tile), TilePath.Width * Digest.Size, cancellation).ConfigureAwait(false);
            }
        }
        await FetchAsync(cache, EntriesPath(index, size), TilePath.Entries(index / TilePath.Width), ITileSource.MaxBundleBytes, cancellation).ConfigureAwait(false);
        return cache;
    }

    private async Task FetchAsync(TileCache cache, string path, string full, int maxBytes, CancellationToken cancellation)
    {
        if (await GetAsync(path, maxBytes, cancellation).ConfigureAwait(false) is { } content) cache.Add(path, content);
        else if (path != full && await GetAsync(full, maxBytes, cancellation).ConfigureAwait(false) is { } whole) cache.Add(path, path.Contains("/entries/", StringComparison.Ordinal) ? whole : whole[..Math.Min(whole.Length, Width(path) * Digest.Size)]);
        else throw Refused($"does not serve {path} at {_tiles}");
    }

    private static int Width(string path) => int.Parse(path.AsSpan(path.LastIndexOf('/') + 1), System.Globalization.CultureInfo.InvariantCulture);

    private static string EntriesPath(long index, long size) => TilePath.Entries(index / TilePath.Width, TilePath.WidthIn(size, 0, index / TilePath.Width));

    private async Task<byte[]?> GetAsync(string path, int maxBytes, CancellationToken cancellation)
    {
        BoundedAnswer answer = await _http.GetAsync(BoundedHttp.Below(_tiles, path), maxBytes, cancellation).ConfigureAwait(false);
        return (int)answer.Status switch { 200 => answer.Body, 404 or 403 or 410 => null, var status => throw Refused($"answered {status} for {path}") };
    }

    private AuditException Refused(string what) => new(AuditError.AuditEvidenceRefused, $"Rekor at {_address} {what}.");

    // What was fetched, for the mathematics, which does not wait.
    private sealed class TileCache : ITileSource
    {
        private readonly Dictionary<string, byte[]> _resources = new(StringComparer.Ordinal);

        internal void Add(string path, byte[] content) => _resources[path] = content;

        public byte[]? Read(string path, int maxBytes) => _resources.GetValueOrDefault(path);
    }
}
