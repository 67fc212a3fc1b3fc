using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using AuditChain.Attesting;
using AuditChain.Service.Client;
using AuditChain.Service.Tokens;

namespace AuditChain.Tests.Service;

/// <summary>The HTTP of docs/service.md, as a stranger with curl meets it.</summary>
public sealed class HttpTests
{
    private const TokenScopes All = TokenScopes.Append | TokenScopes.Read | TokenScopes.Admin | TokenScopes.Impersonate;

    [Fact]
    public async Task One_event_an_array_and_lines_are_stored_in_their_order()
    {
        await using RunningService service = await RunningService.StartAsync();
        using HttpClient client = service.Client(service.Token("web", TokenScopes.Append));
        JsonElement one = await (await client.PostJson("""{"type":"a"}""")).Json();
        Assert.Equal(1, one.GetProperty("seq").GetInt64());
        JsonElement many = await (await client.PostJson(""" [ {"type":"b"} , {"type":"c","data":[1,{"x":[]}]} ] """)).Json();
        Assert.Equal([2, 3], many.EnumerateArray().Select(place => place.GetProperty("seq").GetInt64()));
        JsonElement lines = await (await client.PostJson("{\"type\":\"d\"}\n\n{\"type\":\"e\"}", "application/x-ndjson")).Json();
        AuditEntry[] entries = service.Entries();
        Assert.Equal(["a", "b", "c", "d", "e"], entries.Select(entry => entry.Type));
        Assert.Equal(entries[4].Hash.ToString(), lines[1].GetProperty("hash").GetString());
        Assert.All(entries, entry => Assert.Equal(("web", "service"), (entry.Actor!.Id, entry.Actor.Type)));
    }

    [Theory]
    [InlineData("""{"type":"a","seq":1}""", "application/json", 422, "AuditEntryInvalid")]
    [InlineData("""{"type":"a","type":"b"}""", "application/json", 422, "AuditEntryInvalid")]
    [InlineData("""[{"type":"a"},{"type":""}]""", "application/json", 422, "AuditEntryInvalid")]
    [InlineData("""[{"type":"a"},""", "application/json", 400, "AuditRequestInvalid")]
    [InlineData("""[{"type":"a"}] x""", "application/json", 400, "AuditRequestInvalid")]
    [InlineData("[]", "application/json", 400, "AuditRequestInvalid")]
    [InlineData("", "application/x-ndjson", 400, "AuditRequestInvalid")]
    [InlineData("type=a", "application/x-www-form-urlencoded", 415, "AuditRequestInvalid")]
    public async Task A_batch_with_one_bad_event_stores_nothing(string body, string type, int status, string error)
    {
        await using RunningService service = await RunningService.StartAsync();
        using HttpClient client = service.Client(service.Token("web", All));
        Assert.Equal((status, error), await client.PostJson(body, type).Problem());
        Assert.Empty(service.Entries());
    }

    [Fact]
    public async Task What_is_too_much_is_refused_whole()
    {
        await using RunningService service = await RunningService.StartAsync((_, configuration) => configuration with { Limits = configuration.Limits with { BatchEntries = 3, BodyBytes = 1 << 20 } });
        string token = service.Token("web", All);
        using HttpClient client = service.Client(token);
        Assert.Equal((413, "AuditBatchTooLarge"), await client.PostJson(string.Concat(Enumerable.Repeat("{\"type\":\"a\"}\n", 4)), "application/x-ndjson").Problem());
        using HttpRequestMessage endless = new(HttpMethod.Post, "/v1/audit") { Content = new StreamContent(new MemoryStream(Encoding.ASCII.GetBytes(new string(' ', 3 << 20)))) };
        endless.Headers.TransferEncodingChunked = true;
        endless.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        Assert.Equal((413, "AuditBatchTooLarge"), await client.SendAsync(endless, TestContext.Current.CancellationToken).Problem());
        using ServiceLog log = service.Open(token);
        Assert.Equal(3, log.MaxBatch);
        AuditException large = Assert.Throws<AuditException>(() => log.Append([.. Enumerable.Repeat(PreparedEntry.From(new AuditEvent { Type = "a" }), 4)]));
        Assert.Equal(AuditError.AuditBatchTooLarge, large.Error);
        Assert.Empty(service.Entries());
    }

    [Fact]
    public async Task Who_is_not_let_in_is_recorded_once_a_minute_and_told_nothing()
    {
        await using RunningService service = await RunningService.StartAsync();
        string token = service.Token("reader", TokenScopes.Read), expired = service.Tokens.Add("old", TokenScopes.Append, [], DateTimeOffset.UtcNow.AddMilliseconds(1)).Text;
        await Task.Delay(5, TestContext.Current.CancellationToken);
        string wrong = token[..^1] + (token[^1] == 'A' ? 'B' : 'A');
        foreach (string? bad in (string?[])[null, "x", wrong, expired])
        {
            using HttpClient client = service.Client(bad);
            using HttpResponseMessage response = await client.GetAsync("/v1/audit", TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
            Assert.StartsWith("Bearer", response.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
        }
        using HttpClient reader = service.Client(token);
        Assert.Equal((403, "AuditAccessRefused"), await reader.PostJson("""{"type":"a"}""").Problem());
        AuditEntry refused = Assert.Single(service.Entries());
        Assert.Equal(("auth-failed", "denied", "GET /v1/audit", "no token"), (refused.Type, refused.Outcome, refused.Data!.Value.GetProperty("endpoint").GetString(), refused.Data.Value.GetProperty("reason").GetString()));
        Assert.DoesNotContain(token[17..], refused.Line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_that_was_removed_is_refused_at_once_and_one_that_replaces_it_works()
    {
        await using RunningService service = await RunningService.StartAsync();
        string first = service.Token("web", TokenScopes.Append);
        using HttpClient old = service.Client(first);
        Assert.Equal(HttpStatusCode.OK, (await old.PostJson("""{"type":"a"}""")).StatusCode);
        string second = service.Token("web", TokenScopes.Append);
        using HttpClient next = service.Client(second);
        Assert.Equal(HttpStatusCode.OK, (await old.PostJson("""{"type":"a"}""")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await next.PostJson("""{"type":"a"}""")).StatusCode);
        Assert.Equal(AuditError.AuditTokenInvalid, Assert.Throws<AuditException>(() => service.Token("web", TokenScopes.Append)).Error);
        service.Tokens.Remove(first.Split('_')[1]);
        Assert.Equal((401, "AuditAccessRefused"), await old.PostJson("""{"type":"a"}""").Problem());
        Assert.Equal(HttpStatusCode.OK, (await next.PostJson("""{"type":"a"}""")).StatusCode);
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(service.Tokens.Path));
        Assert.DoesNotContain(second, await File.ReadAllTextAsync(service.Tokens.Path, TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_acted_is_said_by_those_alone_who_may_and_who_delivered_it_by_the_service()
    {
        await using RunningService service = await RunningService.StartAsync();
        using HttpClient plain = service.Client(service.Token("web", TokenScopes.Append)), gateway = service.Client(service.Token("gateway", TokenScopes.Append | TokenScopes.Impersonate));
        Assert.Equal((403, "AuditAccessRefused"), await plain.PostJson("""{"type":"a","actor":"alice"}""").Problem());
        Assert.Equal(HttpStatusCode.OK, (await gateway.PostJson("""{"type":"b","actor":{"id":"alice","session":"s1","via":"nobody"}}""")).StatusCode);
        AuditEntry entry = service.Entries().Single(entry => entry.Type == "b");
        Assert.Contains("\"actor\":{\"id\":\"alice\",\"session\":\"s1\",\"via\":\"gateway\"}", entry.Line, StringComparison.Ordinal);
        Assert.DoesNotContain(service.Entries(), entry => entry.Type == "a");
    }

    [Fact]
    public async Task A_token_appends_its_types_alone()
    {
        await using RunningService service = await RunningService.StartAsync();
        using HttpClient client = service.Client(service.Token("vault", TokenScopes.Append, "secret*"));
        Assert.Equal(HttpStatusCode.OK, (await client.PostJson("""{"type":"secret-read"}""")).StatusCode);
        Assert.Equal((403, "AuditAccessRefused"), await client.PostJson("""{"type":"auditlog.key"}""").Problem());
    }

    [Fact]
    public async Task Pages_filters_lines_and_names_say_what_the_log_says()
    {
        await using RunningService service = await RunningService.StartAsync();
        using HttpClient client = service.Client(service.Token("web", All));
        await client.PostJson(string.Concat(Enumerable.Range(1, 120).Select(i => $"{{\"type\":\"{(i % 2 == 0 ? "even" : "odd")}\",\"actor\":\"alice\"}}\n")), "application/x-ndjson");
        async Task<long[]> Get(string query) => [.. (await (await client.GetAsync($"/v1/audit{query}", TestContext.Current.CancellationToken)).Json()).EnumerateArray().Select(entry => entry.GetProperty("seq").GetInt64())];
        Assert.Equal(Enumerable.Range(71, 50).Reverse().Select(i => (long)i), await Get(""));
        Assert.Equal(new long[] { 70, 69 }, await Get("?before=71&limit=2"));
        Assert.Equal(new long[] { 119, 117 }, await Get("?type=O*&limit=2&actor=ALICE"));
        Assert.Equal(new long[] { 10, 20 }, await Get("?seq=20,10,999&order=asc"));
        Assert.Empty(await Get("?actor=bob"));
        Assert.Equal((400, "AuditRequestInvalid"), await client.GetAsync("/v1/audit?limit=501", TestContext.Current.CancellationToken).Problem());
        Assert.Equal((400, "AuditRequestInvalid"), await client.GetAsync("/v1/audit?colour=red", TestContext.Current.CancellationToken).Problem());
        Assert.Equal((400, "AuditPatternInvalid"), await client.GetAsync("/v1/audit?type=[", TestContext.Current.CancellationToken).Problem());
        Assert.Equal((404, "AuditRangeInvalid"), await client.GetAsync("/v1/audit/121", TestContext.Current.CancellationToken).Problem());
        Assert.Equal((405, "AuditRequestInvalid"), await client.DeleteAsync("/v1/audit/1", TestContext.Current.CancellationToken).Problem());
        Assert.Equal((404, "AuditRequestInvalid"), await client.GetAsync("/v2", TestContext.Current.CancellationToken).Problem());
        Assert.Equal(service.Entries()[6].Line, await client.GetStringAsync("/v1/audit/7", TestContext.Current.CancellationToken));
        client.DefaultRequestHeaders.Accept.ParseAdd("application/x-ndjson");
        Assert.Equal(service.Entries().Select(entry => entry.Line), (await client.GetStringAsync("/v1/audit?order=asc", TestContext.Current.CancellationToken)).TrimEnd('\n').Split('\n'));
        Assert.Equal(["even", "odd"], (await (await client.GetAsync("/v1/names?member=type", TestContext.Current.CancellationToken)).Json()).EnumerateArray().Select(name => name.GetString()).Order());
    }

    [Fact]
    public async Task A_stream_goes_on_where_its_reader_was_and_ends_with_the_token()
    {
        await using RunningService service = await RunningService.StartAsync();
        using HttpClient client = service.Client(service.Token("web", All)), follower = service.Client(service.Token("follower", TokenScopes.Read));
        await client.PostJson("[{\"type\":\"a\"},{\"type\":\"b\"},{\"type\":\"c\"}]");
        using HttpRequestMessage request = new(HttpMethod.Get, "/v1/audit/stream");
        request.Headers.Add("Last-Event-ID", "2");
        using HttpResponseMessage response = await follower.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        using StreamReader reader = new(await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
        async Task<string?> NextId()
        {
            while (await reader.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
            {
                if (line.StartsWith("id: ", StringComparison.Ordinal)) return line;
            }
            return null;
        }
        Assert.Equal("id: 3", await NextId());
        await client.PostJson("{\"type\":\"d\"}");
        Assert.Equal("id: 4", await NextId());
        service.Tokens.Remove("follower");
        await client.PostJson("{\"type\":\"e\"}");
        Assert.Null(await NextId());
    }

    [Fact]
    public async Task Proofs_checkpoints_and_tiles_need_no_trust_in_the_service()
    {
        await using RunningService service = await RunningService.StartAsync();
        string token = service.Token("web", All);
        using HttpClient client = service.Client(token), nobody = service.Client(null);
        Assert.Equal((404, "AuditRangeInvalid"), await nobody.GetAsync("/checkpoint", TestContext.Current.CancellationToken).Problem());
        await client.PostJson(string.Concat(Enumerable.Repeat("{\"type\":\"a\"}\n", 300)), "application/x-ndjson");
        SigningKey key = SigningKey.Generate("example.com/served");
        using (ServiceLog log = service.Open(token)) LogAttestation.Create(log, key);
        SignedNote note = SignedNote.Parse(await nobody.GetStringAsync("/checkpoint", TestContext.Current.CancellationToken));
        Assert.Equal((300, NoteVerification.Valid), (note.Checkpoint().Size, note.Verify(key.VerifierKey)));
        byte[] full = await nobody.GetByteArrayAsync("/tile/0/000", TestContext.Current.CancellationToken), part = await nobody.GetByteArrayAsync("/tile/0/001.p/44", TestContext.Current.CancellationToken);
        Digest[] leaves = [.. full.Concat(part).Chunk(32).Select(hash => new Digest(hash))];
        Assert.Equal(note.Checkpoint().Root, AuditChain.Merkle.MerkleTree.Root(leaves));
        foreach (string bad in (string[])["/tile/0/001", "/tile/0/001.p/45", "/tile/0/1", "/tile/9/000", "/tile/0/000.p/256"])
            Assert.Equal((404, "AuditRangeInvalid"), await nobody.GetAsync(bad, TestContext.Current.CancellationToken).Problem());
        string[] proof = (await client.GetStringAsync("/v1/audit/260/proof", TestContext.Current.CancellationToken)).Split('\n');
        Assert.Equal(("c2sp.org/tlog-proof@v1", "index 259"), (proof[0], proof[2]));
        Digest[] path = [.. proof[3..Array.IndexOf(proof, "")].Select(line => new Digest(Convert.FromBase64String(line)))];
        Digest leaf = LeafHash.Of(Convert.FromBase64String(proof[1]["extra ".Length..]));
        Assert.True(AuditChain.Merkle.MerkleTree.VerifyInclusion(leaf, 259, 300, path, note.Checkpoint().Root));
        Assert.Equal((422, "AuditCheckpointInvalid"), await client.PostJson("nonsense", "text/plain", "/v1/attestation").Problem());
    }

    [Fact]
    public async Task Health_is_elsewhere_and_says_whether_an_append_would_succeed()
    {
        await using RunningService service = await RunningService.StartAsync();
        using HttpClient client = service.Client(service.Token("web", All)), health = new() { BaseAddress = new Uri(service.HealthAddress) };
        await client.PostJson("{\"type\":\"a\"}");
        Assert.Equal("ready\n", await health.GetStringAsync("/readyz", TestContext.Current.CancellationToken));
        Assert.Contains("auditlog_entries_total{way=\"http\"} 1\n", await health.GetStringAsync("/metrics", TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal((404, "AuditRequestInvalid"), await client.GetAsync("/metrics", TestContext.Current.CancellationToken).Problem());
        Assert.Equal((404, "AuditRequestInvalid"), await health.GetAsync("/v1/audit", TestContext.Current.CancellationToken).Problem());
        File.Move(service.LogPath, service.LogPath + ".moved");
        Assert.Equal((503, "AuditLogNotFound"), await client.PostJson("{\"type\":\"b\"}").Problem());
        using HttpResponseMessage ready = await health.GetAsync("/readyz", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
    }

    [Fact]
    public async Task A_service_that_is_away_fails_closed_and_says_so()
    {
        RunningService service = await RunningService.StartAsync();
        string token = service.Token("web", All);
        using ServiceLog log = service.Open(token);
        string address = service.Address;
        await service.DisposeAsync();
        Assert.Equal(AuditError.AuditServiceUnavailable, Assert.Throws<AuditException>(() => log.Append([PreparedEntry.From(new AuditEvent { Type = "a" })])).Error);
        Assert.Equal(AuditError.AuditServiceUnavailable, Assert.Throws<AuditException>(() => ServiceLog.Open(address, token)).Error);
        Assert.Equal(AuditError.AuditAccessRefused, Assert.Throws<AuditException>(() => ServiceAddress.Parse("http://audit.example.com")).Error);
    }
}
