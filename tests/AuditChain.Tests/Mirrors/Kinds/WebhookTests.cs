using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using AuditChain.Mirrors;
using AuditChain.Mirrors.Settings;

namespace AuditChain.Tests.Mirrors.Kinds;

public sealed class WebhookTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Batches_of_cloud_events_arrive_whole_and_in_order()
    {
        using HttpsServer server = new(_ => "200 OK");
        using KindBench bench = new(Settings(server.Address) with { BatchEntries = 40 });
        bench.Append(100);
        await bench.RunAsync();
        Assert.Equal([40, 40, 20], server.Requests.Select(request => Sequences(request).Count()));
        Assert.Equal(Enumerable.Range(1, 100).Select(i => (long)i), server.Requests.SelectMany(Sequences));
        Assert.All(server.Requests, request => Assert.Equal("application/cloudevents-batch+json", request.Headers["Content-Type"]));
    }

    [Fact]
    public async Task Batches_are_signed_as_standard_webhooks_say()
    {
        using HttpsServer server = new(_ => "204 Fine");
        File.WriteAllText(_folder["secret"], "s3cret\n");
        using KindBench bench = new(Settings(server.Address, ("secret", $"file:{_folder["secret"]}"), ("header:X-Tenant", "blue"), ("gzip", "yes")));
        bench.Append(3);
        await bench.RunAsync();
        PostedRequest request = Assert.Single(server.Requests);
        string id = request.Headers["webhook-id"], time = request.Headers["webhook-timestamp"];
        Assert.Equal($"{bench.Log.Header.Hash}/1-3", id);
        string expected = Convert.ToBase64String(HMACSHA256.HashData("s3cret"u8, Encoding.UTF8.GetBytes($"{id}.{time}.{request.Text}")));
        Assert.Equal($"v1,{expected}", request.Headers["webhook-signature"]);
        Assert.Equal(("blue", "gzip"), (request.Headers["X-Tenant"], request.Headers["Content-Encoding"]));
    }

    [Fact]
    public async Task Splunk_gets_events_one_after_another_and_its_token()
    {
        using HttpsServer server = new(_ => "200 OK\r\n\r\n{\"text\":\"Success\",\"code\":0}");
        File.WriteAllText(_folder["auth"], "Splunk 0000-11");
        using KindBench bench = new(Settings(server.Address, ("shape", "splunk"), ("header:Authorization", $"file:{_folder["auth"]}")));
        bench.Append(2);
        await bench.RunAsync();
        PostedRequest request = Assert.Single(server.Requests);
        Assert.Equal("Splunk 0000-11", request.Headers["Authorization"]);
        string[] events = request.Text.Replace("}{", "}\n{", StringComparison.Ordinal).Split('\n');
        Assert.Equal([1, 2], events.Select(text => JsonDocument.Parse(text).RootElement.GetProperty("event").GetProperty("seq").GetInt64()));
        Assert.Equal("example.com/mirrored", JsonDocument.Parse(events[0]).RootElement.GetProperty("source").GetString());
        Assert.DoesNotContain("0000-11", bench.Row.Settings, StringComparison.Ordinal);
    }

    [Theory, InlineData(400), InlineData(413), InlineData(422)]
    public async Task A_refusal_is_cut_down_to_one_record(int status)
    {
        using HttpsServer server = new(request => Sequences(request).Contains(7) ? $"{status} No\r\n\r\nfield x" : "200 OK");
        using KindBench bench = new(Settings(server.Address));
        bench.Append(20);
        await bench.RunAsync();
        Assert.Equal(1, bench.Progress.Rejected);
        AuditEntry rejected = bench.Log.Read(new EntryQuery { FirstSequence = 21 }).First();
        Assert.Equal(("auditlog.mirror-rejected", 7), (rejected.Type, rejected.Data!.Value.GetProperty("seq").GetInt64()));
        string reason = rejected.Data.Value.GetProperty("reason").GetString()!;
        Assert.Contains($"{status}", reason, StringComparison.Ordinal);
        Assert.Contains("field x", reason, StringComparison.Ordinal);
        Assert.DoesNotContain("key=1", reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("401 Unauthorized"), InlineData("403 Forbidden"), InlineData("404 Not Found"), InlineData("405 No"), InlineData("415 No"), InlineData("429 Slow"), InlineData("500 Error"),
     InlineData("503 Away"), InlineData("302 Found\r\nLocation: https://elsewhere.example/")]
    public async Task What_may_pass_stalls_and_nothing_is_dropped(string answer)
    {
        int left = 2;
        using HttpsServer server = new(_ => left-- > 0 ? answer : "200 OK");
        using KindBench bench = new(Settings(server.Address));
        bench.Append(5);
        await bench.RunAsync();
        Assert.Equal((5, 5, 0), (bench.Row.Seq, bench.Row.Delivered, bench.Progress.Rejected));
        Assert.Equal(3, server.Requests.Count);
    }

    [Fact]
    public async Task A_receiver_that_is_away_or_silent_stalls()
    {
        int port;
        using (HttpsServer gone = new(_ => "200 OK")) port = gone.Port;
        using KindBench bench = new(Settings($"http://127.0.0.1:{port}/"));
        bench.Append(5);
        AuditException e = await Assert.ThrowsAsync<AuditException>(() => bench.RunAsync(attempts: 3));
        Assert.Equal(AuditError.AuditMirrorStalled, e.Error);
        Assert.Equal(0, bench.Row.Seq);
        Assert.Equal("auditlog.mirror-stalled", bench.Log.Read(new EntryQuery { Last = 1 }).Single().Type);
    }

    [Fact]
    public async Task Server_and_client_know_each_other_by_certificates()
    {
        TestCertificates certificates = new(_folder);
        using HttpsServer server = new(_ => "200 OK", certificates.Load("server"), certificates.Ca);
        (string, string)[] client = [("ca", certificates.Ca), ("clientCertificate", certificates.Certificate("client")), ("clientKey", certificates.Key("client"))];
        using (KindBench bench = new(Settings(server.Address, client)))
        {
            bench.Append(5);
            await bench.RunAsync();
            Assert.Equal(5, Sequences(Assert.Single(server.Requests)).Count());
        }
        // Of another authority, with no certificate, with a stranger's, under another name.
        foreach ((string, string)[] wrong in ((string, string)[][])[
            [("ca", certificates.OtherCa), .. client[1..]],
            [client[0]],
            [client[0], ("clientCertificate", certificates.Certificate("stranger")), ("clientKey", certificates.Key("stranger"))],
            [.. client, ("serverName", "other.example.com")]])
        {
            using KindBench bench = new(Settings(server.Address, wrong));
            bench.Append(1);
            Assert.Equal(AuditError.AuditMirrorStalled, (await Assert.ThrowsAsync<AuditException>(() => bench.RunAsync(attempts: 1))).Error);
            Assert.Equal(0, bench.Row.Seq);
        }
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData("address", "ftp://x/"), InlineData("address", "https://user:pw@x/"), InlineData("address", "http://logs.example.com/"), InlineData("adress", "x"), InlineData("gzip", "maybe"),
     InlineData("header:Authorization", "Splunk 0000-11"), InlineData("header:X-Api-Token", "abc"), InlineData("header:bad name", "x"), InlineData("secret", "plain"),
     InlineData("timeoutSeconds", "0"), InlineData("shape", "xml"), InlineData("clientKey", "k.pem"), InlineData("revocation", "perhaps")]
    public void Options_that_are_wrong_are_refused_and_no_secret_is_repeated(string name, string value)
    {
        Dictionary<string, string> options = new() { ["address"] = "https://logs.example.com/", [name] = value };
        AuditException e = Assert.Throws<AuditException>(() => MirrorKinds.Open(new MirrorSettings { Kind = "webhook", Options = options }));
        Assert.Equal(AuditError.AuditMirrorInvalid, e.Error);
        foreach (string secret in (string[])["0000-11", "abc", "plain", "pw@"]) Assert.DoesNotContain(secret, e.Message, StringComparison.Ordinal);
    }

    private static IEnumerable<long> Sequences(PostedRequest request) =>
        JsonDocument.Parse(request.Body).RootElement.EnumerateArray().Select(e => e.GetProperty("data").GetProperty("seq").GetInt64());

    private static MirrorSettings Settings(string address, params (string Name, string Value)[] more) => new()
    {
        Kind = "webhook",
        Options = more.Append((Name: "address", Value: address)).ToDictionary(option => option.Name, option => option.Value),
    };
}
