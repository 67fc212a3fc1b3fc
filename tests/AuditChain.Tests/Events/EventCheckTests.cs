using System.Text.Json;

namespace AuditChain.Tests.Events;

public sealed class EventCheckTests
{
    private static readonly EventCatalogue s_own = EventCatalogue.Parse(
        """
        {
          "version": "1",
          "types": [
            {
              "name": "t", "meaning": "m",
              "members": { "target": { "required": true, "meaning": "The door." } },
              "outcome": { "allowed": ["denied", "error"], "default": "denied" },
              "data": [
                { "name": "text", "type": "string", "required": true, "maxLength": 4, "meaning": "m" },
                { "name": "one", "type": "string", "values": ["a", "b"], "meaning": "m" },
                { "name": "count", "type": "integer", "minimum": 1, "maximum": 9007199254740992, "meaning": "m" },
                { "name": "number", "type": "number", "meaning": "m" },
                { "name": "flag", "type": "boolean", "meaning": "m" },
                { "name": "when", "type": "time", "meaning": "m" },
                { "name": "list", "type": "string[]", "maxItems": 2, "meaning": "m" },
                { "name": "bag", "type": "object", "meaning": "m" },
                { "name": "items", "type": "object[]", "meaning": "m", "members": [ { "name": "n", "type": "integer", "required": true, "meaning": "m" } ] },
                { "name": "any", "type": "any", "meaning": "m" }
              ]
            },
            { "name": "bare", "meaning": "m" },
            { "name": "free", "meaning": "m", "outcome": { "allowed": ["*"] } }
          ]
        }
        """u8,
        "own.json");

    [Theory]
    [InlineData("""{"text":"abcd"}""")]
    [InlineData("""{"text":"x","one":"b","count":1,"number":1.5,"flag":false,"when":"2026-11-20T09:00:01+01:00","list":[],"bag":{"a":1},"items":[{"n":1}],"any":[1]}""")]
    [InlineData("""{"text":"x","one":null,"count":9007199254740992,"number":3}""")]
    [InlineData("""{"text":{"$sealed":"ZXmeN1hOKhZ-ngbWSuZZtWemaPaUENMlCtc9Py0YEnQ"}}""")]
    public void Data_that_fits_is_taken(string json) => s_own.Check(Prepare("t", json));

    // What canonical JSON writes as text, because no double carries it, is a number nonetheless.
    [Fact]
    public void Numbers_that_stand_as_text_are_numbers()
    {
        s_own.Check(Prepare("t", new Dictionary<string, object?> { ["text"] = "x", ["number"] = 0.12345678901234567890123m }));
        s_own.Check(Prepare("t", new Dictionary<string, object?> { ["text"] = "x", ["number"] = System.Numerics.BigInteger.Pow(10, 40) }));
        AssertRefused(Prepare("t", new Dictionary<string, object?> { ["text"] = "x", ["number"] = "1.5" }), "Expected a number");
        AssertRefused(Prepare("t", new Dictionary<string, object?> { ["text"] = "x", ["count"] = long.MaxValue }), "at most");
        AssertRefused(Prepare("t", new Dictionary<string, object?> { ["text"] = "x", ["count"] = 0.12345678901234567890123m }), "Expected an integer");
    }

    [Theory]
    [InlineData("{}", "data.text is missing")]
    [InlineData("""{"text":null}""", "data.text is missing")]
    [InlineData("""{"text":1}""", "data.text is 1. Expected text")]
    [InlineData("""{"text":"abcde"}""", "data.text has 5 characters. Expected at most 4")]
    [InlineData("""{"text":"x","colour":"red"}""", "data.colour is not a member")]
    [InlineData("""{"text":"x","Flag":true}""", "data.Flag is not a member")]
    [InlineData("""{"text":"x","one":"c"}""", "Expected a or b")]
    [InlineData("""{"text":"x","count":1.5}""", "Expected an integer")]
    [InlineData("""{"text":"x","count":"1"}""", "Expected an integer")]
    [InlineData("""{"text":"x","count":0}""", "Expected 1 at least")]
    [InlineData("""{"text":"x","count":9007199254740994}""", "at most")]
    [InlineData("""{"text":"x","number":true}""", "Expected a number")]
    [InlineData("""{"text":"x","flag":"true"}""", "Expected true or false")]
    [InlineData("""{"text":"x","when":"yesterday"}""", "Expected a time")]
    [InlineData("""{"text":"x","list":"a"}""", "Expected an array")]
    [InlineData("""{"text":"x","list":["a","b","c"]}""", "data.list has 3 items")]
    [InlineData("""{"text":"x","list":["a",1]}""", "data.list[1] is 1")]
    [InlineData("""{"text":"x","bag":[]}""", "Expected an object")]
    [InlineData("""{"text":"x","items":[{"n":1},{}]}""", "data.items[1].n is missing")]
    [InlineData("""{"text":"x","items":[{"n":1,"m":2}]}""", "data.items[0].m is not a member")]
    [InlineData("""[]""", "data is []. Expected an object")]
    [InlineData(null, "data.text is missing")]
    public void Data_that_does_not_fit_is_refused_by_name(string? json, string expected) => AssertRefused(Prepare("t", json), expected);

    [Fact]
    public void The_outcome_is_checked()
    {
        AssertRefused(Prepare("t", """{"text":"x"}""", outcome: "granted"), "outcome is 'granted'. Expected denied or error");
        AssertRefused(Prepare("t", """{"text":"x"}""", outcome: null), "outcome is missing");
        AssertRefused(Prepare("bare", (string?)null, outcome: "denied"), "this type has none");
        s_own.Check(Prepare("bare", (string?)null, outcome: null));
        s_own.Check(Prepare("free", (string?)null, outcome: "whatever"));
        s_own.Check(Prepare("free", (string?)null, outcome: null));
    }

    [Fact]
    public void A_required_member_of_the_entry_is_checked() =>
        AssertRefused(Prepare("t", """{"text":"x"}""", target: null), "target is missing. It is required: The door.");

    [Fact]
    public void A_type_without_data_takes_none() => AssertRefused(Prepare("bare", """{"a":1}""", outcome: null), "data.a is not a member of this type. Expected no data at all");

    [Fact]
    public void Unknown_types_are_refused()
    {
        AuditException error = Assert.Throws<AuditException>(() => s_own.Check(Prepare("T", (string?)null)));
        Assert.Equal(AuditError.AuditEventTypeUnknown, error.Error);
        Assert.Contains("Its name here is 't'", error.Message, StringComparison.Ordinal);
    }

    private static void AssertRefused(PreparedEntry entry, string expected)
    {
        AuditException error = Assert.Throws<AuditException>(() => s_own.Check(entry));
        Assert.Equal(AuditError.AuditEventInvalid, error.Error);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    // A sealed value is a record of its own in .NET; in JSON it is what the writer makes of it.
    private static PreparedEntry Prepare(string type, string? json, string? outcome = "denied", string? target = "door 1") => Prepare(
        type,
        json is null ? null
            : json.Contains("$sealed", StringComparison.Ordinal) ? new Dictionary<string, object?> { ["text"] = new SealedValue(SealedValue.Commit(new byte[SealedValue.SaltSize], "1"u8)) }
            : JsonDocument.Parse(json).RootElement,
        outcome,
        target);

    private static PreparedEntry Prepare(string type, object? data, string? outcome = "denied", string? target = "door 1") =>
        PreparedEntry.From(new AuditEvent { Type = type, Outcome = outcome, Target = target is null ? null : AuditTarget.FromString(target), Data = data });
}
