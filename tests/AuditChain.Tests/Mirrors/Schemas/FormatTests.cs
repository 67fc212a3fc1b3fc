using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using AuditChain.Mirrors.Delivering;
using AuditChain.Mirrors.Schemas;

namespace AuditChain.Tests.Mirrors.Schemas;

public sealed partial class FormatTests
{
    public static TheoryData<string> Formats => [.. RecordFormats.Names];

    private static MirrorRecord Plain { get; } = HostileEntry.Entry(new()
    {
        ["type"] = "secret",
        ["action"] = "resolve",
        ["actor"] = new Dictionary<string, object?> { ["id"] = "alice" },
        ["target"] = new Dictionary<string, object?> { ["id"] = "env/DB_PASSWORD" },
        ["outcome"] = "granted",
        ["message"] = "alice read it",
        ["data"] = new Dictionary<string, object?> { ["n"] = 1 },
    });

    [Theory, MemberData(nameof(Formats))]
    public void Every_format_tells_a_record_apart_by_log_and_seq(string name)
    {
        foreach (byte[] written in (byte[][])[Write(name, Plain), RecordFormats.Find(name).WriteTruncated(HostileEntry.Log, Plain)])
        {
            string text = Encoding.UTF8.GetString(written);
            Assert.Matches("(?<!\\d)42(?!\\d)", text);
            // The line itself names the log by its links alone; who gets lines knows which log he asked for.
            if (name != "line") Assert.Contains(HostileEntry.Log.Hash.ToString(), text, StringComparison.Ordinal);
        }
    }

    [Theory, MemberData(nameof(Formats))]
    public void No_text_breaks_out_of_its_line(string name)
    {
        foreach (MirrorRecord record in (MirrorRecord[])[HostileEntry.With(), HostileEntry.With(new string('\n', 50)), HostileEntry.With("]]]"), HostileEntry.With("\\"), HostileEntry.With("\u2029")])
        {
            string text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(Write(name, record));
            // JSON escapes what is below U+0020, and carries DEL and C1 as they are.
            bool isJson = text.StartsWith('{');
            Assert.DoesNotContain(text, c => isJson ? c < ' ' : char.IsControl(c));
        }
    }

    [Theory, MemberData(nameof(Formats))]
    public void What_is_too_large_is_replaced_by_an_envelope_that_says_so(string name)
    {
        MirrorRecord large = HostileEntry.With("long", new Dictionary<string, object?> { ["x"] = new string('\u0001', 100_000) });
        byte[] whole = Write(name, large);
        byte[] written = RecordFormats.Find(name).Write(HostileEntry.Log, large, 900);
        Assert.True(written.Length <= 900 || whole.Length <= 900, $"{written.Length}");
        if (whole.Length > 900) Assert.Contains("truncated", Encoding.UTF8.GetString(written), StringComparison.Ordinal);
    }

    [Theory, InlineData("cloudevents"), InlineData("ocsf"), InlineData("ecs"), InlineData("line")]
    public void A_line_of_one_mebibyte_is_written_or_replaced_and_never_an_error(string name)
    {
        MirrorRecord largest = HostileEntry.Entry(new() { ["type"] = "t", ["data"] = new string('\u0001', (AuditLimits.LineBytes - 400) / 6) });
        byte[] written = RecordFormats.Find(name).Write(HostileEntry.Log, largest, 64 * 1024 * 1024);
        using JsonDocument document = JsonDocument.Parse(written);
        Assert.Equal(JsonValueKind.Object, document.RootElement.ValueKind);
    }

    [Fact]
    public void A_cloud_event_has_what_the_specification_requires_and_the_line_as_data()
    {
        JsonElement json = Json("cloudevents", HostileEntry.With());
        Assert.Equal("1.0", json.GetProperty("specversion").GetString());
        Assert.Equal($"{HostileEntry.Log.Hash}/42", json.GetProperty("id").GetString());
        Assert.True(Uri.IsWellFormedUriString(json.GetProperty("source").GetString(), UriKind.Absolute));
        Assert.Equal("auditlog:example.com/ops", json.GetProperty("source").GetString());
        Assert.Equal("42", json.GetProperty("sequence").GetString());
        Assert.Equal(HostileEntry.With().Entry.Line, json.GetProperty("data").GetRawText());
        foreach (JsonProperty attribute in json.EnumerateObject().Where(member => member.Name != "data"))
        {
            Assert.Matches("^[a-z0-9]{1,20}$", attribute.Name);
            Assert.NotEqual("", attribute.Value.GetString());
        }
    }

    [Fact]
    public void Ecs_has_its_own_outcome_and_the_line()
    {
        JsonElement json = Json("ecs", HostileEntry.With());
        Assert.Equal("2026-11-20T07:59:59.1234567Z", json.GetProperty("@timestamp").GetString());
        Assert.Equal(("failure", 42), (json.GetProperty("event").GetProperty("outcome").GetString(), json.GetProperty("event").GetProperty("sequence").GetInt64()));
        Assert.Equal("denied", json.GetProperty("auditlog").GetProperty("outcome").GetString());
        Assert.Equal(HostileEntry.Text, json.GetProperty("user").GetProperty("id").GetString());
        Assert.Equal(HostileEntry.With().Entry.Line, json.GetProperty("event").GetProperty("original").GetString());
    }

    [Theory]
    [InlineData("authenticate", true, false, 3002, 1)]
    [InlineData("authenticate", false, false, 0, 99)]
    [InlineData("create", true, true, 3004, 1)]
    [InlineData("delete", false, true, 3004, 4)]
    [InlineData("delete", false, false, 0, 99)]
    [InlineData("reboot", true, true, 0, 99)]
    [InlineData(null, true, true, 0, 0)]
    public void Ocsf_gives_a_class_to_what_has_all_that_it_requires(string? action, bool actor, bool target, int @class, int activity)
    {
        JsonElement json = Json("ocsf", HostileEntry.Entry(new()
        {
            ["type"] = "x",
            ["action"] = action,
            ["actor"] = actor ? new Dictionary<string, object?> { ["id"] = "alice" } : null,
            ["target"] = target ? new Dictionary<string, object?> { ["id"] = "t1" } : null,
            ["outcome"] = "failure",
        }));
        Assert.Equal((@class, activity, (@class * 100) + activity), (json.GetProperty("class_uid").GetInt32(), json.GetProperty("activity_id").GetInt32(), json.GetProperty("type_uid").GetInt32()));
        Assert.Equal(@class / 1000, json.GetProperty("category_uid").GetInt32());
        Assert.Equal((4, 2), (json.GetProperty("severity_id").GetInt32(), json.GetProperty("status_id").GetInt32()));
        Assert.Equal("1.3.0", json.GetProperty("metadata").GetProperty("version").GetString());
        Assert.Equal(new DateTimeOffset(2026, 11, 20, 8, 0, 1, 123, TimeSpan.Zero).ToUnixTimeMilliseconds(), json.GetProperty("time").GetInt64());
        Assert.Equal(@class == 3002, json.TryGetProperty("user", out _));
        Assert.Equal(@class == 3004, json.TryGetProperty("entity", out _));
        Assert.False(json.TryGetProperty("record_integrity", out _));
    }

    [Fact]
    public void Cef_escapes_header_and_extension_each_by_its_own_rule()
    {
        string plain = Encoding.UTF8.GetString(Write("cef", Plain));
        Assert.StartsWith("CEF:0|AuditLog|auditlog|1|secret|resolve|3|", plain, StringComparison.Ordinal);
        Assert.Contains(" suser=alice ", plain, StringComparison.Ordinal);
        string hostile = Encoding.UTF8.GetString(Write("cef", HostileEntry.With()));
        Match header = CefHeader().Match(hostile);
        Assert.True(header.Success, hostile);
        Assert.Equal(HostileEntry.With().Entry.Type.Replace('\u2028', '\uFFFD'), EscapedInHeader().Replace(header.Groups[1].Value, "$1"));
        Dictionary<string, string> fields = CefField().Matches(hostile[header.Length..]).ToDictionary(match => match.Groups[1].Value, match => match.Groups[2].Value);
        Assert.Equal("42", fields["externalId"]);
        Assert.StartsWith("a|b\\=c]d\"e\\\\f\\ng\\rh␉i␀j␡k�l�m <1>1 CEF:0|", fields["msg"], StringComparison.Ordinal);
        Assert.Equal(HostileEntry.Log.Hash.ToString(), fields["cs1"]);
    }

    [Fact]
    public void Cef_keeps_the_limits_of_its_keys_and_cuts_no_character_in_two()
    {
        string text = Encoding.UTF8.GetString(Write("cef", HostileEntry.With("x" + string.Concat(Enumerable.Repeat("😀", 3000)))));
        Dictionary<string, string> fields = CefField().Matches(text).ToDictionary(match => match.Groups[1].Value, match => match.Groups[2].Value);
        Assert.InRange(fields["act"].Length, 62, 63);
        Assert.InRange(fields["msg"].Length, 1022, 1023);
        Assert.InRange(fields["externalId"].Length, 1, 40);
        Assert.DoesNotContain('\uFFFD', text);
    }

    [Fact]
    public void Structured_data_reads_back_as_it_was_said()
    {
        string text = Encoding.UTF8.GetString(Write("rfc5424", HostileEntry.With()));
        Match element = StructuredData().Match(text);
        Assert.True(element.Success, text);
        Dictionary<string, string> parameters = Parameter().Matches(element.Value).ToDictionary(match => match.Groups[1].Value, match => EscapedByBackslash().Replace(match.Groups[2].Value, "$1"));
        Assert.Equal("a|b=c]d\"e\\f␊g␍h␉i␀j␡k�l�m <1>1 CEF:0| 😀 ]=|\\", parameters["actor"]);
        Assert.Equal(("42", HostileEntry.Log.Hash.ToString()), (parameters["seq"], parameters["log"]));
        Assert.StartsWith(" a|b=c]d", text[element.Length..], StringComparison.Ordinal);
        Assert.All(parameters.Keys, name => Assert.Matches("^[!-~]{1,32}$", name));
    }

    [Fact]
    public void Docs_show_the_table_that_the_code_has()
    {
        string[][] rows = [.. File.ReadLines(Path.Combine(RepositoryFiles.Root, "docs", "mirrors.md"))
            .SkipWhile(line => !line.StartsWith("| entry | CloudEvents", StringComparison.Ordinal)).Skip(2)
            .TakeWhile(line => line.StartsWith('|'))
            .Select(line => line.Trim('|').Split('|').Select(cell => cell.Trim().Trim('`')).ToArray())];
        Assert.Equal(FieldMap.Fields.Select(field => field.Names.Prepend(field.Member).Select(name => name ?? "")), rows);
    }

    private static byte[] Write(string format, MirrorRecord record) => RecordFormats.Find(format).Write(HostileEntry.Log, record);

    private static JsonElement Json(string format, MirrorRecord record) => JsonDocument.Parse(Write(format, record)).RootElement;

    [GeneratedRegex(@"^CEF:0\|AuditLog\|auditlog\|1\|((?:[^|\\]|\\[|\\])*)\|((?:[^|\\]|\\[|\\])*)\|5\|")]
    private static partial Regex CefHeader();

    [GeneratedRegex(@"\\([|\\])")]
    private static partial Regex EscapedInHeader();

    [GeneratedRegex(@"(?:^|(?<= )|(?<=\|))([A-Za-z0-9]+)=((?:[^=\\]|\\[=\\nr])*?)(?= [A-Za-z0-9]+=|$)")]
    private static partial Regex CefField();

    [GeneratedRegex(@"^\[auditlog@32473( [!-~-[=\]""]]+=""([^""\\\]]|\\[""\\\]])*"")*\]")]
    private static partial Regex StructuredData();

    [GeneratedRegex(@" ([!-~-[=\]""]]+)=""((?:[^""\\\]]|\\[""\\\]])*)""")]
    private static partial Regex Parameter();

    [GeneratedRegex(@"\\([""\\\]])")]
    private static partial Regex EscapedByBackslash();
}
