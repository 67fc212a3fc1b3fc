using System.Globalization;
using System.Text.Json;
using AuditChain.Mirrors.Settings;

namespace AuditChain.Tests.Mirrors.Kinds;

public sealed class OtlpTests
{
    [Fact]
    public async Task Records_have_times_severity_and_attributes_as_the_encoding_says()
    {
        using HttpsServer server = new(_ => "200 OK\r\n\r\n{\"partialSuccess\":{}}");
        using KindBench bench = new(Settings(server));
        bench.Append(14);
        await bench.RunAsync();
        PostedRequest request = Assert.Single(server.Requests);
        Assert.Equal(("application/json", "gzip"), (request.Headers["Content-Type"], request.Headers["Content-Encoding"]));
        JsonElement[] records = Records(request);
        Assert.Equal(Enumerable.Range(1, 14).Select(i => (long)i), records.Select(Seq));
        AuditEntry entry = bench.Log.Read(new EntryQuery { FirstSequence = 7, LastSequence = 7 }).Single();
        JsonElement seventh = records[6];
        Assert.Equal((17, "ERROR", "console"), (seventh.GetProperty("severityNumber").GetInt32(), seventh.GetProperty("severityText").GetString(), seventh.GetProperty("eventName").GetString()));
        Assert.Equal("n 7", seventh.GetProperty("body").GetProperty("stringValue").GetString());
        Assert.Equal(((entry.Time - DateTimeOffset.UnixEpoch).Ticks * 100).ToString(CultureInfo.InvariantCulture), seventh.GetProperty("timeUnixNano").GetString());
        Assert.Equal(entry.Hash.ToString(), Attribute(seventh, "auditlog.hash").GetProperty("stringValue").GetString());
    }

    [Theory, InlineData("1"), InlineData("\"1\"")]
    public async Task A_partial_success_is_cut_down_to_the_record(string count)
    {
        using HttpsServer server = new(request => Records(request).Any(record => Seq(record) == 9)
            ? $"200 OK\r\n\r\n{{\"partialSuccess\":{{\"rejectedLogRecords\":{count},\"errorMessage\":\"bad time\"}}}}" : "200 OK");
        using KindBench bench = new(Settings(server));
        bench.Append(16);
        await bench.RunAsync();
        AuditEntry rejected = bench.Log.Read(new EntryQuery { FirstSequence = 17 }).Single();
        Assert.Equal(9, rejected.Data!.Value.GetProperty("seq").GetInt64());
        Assert.Contains("bad time", rejected.Data.Value.GetProperty("reason").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_record_that_is_too_large_goes_as_an_envelope()
    {
        using HttpsServer server = new(_ => "200 OK");
        using KindBench bench = new(Settings(server, ("maxRecordBytes", "4096")));
        bench.Append(1, length: 5000);
        await bench.RunAsync();
        JsonElement record = Assert.Single(Records(Assert.Single(server.Requests)));
        Assert.Equal(("true", 1), (Attribute(record, "auditlog.truncated").GetProperty("stringValue").GetString(), Seq(record)));
    }

    private static JsonElement[] Records(PostedRequest request) => [.. JsonDocument.Parse(request.Body).RootElement
        .GetProperty("resourceLogs")[0].GetProperty("scopeLogs")[0].GetProperty("logRecords").EnumerateArray()];

    private static JsonElement Attribute(JsonElement record, string name) =>
        record.GetProperty("attributes").EnumerateArray().Single(attribute => attribute.GetProperty("key").GetString() == name).GetProperty("value");

    private static long Seq(JsonElement record) => long.Parse(Attribute(record, "auditlog.seq").GetProperty("intValue").GetString()!, CultureInfo.InvariantCulture);

    private static MirrorSettings Settings(HttpsServer server, params (string Name, string Value)[] more) => new()
    {
        Kind = "otlp",
        Options = more.Append((Name: "address", Value: server.Address)).ToDictionary(option => option.Name, option => option.Value),
    };
}
