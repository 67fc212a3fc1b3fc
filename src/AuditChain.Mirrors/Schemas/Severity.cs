namespace AuditChain.Mirrors.Schemas;

/// <summary>How grave an entry is, by its outcome: an outcome that nobody has agreed upon is plain information.</summary>
internal static class Severity
{
    /// <summary>RFC 5424: 3 error, 4 warning, 6 informational.</summary>
    public static int Syslog(AuditEntry entry) => Level(entry) switch { 2 => 3, 1 => 4, _ => 6 };

    /// <summary>OCSF severity_id: 4 high, 3 medium, 1 informational.</summary>
    public static int Ocsf(AuditEntry entry) => Level(entry) switch { 2 => 4, 1 => 3, _ => 1 };

    /// <summary>CEF: 0 to 10.</summary>
    public static int Cef(AuditEntry entry) => Level(entry) switch { 2 => 7, 1 => 5, _ => 3 };

    /// <summary>OpenTelemetry: 17 ERROR, 13 WARN, 9 INFO.</summary>
    public static (int Number, string Text) Otlp(AuditEntry entry) => Level(entry) switch { 2 => (17, "ERROR"), 1 => (13, "WARN"), _ => (9, "INFO") };

    private static int Level(AuditEntry entry) => entry.Outcome switch
    {
        "failure" or "error" => 2,
        "denied" or "warned" => 1,
        _ => 0,
    };
}
