using System.Globalization;
using System.Text;
using System.Text.Json;

namespace AttackMatrix.Honest;

/// <summary>
/// The log that is attacked: 24 entries with every member and every kind of value, signed at 8, 16 (with a witness) and 20,
/// the last four by nobody. Entry 7 is the one that somebody would like to be gone: no other has its type, actor, action,
/// target, outcome, source or correlation.
/// </summary>
internal static class HonestLog
{
    public const string Origin = "example.com/ops";
    public const int Count = 24;
    public const int Victim = 7;
    public static readonly DateTimeOffset Start = new(2026, 11, 20, 8, 0, 0, TimeSpan.Zero);

    private const string Id = "000102030405060708090a0b0c0d0e0f";
    private static readonly byte[] s_salt = Convert.FromHexString("101112131415161718191a1b1c1d1e1f");

    /// <summary>Openings of the two values sealed in entry 5 and the one in entry 14.</summary>
    public static IReadOnlyList<string> Openings { get; } =
    [
        Opening(5, "/data/user", "\"alice@example.com\""),
        Opening(5, "/data/list/1", "{\"iban\":\"DE02120300000000202051\",\"limit\":2500}"),
        Opening(14, "/data", "[1,2,\"three\",null]"),
    ];

    /// <summary>The whole honest log, with its attestations and without openings.</summary>
    public static LogContent Make()
    {
        LogContent content = Unsigned(Count);
        return content.Attest(8, Keys.Ops).Attest(16, Keys.Ops, Keys.Witness).Attest(20, Keys.Ops);
    }

    /// <summary>The first entries, attested by nobody.</summary>
    public static LogContent Unsigned(int count, string origin = Origin, string id = Id)
    {
        LogContent content = new() { Header = Encoding.UTF8.GetString(LogHeader.Create(origin, Start, id).LineBytes.Span) };
        for (int seq = 1; seq <= count; seq++) content.Lines.Add(Line(content, seq, Event(seq)));
        return content;
    }

    /// <summary>The line of an event at the end of a log.</summary>
    public static string Line(LogContent content, long seq, AuditEvent said, DateTimeOffset? time = null)
    {
        LineBuffer buffer = new();
        PreparedEntry.From(said).WriteLine(buffer, seq, content.Leaf(content.Lines.Count), time ?? TimeOf(seq));
        return Encoding.UTF8.GetString(buffer.Written);
    }

    public static DateTimeOffset TimeOf(long seq) => Start.AddSeconds(37 * seq).AddTicks(seq * 1234567 % 10_000_000);

    public static string Opening(long seq, string path, string value) => string.Create(CultureInfo.InvariantCulture,
        $"{{\"sealed\":{{\"path\":\"{path}\",\"salt\":\"{System.Buffers.Text.Base64Url.EncodeToString(s_salt)}\",\"seq\":{seq},\"value\":{value}}}}}");

    private static SealedValue Seal(string value) => new(SealedValue.Commit(s_salt, Encoding.UTF8.GetBytes(value)));

    private static AuditEvent Event(int seq) => seq switch
    {
        Victim => new AuditEvent
        {
            Type = "secret",
            Occurred = Start.AddMinutes(4),
            Actor = new AuditActor { Id = "mallory", Type = "user", Name = "Mallory M\u00fcller", Session = "tty3", RunAs = "root" },
            Action = "resolve",
            Target = new AuditTarget { Id = "env/DB_PASSWORD", Type = "env" },
            Outcome = "denied",
            Message = "resolve of env/DB_PASSWORD denied\ttwice",
            Source = "vault",
            Correlation = "run-0007",
            Data = new Dictionary<string, object?> { ["count"] = 1, ["metric"] = "metric", ["path"] = "a/b", ["ratio"] = 0.25, ["value"] = "12345" },
        },
        5 => new AuditEvent
        {
            Type = "network",
            Actor = "alice",
            Data = new Dictionary<string, object?> { ["user"] = Seal("\"alice@example.com\""), ["list"] = new object[] { 1, Seal("{\"iban\":\"DE02120300000000202051\",\"limit\":2500}") } },
        },
        14 => new AuditEvent { Type = "console", Message = "all of its data is sealed", Data = Seal("[1,2,\"three\",null]") },
        10 => new AuditEvent
        {
            Type = "policy",
            Actor = new AuditActor { Id = "svc-backup", More = new Dictionary<string, object?> { ["zone"] = "b", ["\uffff"] = 1, ["\U0001F600"] = 2 } },
            Data = new object?[] { null, true, false, 0, -1, 1.5, "", Array.Empty<object>(), new Dictionary<string, object?>(), new[] { new[] { "deep" } } },
        },
        11 => new AuditEvent { Type = "\u0430udit \U0001F512", Actor = "\u674e", Message = "na\u00efve cafe\u0301 \U0001F600 \u2028 \u0000\u001f\" \\ /", Data = "\ud834\udd1e" },
        12 => new AuditEvent { Type = "metric", Data = new object[] { 9007199254740991, -9007199254740991, "9007199254740992", 1e21, 1e-7, 5e-324, 1.7976931348623157e308, 0.1, 123456789.125m } },
        _ => new AuditEvent
        {
            Type = (seq % 5) switch { 0 => "console", 1 => "network", 2 => "policy", 3 => "exec", _ => "login" },
            Actor = seq % 3 == 0 ? null : new AuditActor { Id = seq % 3 == 1 ? "alice" : "Bob" },
            Action = seq % 4 == 0 ? null : "run",
            Target = seq % 4 == 1 ? new AuditTarget { Id = $"host-{seq:00}", Type = "host" } : null,
            Outcome = seq % 2 == 0 ? "success" : null,
            Message = $"entry {seq}",
            Source = seq % 3 == 2 ? "scheduler" : null,
            Correlation = seq % 6 == 0 ? "run-0006" : null,
            Data = seq % 2 == 0 ? JsonSerializer.SerializeToElement(new { n = seq, tags = new[] { "a", "b" } }) : null,
        },
    };
}
