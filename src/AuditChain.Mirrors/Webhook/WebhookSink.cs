using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using AuditChain.Mirrors.Delivering;
using AuditChain.Mirrors.Http;
using AuditChain.Mirrors.Schemas;
using AuditChain.Mirrors.Settings;

namespace AuditChain.Mirrors.Webhook;

// One POST a batch:
//
//   shape=batch (default)   a JSON array of the records; application/cloudevents-batch+json where the format is cloudevents
//   shape=ndjson            one record a line, application/x-ndjson
//   shape=splunk            HTTP Event Collector: {"event":RECORD,"source":ORIGIN,"sourcetype":"auditlog","time":SECONDS} one after another
//
// With a secret, signed as Standard Webhooks say: webhook-id, webhook-timestamp, and
// webhook-signature: v1,base64(HMAC-SHA256(secret, id "." timestamp "." body)). The id is that of the batch: LOG/FIRST-LAST.

/// <summary>Batches by HTTP. Acknowledged by a status of 2xx.</summary>
internal sealed class WebhookSink : IMirrorSink
{
    private readonly HttpReceiver _receiver;
    private readonly IRecordFormat _format;
    private readonly SecretReference? _secret;
    private readonly string _shape;
    private readonly int _limit;

    /// <exception cref="AuditException">AuditMirrorInvalid.</exception>
    public WebhookSink(MirrorSettings settings)
    {
        KindOptions options = new(settings);
        _receiver = new HttpReceiver(options, "the URL to which batches are posted", compressed: false);
        _shape = options.Word("shape", "batch", "ndjson", "splunk");
        _secret = options.Secret("secret");
        _limit = options.Number("maxRecordBytes", 1024 * 1024, 4096, 64 * 1024 * 1024);
        _format = RecordFormats.Find(options.Format(_shape == "splunk" ? ["line", "cloudevents", "ocsf", "ecs"] : ["cloudevents", "line", "ocsf", "ecs"]));
        options.Done();
    }

    public bool Confirms => true;

    public string? Answer { get; private set; }

    public async ValueTask<Delivery> DeliverAsync(MirrorBatch batch, CancellationToken cancellation)
    {
        byte[] body = Body(batch);
        HttpAnswer answer = await _receiver.PostAsync(body, MediaType, _secret is null ? [] : Sign(batch, body), cancellation);
        if (answer.Delivery.Outcome == DeliveryOutcome.Acknowledged) Answer = $"2xx for {batch[0].Seq} to {batch[batch.Count - 1].Seq}";
        return answer.Delivery;
    }

    public ValueTask DisposeAsync()
    {
        _receiver.Dispose();
        return ValueTask.CompletedTask;
    }

    private string MediaType => _shape switch
    {
        "ndjson" => "application/x-ndjson",
        "splunk" => "application/json",
        _ => _format.Name == "cloudevents" ? "application/cloudevents-batch+json" : "application/json",
    };

    private byte[] Body(MirrorBatch batch)
    {
        using MemoryStream body = new();
        if (_shape == "batch") body.WriteByte((byte)'[');
        for (int i = 0; i < batch.Count; i++)
        {
            byte[] record = _format.Write(batch.Header, batch[i], _limit);
            if (_shape == "batch" && i > 0) body.WriteByte((byte)',');
            if (_shape == "splunk") WriteSplunk(body, batch.Header, batch[i].Entry, record);
            else body.Write(record);
            if (_shape == "ndjson") body.WriteByte((byte)'\n');
        }
        if (_shape == "batch") body.WriteByte((byte)']');
        return body.ToArray();
    }

    private static void WriteSplunk(MemoryStream body, LogHeader log, AuditEntry entry, byte[] record)
    {
        DateTimeOffset time = entry.Occurred ?? entry.Time;
        body.Write("{\"event\":"u8);
        body.Write(record);
        body.Write(",\"source\":"u8);
        body.Write(CanonicalJson.Serialize(log.Origin));
        string seconds = (time.ToUnixTimeMilliseconds() / 1000m).ToString("F3", CultureInfo.InvariantCulture);
        body.Write(Encoding.ASCII.GetBytes($",\"sourcetype\":\"auditlog\",\"time\":{seconds}}}"));
    }

    private IEnumerable<KeyValuePair<string, string>> Sign(MirrorBatch batch, byte[] body)
    {
        string id = $"{batch.Header.Hash}/{batch[0].Seq}-{batch[batch.Count - 1].Seq}";
        string time = DateTimeOffset.UtcNow.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        byte[] signed = [.. Encoding.UTF8.GetBytes($"{id}.{time}."), .. body];
        string signature = Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(_secret!.Read()), signed));
        return [new("webhook-id", id), new("webhook-timestamp", time), new("webhook-signature", $"v1,{signature}")];
    }
}
