namespace AuditChain.Mirrors.Schemas;

/// <summary>A format that gives the members of an entry names of its own.</summary>
public enum Schema
{
    /// <summary>CloudEvents 1.0, attributes.</summary>
    CloudEvents,

    /// <summary>OCSF 1.x, paths of attributes.</summary>
    Ocsf,

    /// <summary>Elastic Common Schema 8, paths of fields.</summary>
    Ecs,

    /// <summary>ArcSight Common Event Format, keys of the extension.</summary>
    Cef,

    /// <summary>RFC 5424, parameters of the structured data.</summary>
    Rfc5424,

    /// <summary>OpenTelemetry logs, attributes.</summary>
    Otlp,
}

/// <summary>One member of an entry, and what each schema calls it.</summary>
/// <param name="Member">As docs/format.md calls it.</param>
/// <param name="Value">Its value: text, a number or a time; null where the entry has none.</param>
/// <param name="Names">In the order of <see cref="Schema"/>; null where a schema has no place for it, or one that is not a name of its own.</param>
internal sealed record MappedField(string Member, Func<LogHeader, AuditEntry, object?> Value, params string?[] Names)
{
    public string? NameIn(Schema schema) => Names[(int)schema];
}

/// <summary>The one table of what is called how. docs/mirrors.md shows it; a test keeps both equal.</summary>
internal static class FieldMap
{
    public static readonly IReadOnlyList<MappedField> Fields =
    [
        //                                                        CloudEvents        OCSF                        ECS                       CEF                    RFC 5424        OTLP
        Row("log", (log, _) => log.Hash.ToString(),               "auditlogid",      "unmapped.log",             "auditlog.log",           "cs1",                 "log",          "auditlog.log"),
        Row("origin", (log, _) => log.Origin,                     "auditlogorigin",  "metadata.log_name",        "observer.name",          "deviceExternalId",    "origin",       "auditlog.origin"),
        Row("seq", (_, e) => e.Seq,                               "sequence",        "metadata.sequence",        "event.sequence",         "externalId",          "seq",          "auditlog.seq"),
        Row("hash", (_, e) => e.Hash.ToString(),                  "auditloghash",    "unmapped.hash",            "event.hash",             "cs2",                 "hash",         "auditlog.hash"),
        Row("time", (_, e) => e.Time,                             "time",            "metadata.logged_time",     "event.created",          "rt",                  null,           null),
        Row("occurred", (_, e) => e.Occurred,                     null,              "unmapped.occurred",        null,                     "start",               "occurred",     null),
        Row("type", (_, e) => e.Type,                             "type",            "metadata.event_code",      "event.code",             null,                  "type",         "auditlog.type"),
        Row("actor.id", (_, e) => e.Actor?.Id,                    null,              "actor.user.uid",           "user.id",                "suser",               "actor",        "user.id"),
        Row("actor.name", (_, e) => e.Actor?.Name,                null,              "actor.user.name",          "user.name",              null,                  "actorName",    "user.name"),
        Row("actor.type", (_, e) => e.Actor?.Type,                null,              "actor.user.type",          "auditlog.actor.type",    "spriv",               "actorType",    "auditlog.actor.type"),
        Row("actor.session", (_, e) => e.Actor?.Session,          null,              "actor.session.uid",        "auditlog.actor.session", null,                  "session",      "session.id"),
        Row("actor.runAs", (_, e) => e.Actor?.RunAs,              null,              "unmapped.run_as",          "user.effective.id",      "duser",               "runAs",        "auditlog.actor.run_as"),
        Row("action", (_, e) => e.Action,                         null,              "activity_name",            "event.action",           "act",                 "action",       "auditlog.action"),
        Row("target.id", (_, e) => e.Target?.Id,                  "subject",         "unmapped.target.id",       "auditlog.target.id",     "cs3",                 "target",       "auditlog.target.id"),
        Row("target.type", (_, e) => e.Target?.Type,              null,              "unmapped.target.type",     "auditlog.target.type",   "cs4",                 "targetType",   "auditlog.target.type"),
        Row("outcome", (_, e) => e.Outcome,                       null,              "status",                   "auditlog.outcome",       "outcome",             "outcome",      "auditlog.outcome"),
        Row("message", (_, e) => e.Message,                       null,              "message",                  "message",                "msg",                 null,           null),
        Row("source", (_, e) => e.Source,                         null,              "unmapped.source",          "service.name",           "sourceServiceName",   "source",       "auditlog.source"),
        Row("correlation", (_, e) => e.Correlation,               "correlationid",   "metadata.correlation_uid", "auditlog.correlation",   "cs5",                 "correlation",  "auditlog.correlation"),
    ];

    /// <summary>What a schema calls the members that an entry has, and their values.</summary>
    public static IEnumerable<(string Name, object Value)> Of(Schema schema, LogHeader log, AuditEntry entry)
    {
        foreach (MappedField field in Fields)
        {
            if (field.NameIn(schema) is { } name && field.Value(log, entry) is { } value) yield return (name, value);
        }
    }

    private static MappedField Row(string member, Func<LogHeader, AuditEntry, object?> value, params string?[] names) => new(member, value, names);
}
