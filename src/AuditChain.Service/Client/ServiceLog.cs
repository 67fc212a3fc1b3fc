using System.Text;
using System.Text.Json;
using AuditChain.Service.Wire;

namespace AuditChain.Service.Client;

/// <summary>A log behind a service, by its address. What a service says is shown; what is verified is what it sends, and here.</summary>
public sealed class ServiceLog : IAuditLog
{
    private readonly ServiceClient _client;
    private readonly ServiceStatus _opened;
    private readonly ServiceTiles _tiles;

    private ServiceLog(ServiceClient client)
    {
        _client = client;
        _opened = ServiceStatus.Read(client);
        _tiles = new ServiceTiles(client);
    }

    /// <inheritdoc/>
    public string Location => _client.Address.ToString();

    /// <inheritdoc/>
    public LogHeader Header => _opened.Header;

    /// <summary>Entries that one append may hold; more is AuditBatchTooLarge, and never split.</summary>
    public int MaxBatch => _opened.MaxBatch;

    /// <summary>Opens a log behind a service.</summary>
    /// <param name="address">As <see cref="ServiceAddress"/> reads it.</param>
    /// <param name="token">The token; null for that of the environment.</param>
    /// <exception cref="AuditException">AuditRequestInvalid, AuditAccessRefused, AuditServiceUnavailable, AuditLogNotRecognized.</exception>
    public static ServiceLog Open(string address, string? token = null)
    {
        ServiceClient client = new(ServiceAddress.Parse(address), token ?? ServiceAddress.FindToken());
        try
        {
            return new ServiceLog(client);
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public LogHead ReadHead()
    {
        LogStatus status = ReadStatus();
        return new LogHead(status.Count, status.Head);
    }

    /// <inheritdoc/>
    public LogStatus ReadStatus()
    {
        ServiceStatus status = ServiceStatus.Read(_client);
        return status.Header.Hash == Header.Hash ? status.Log
            : throw new AuditException(AuditError.AuditLogNotRecognized, $"{Location} serves another log now: {status.Header.Hash}, and no longer {Header.Hash}.");
    }

    /// <inheritdoc/>
    public async ValueTask<LogHead> WaitForMoreAsync(long count, CancellationToken cancellation)
    {
        while (true)
        {
            // The first event that comes, comes because there is more.
            using HttpResponseMessage response = await _client.GetAsync($"v1/audit/stream?after={count}", cancellation).ConfigureAwait(false);
            try
            {
                using StreamReader reader = new(await response.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false));
                while (await reader.ReadLineAsync(cancellation).ConfigureAwait(false) is { } line)
                {
                    if (line.StartsWith("id: ", StringComparison.Ordinal)) return ReadHead();
                }
            }
            catch (Exception e) when (e is IOException or HttpRequestException)
            {
                // It stopped; whether it is back, the next request says.
            }
            await Task.Delay(TimeSpan.FromSeconds(1), cancellation).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<EntryPlace>> AppendAsync(IReadOnlyList<PreparedEntry> entries, LogHead? after = null, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        if (entries.Count == 0) return [];
        if (entries.Contains(null!)) throw new ArgumentException("One of the entries to append is null.", nameof(entries));
        if (entries.Count > MaxBatch) throw new AuditException(AuditError.AuditBatchTooLarge, $"{Location} takes at most {MaxBatch} entries at once, and these are {entries.Count}. Nothing was sent. Send smaller batches.");
        using MemoryStream body = new();
        foreach (PreparedEntry entry in entries)
        {
            body.Write(entry.WithoutPlace.Span);
            body.WriteByte((byte)'\n');
        }
        string path = after is { } head ? $"v1/audit?after={HeadTag.Of(head)}" : "v1/audit";
        using HttpResponseMessage response = await _client.PostAsync(path, body.ToArray(), "application/x-ndjson", CancellationToken.None).ConfigureAwait(false);
        try
        {
            using JsonDocument document = await JsonDocument.ParseAsync(await response.Content.ReadAsStreamAsync(CancellationToken.None).ConfigureAwait(false), default, CancellationToken.None).ConfigureAwait(false);
            EntryPlace[] places = [.. document.RootElement.EnumerateArray().Select(json => new EntryPlace(
                json.GetProperty("seq").GetInt64(), ServiceStatus.TimeOf(json, "time") ?? default, ServiceStatus.HashOf(json, "prev"), ServiceStatus.HashOf(json, "hash")))];
            return places.Length == entries.Count ? places : throw new FormatException($"{entries.Count} places were expected, and {places.Length} came");
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or IOException or HttpRequestException)
        {
            throw new AuditException(AuditError.AuditServiceUnavailable, $"{Location} took the entries, and its answer cannot be read: {e.Message} Look before you repeat them.", e);
        }
    }

    /// <inheritdoc/>
    public async ValueTask AddAttestationAsync(SignedNote note, ReadOnlyMemory<byte> edge, IReadOnlyList<TreeNode> nodes, CancellationToken cancellation = default)
    {
        // The tree beside it the service computes itself: it believes a client no more than a client believes it.
        using HttpResponseMessage response = await _client.PostAsync("v1/attestation", Encoding.UTF8.GetBytes(note.ToString()), "text/plain", cancellation).ConfigureAwait(false);
    }

    /// <summary>Not over a service: evidence is stored where the log is.</summary>
    /// <param name="records">None are taken.</param>
    /// <param name="cancellation">Not used.</param>
    /// <exception cref="AuditException">AuditRequestInvalid.</exception>
    public ValueTask AddEvidenceAsync(IReadOnlyList<EvidenceRecord> records, CancellationToken cancellation = default) =>
        throw new AuditException(AuditError.AuditRequestInvalid, $"{Location} is a service, and evidence is stored where the log is. Nothing was stored. Name the log by its path, on its own machine.");

    /// <inheritdoc/>
    public IEnumerable<AuditEntry> Read(EntryQuery query)
    {
        if (!QueryText.CanSay(query)) return BundleEntries.Select(Stream(QueryText.Write(new EntryQuery())!), query);
        return QueryText.Write(query) is { } text && query.FirstSequence <= query.LastSequence ? Stream(text) : [];
    }

    /// <inheritdoc/>
    public void ReadLines(long first, long last, LineVisitor visit)
    {
        long expected = first;
        foreach (AuditEntry entry in Read(new EntryQuery { FirstSequence = first, LastSequence = last }))
        {
            if (entry.Seq != expected) break;
            visit(expected++, entry.LineBytes.Span, entry.Hash);
        }
        if (expected <= last) throw new AuditException(AuditError.AuditLogDamaged, $"{Location} did not send entry {expected}. Verify the log.");
    }

    /// <inheritdoc/>
    public IEnumerable<StoredAttestation> ReadAttestations()
    {
        foreach (string line in Lines("v1/attestations"))
        {
            string note = Reading(() =>
            {
                using JsonDocument record = JsonDocument.Parse(line);
                return record.RootElement.TryGetProperty("attestation", out JsonElement text) ? text.GetString() ?? "" : "";
            });
            SignedNote parsed = SignedNote.Parse(note);
            Checkpoint checkpoint = parsed.Checkpoint();
            yield return new StoredAttestation(checkpoint.Size, checkpoint.Time, parsed.Signatures[0].KeyName, note);
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> ReadNames(EntryMember member, string prefix, int limit)
    {
        if (limit <= 0) return [];
        string name = QueryText.Members.First(item => item.Member == member).Name;
        using HttpResponseMessage response = _client.Get($"v1/names?member={name}&prefix={Uri.EscapeDataString(prefix)}&limit={Math.Min(limit, 1000)}");
        return Reading(() => JsonSerializer.Deserialize<string[]>(response.Content.ReadAsStream()) ?? []);
    }

    /// <inheritdoc/>
    public IEnumerable<Digest> ReadHashes(long first, long last) => _tiles.ReadHashes(first, last, first > last ? 0 : ReadHead().Count);

    /// <inheritdoc/>
    public IEnumerable<Digest> ReadNodes(int level, long first, long count) => _tiles.ReadNodes(level, first, count);

    /// <inheritdoc/>
    public IChainSource OpenSource(Checkpoint? since = null) => ServiceBundle.Download(_client);

    /// <summary>Closes the connections.</summary>
    public void Dispose() => _client.Dispose();

    private IEnumerable<AuditEntry> Stream(string query) => Lines($"v1/audit?{query}").Select(line => AuditEntry.Parse(Encoding.UTF8.GetBytes(line)));

    private IEnumerable<string> Lines(string path)
    {
        using HttpResponseMessage response = _client.Get(path, "application/x-ndjson");
        using StreamReader reader = new(response.Content.ReadAsStream(), new UTF8Encoding(false, throwOnInvalidBytes: true));
        while (Reading(reader.ReadLine) is { } line) yield return line;
    }

    private T Reading<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is IOException or HttpRequestException or JsonException or DecoderFallbackException)
        {
            throw _client.Away(e, "Its answer was cut off.");
        }
    }
}
