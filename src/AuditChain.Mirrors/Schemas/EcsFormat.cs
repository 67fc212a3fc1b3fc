using AuditChain.Mirrors.Delivering;

namespace AuditChain.Mirrors.Schemas;

// Elastic Common Schema 8.11: one JSON object. What ECS has no field for stands under `auditlog`; `event.original` is the line.

/// <summary>Elastic Common Schema.</summary>
internal sealed class EcsFormat : IRecordFormat
{
    public string Name => "ecs";

    public string MediaType => "application/json";

    public byte[] Write(LogHeader log, MirrorRecord record)
    {
        Dictionary<string, object?> document = Document(log, record.Entry);
        document.Set("event.original", record.Entry.Line);
        return CanonicalJson.Serialize(document);
    }

    public byte[] WriteTruncated(LogHeader log, MirrorRecord record)
    {
        Dictionary<string, object?> document = [];
        AuditEntry entry = record.Entry;
        foreach ((string name, object? value) in RecordFormats.Envelope(log, entry)) document.Set($"auditlog.{name}", value);
        document.Set("@timestamp", entry.Time);
        document.Set("ecs.version", Version);
        document.Set("event.id", $"{log.Hash}/{entry.Seq}");
        document.Set("event.kind", "event");
        return CanonicalJson.Serialize(document);
    }

    private const string Version = "8.11.0";

    private static Dictionary<string, object?> Document(LogHeader log, AuditEntry entry)
    {
        Dictionary<string, object?> document = [];
        foreach ((string name, object value) in FieldMap.Of(Schema.Ecs, log, entry)) document.Set(name, value);
        document.Set("@timestamp", entry.Occurred ?? entry.Time);
        document.Set("ecs.version", Version);
        document.Set("event.id", $"{log.Hash}/{entry.Seq}");
        document.Set("event.kind", "event");
        document.Set("event.module", "auditlog");
        // ECS knows three outcomes; ours stands beside it.
        document.Set("event.outcome", entry.Outcome switch
        {
            "success" or "granted" => "success",
            "failure" or "denied" or "error" => "failure",
            _ => "unknown",
        });
        return document;
    }
}
