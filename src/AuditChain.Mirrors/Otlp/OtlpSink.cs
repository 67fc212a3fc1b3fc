using System.Globalization;
using System.Text;
using System.Text.Json;
using AuditChain.Mirrors.Delivering;
using AuditChain.Mirrors.Http;
using AuditChain.Mirrors.Schemas;
using AuditChain.Mirrors.Settings;

namespace AuditChain.Mirrors.Otlp;

// OTLP/HTTP logs in the JSON encoding of Protobuf: 64-bit integers are text, names are lowerCamelCase.
//
//   {"resourceLogs":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":ORIGIN}}]},
//     "scopeLogs":[{"scope":{"name":"auditlog"},"logRecords":[{"timeUnixNano":"…","observedTimeUnixNano":"…","severityNumber":9,
//       "severityText":"INFO","eventName":TYPE,"body":{"stringValue":MESSAGE},"attributes":[…]}]}]}]}
//
// An answer of 2xx with partialSuccess.rejectedLogRecords above 0 says that some were refused, and not which: the batch is cut down.

/// <summary>OpenTelemetry logs by HTTP. Acknowledged by 2xx without a partial success.</summary>
internal sealed class OtlpSink : IMirrorSink
{
    private readonly HttpReceiver _receiver;
    private readonly int _limit;

    /// <exception cref="AuditException">AuditMirrorInvalid.</exception>
    public OtlpSink(MirrorSettings settings)
    {
        KindOptions options = new(settings);
        _receiver = new HttpReceiver(options, "the URL for logs, for example https://collector.example.com:4318/v1/logs", compressed: true);
        _limit = options.Number("maxRecordBytes", 256 * 1024, 4096, 4 * 1024 * 1024);
        options.Format("otlp");
        options.Done();
    }

    public bool Confirms => true;

    public string? Answer { get; private set; }

    public async ValueTask<Delivery> DeliverAsync(MirrorBatch batch, CancellationToken cancellation)
    {
        HttpAnswer answer = await _receiver.PostAsync(Request(batch), "application/json", [], cancellation);
        if (answer.Delivery.Outcome != DeliveryOutcome.Acknowledged) return answer.Delivery;
        if (Rejected(answer.Body) is { } reason) return Delivery.Refused(reason);
        Answer = $"2xx for {batch[0].Seq} to {batch[batch.Count - 1].Seq}";
        return answer.Delivery;
    }

    public ValueTask DisposeAsync()
    {
        _receiver.Dispose();
        return ValueTask.CompletedTask;
    }

    private static string? Rejected(string body)
    {
        try
        {
            if (body.Length == 0) return null;
            using JsonDocument answer = JsonDocument.Parse(body);
            if (answer.RootElement.ValueKind != JsonValueKind.Object
                || !answer.RootElement.TryGetProperty("partialSuccess", out JsonElement partial) || partial.ValueKind != JsonValueKind.Object
                || !partial.TryGetProperty("rejectedLogRecords", out JsonElement count)) return null;
            string refused = count.ToString();
            if (refused is "0" or "") return null;
            string why = partial.TryGetProperty("errorMessage", out JsonElement message) ? $": {message}" : "";
            return $"{refused} records were refused{why}";
        }
        catch (JsonException)
        {
            // A status of 2xx is the acknowledgement; what stands beside it is not for us.
            return null;
        }
    }

    private byte[] Request(MirrorBatch batch)
    {
        using MemoryStream body = new();
        body.Write("{\"resourceLogs\":[{\"resource\":{\"attributes\":["u8);
        body.Write(CanonicalJson.Serialize(Attribute("service.name", batch.Header.Origin)));
        body.Write("]},\"scopeLogs\":[{\"scope\":{\"name\":\"auditlog\"},\"logRecords\":["u8);
        for (int i = 0; i < batch.Count; i++)
        {
            if (i > 0) body.WriteByte((byte)',');
            body.Write(Record(batch.Header, batch[i].Entry));
        }
        body.Write("]}]}]}"u8);
        return body.ToArray();
    }

    private byte[] Record(LogHeader log, AuditEntry entry)
    {
        try
        {
            byte[] whole = CanonicalJson.Serialize(Document(log, entry, truncated: false));
            if (whole.Length <= _limit) return whole;
        }
        catch (AuditException e) when (e.Error == AuditError.AuditEntryTooLarge)
        {
            // Escaped once more, a line of 1 MiB is longer than JSON is written here.
        }
        return CanonicalJson.Serialize(Document(log, entry, truncated: true));
    }

    private static Dictionary<string, object?> Document(LogHeader log, AuditEntry entry, bool truncated)
    {
        IEnumerable<(string Name, object Value)> fields = FieldMap.Of(Schema.Otlp, log, entry);
        if (truncated) fields = fields.Where(field => field.Name is "auditlog.log" or "auditlog.seq" or "auditlog.hash" or "auditlog.type").Append(("auditlog.truncated", "true"));
        else if (entry.Data is { } data) fields = fields.Append(("auditlog.data", data.GetRawText()));
        (int number, string text) = Severity.Otlp(entry);
        return new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["attributes"] = fields.Select(field => Attribute(field.Name, field.Value)).ToArray(),
            ["body"] = Text(truncated ? $"Entry {entry.Seq} is too large for this receiver" : entry.Message ?? entry.Action ?? entry.Type),
            ["eventName"] = entry.Type,
            ["observedTimeUnixNano"] = Nanoseconds(entry.Time),
            ["severityNumber"] = number,
            ["severityText"] = text,
            ["timeUnixNano"] = Nanoseconds(entry.Occurred ?? entry.Time),
        };
    }

    private static Dictionary<string, object?> Attribute(string name, object value) => new() { ["key"] = name, ["value"] = Text(value) };

    private static Dictionary<string, object?> Text(object value) => value is long number
        ? new() { ["intValue"] = number.ToString(CultureInfo.InvariantCulture) }
        : new() { ["stringValue"] = Convert.ToString(value, CultureInfo.InvariantCulture) };

    private static string Nanoseconds(DateTimeOffset time)
    {
        // Ticks are 100 ns; a time before 1970 has no place in an unsigned number.
        long ticks = Math.Max(0, (time - DateTimeOffset.UnixEpoch).Ticks);
        return ((Int128)ticks * 100).ToString(CultureInfo.InvariantCulture);
    }
}
