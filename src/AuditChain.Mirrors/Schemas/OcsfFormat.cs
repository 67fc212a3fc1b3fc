using AuditChain.Mirrors.Delivering;

namespace AuditChain.Mirrors.Schemas;

// OCSF 1.3. An entry is an event of a class where it has what the class requires, else a Base Event (class 0):
//
//   Authentication (3002)      action authenticate, and an actor: he is the user
//   Entity Management (3004)   action create, set, update, delete …, and a target: it is the entity
//   Base Event (0)             everything else
//
// type_uid = class_uid · 100 + activity_id. `raw_data` is the line. `metadata.uid` is LOG/SEQ, the same after a restart. The
// profile record_integrity is left out: its fingerprint is not our leaf hash, which stands under `unmapped`.

/// <summary>Open Cybersecurity Schema Framework.</summary>
internal sealed class OcsfFormat : IRecordFormat
{
    private const string Version = "1.3.0";
    private const int Other = 99;

    public string Name => "ocsf";

    public string MediaType => "application/json";

    public byte[] Write(LogHeader log, MirrorRecord record)
    {
        AuditEntry entry = record.Entry;
        Dictionary<string, object?> document = [];
        foreach ((string name, object value) in FieldMap.Of(Schema.Ocsf, log, entry)) document.Set(name, value is DateTimeOffset time ? time.ToUnixTimeMilliseconds() : value);
        (int @class, int category, string name, int activity) found = Classify(entry, document);
        Common(document, log, entry, found.@class, found.category, found.name, found.activity);
        document.Set("raw_data", entry.Line);
        return CanonicalJson.Serialize(document);
    }

    public byte[] WriteTruncated(LogHeader log, MirrorRecord record)
    {
        Dictionary<string, object?> document = [];
        Common(document, log, record.Entry, 0, 0, "Base Event", 0);
        foreach ((string name, object? value) in RecordFormats.Envelope(log, record.Entry)) document.Set($"unmapped.{name}", value);
        return CanonicalJson.Serialize(document);
    }

    private static (int Class, int Category, string Name, int Activity) Classify(AuditEntry entry, Dictionary<string, object?> document)
    {
        if (entry.Action == "authenticate" && entry.Actor is { } actor)
        {
            document.Set("user.uid", actor.Id);
            if (actor.Name is { } name) document.Set("user.name", name);
            return (3002, 3, "Authentication", 1);
        }
        if (entry.Target is { } target && ManagementActivity(entry.Action) is { } activity)
        {
            document.Set("entity.uid", target.Id);
            document.Set("entity.type", target.Type ?? "Unknown");
            return (3004, 3, "Entity Management", activity);
        }
        return (0, 0, "Base Event", entry.Action is null ? 0 : Other);
    }

    private static int? ManagementActivity(string? action) => action switch
    {
        "create" or "add" => 1,
        "read" or "get" or "list" or "resolve" => 2,
        "update" or "set" or "change" or "rotate" or "renew" => 3,
        "delete" or "remove" => 4,
        _ => null,
    };

    private static void Common(Dictionary<string, object?> document, LogHeader log, AuditEntry entry, int @class, int category, string name, int activity)
    {
        document.Set("class_uid", @class);
        document.Set("class_name", name);
        document.Set("category_uid", category);
        document.Set("category_name", category == 0 ? "Uncategorized" : "Identity & Access Management");
        document.Set("activity_id", activity);
        document.Set("type_uid", (@class * 100) + activity);
        document.Set("severity_id", Severity.Ocsf(entry));
        document.Set("status_id", entry.Outcome switch
        {
            null => 0,
            "success" or "granted" => 1,
            "failure" or "denied" or "error" => 2,
            _ => Other,
        });
        document.Set("time", (entry.Occurred ?? entry.Time).ToUnixTimeMilliseconds());
        document.Set("metadata.version", Version);
        document.Set("metadata.uid", $"{log.Hash}/{entry.Seq}");
        document.Set("metadata.product.name", "AuditLog");
        document.Set("metadata.product.vendor_name", "AuditLog");
    }
}
