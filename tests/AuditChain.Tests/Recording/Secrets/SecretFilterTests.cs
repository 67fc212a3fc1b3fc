using System.Security.Cryptography;
using System.Text.Json;
using AuditChain.Recording.Secrets;

namespace AuditChain.Tests.Recording.Secrets;

public sealed class SecretFilterTests
{
    private static readonly EntryPlace s_place = new(1, DateTimeOffset.UnixEpoch, default, default);

    private static string Data(object? data, SecretFilter? filter = null) =>
        (filter ?? SecretFilter.Default).Apply(PreparedEntry.From(new AuditEvent { Type = "t", Data = data })).ToEntry(s_place).Data?.GetRawText() ?? "";

    [Theory]
    [InlineData("""{"Body":{"user":"bob","password":"hunter2"}}""", """{"Body":{"password":"[redacted]","user":"bob"},"redacted":["data.Body.password"]}""")]
    [InlineData("""{"Headers":{"Authorization":"x","Accept":"y"}}""", """{"Headers":{"Accept":"y","Authorization":"[redacted]"},"redacted":["data.Headers.Authorization"]}""")]
    [InlineData("""{"a":[{"b":{"token":1}}]}""", """{"a":[{"b":{"token":"[redacted]"}}],"redacted":["data.a[0].b.token"]}""")]
    [InlineData("""{"Credential":{"name":"db","value":"x"}}""", """{"Credential":{"name":"db","value":"[redacted]"},"redacted":["data.Credential.value"]}""")]
    [InlineData("""{"Secrets":["a","b"]}""", """{"Secrets":["[redacted]","[redacted]"],"redacted":["data.Secrets[0]","data.Secrets[1]"]}""")]
    [InlineData("""[{"Name":"DB_PASSWORD","Value":"x"},{"Name":"HOST","Value":"y"}]""", """{"redacted":["data[0].Value"],"value":[{"Name":"DB_PASSWORD","Value":"[redacted]"},{"Name":"HOST","Value":"y"}]}""")]
    [InlineData("""{"args":["--user","bob","--password","x","-v"]}""", """{"args":["--user","bob","--password","[redacted]","-v"],"redacted":["data.args[3]"]}""")]
    [InlineData("""{"uri":"https://a:b@c/"}""", """{"redacted":["data.uri"],"uri":"https://a:[redacted]@c/"}""")]
    [InlineData("""{"redacted":1,"pwd":"x"}""", """{"auditRedacted":["data.pwd"],"pwd":"[redacted]","redacted":1}""")]
    [InlineData("""{"x":"[redacted]"}""", """{"redacted":["data.x"],"x":"[redacted]"}""")]
    [InlineData("\"Password=x1;\"", """{"redacted":["data"],"value":"Password=[redacted];"}""")]
    public void Data_is_looked_through_at_any_depth(string json, string expected) => Assert.Equal(expected, Data(JsonElement.Parse(json)));

    [Theory]
    [InlineData("""{"HasPassword":true,"password":null,"secret":false,"token":""}""")]
    [InlineData("""{"TokenCount":5,"PublicKey":"x","KeyName":"y","PasswordLength":8}""")]
    [InlineData("""{"Key":"[SecureString]","Login":"[PSCredential]"}""")]
    [InlineData("""{"big":9007199254740991,"f":0.1}""")]
    public void What_is_none_stays_byte_for_byte(string json)
    {
        PreparedEntry entry = PreparedEntry.From(new AuditEvent { Type = "t", Data = JsonElement.Parse(json), Message = "m", Target = "secret=db" });
        Assert.Same(entry, SecretFilter.Default.Apply(entry));
    }

    [Fact]
    public void Every_member_that_holds_free_text_is_looked_through()
    {
        AuditEvent said = new()
        {
            Type = "t",
            Message = "used Password=x1;",
            Action = "curl https://a:b@c/",
            Source = "postgres://a:b@c",
            Target = new AuditTarget { Id = "https://a:b@c/", Type = "uri", More = new Dictionary<string, object?>(StringComparer.Ordinal) { ["token"] = "x", ["port"] = 1 } },
            Actor = new AuditActor { Id = "alice", Name = "Alice", Session = "s", RunAs = "r", More = new Dictionary<string, object?>(StringComparer.Ordinal) { ["password"] = "x" } },
            Outcome = "success",
            Correlation = "c",
            Occurred = DateTimeOffset.UnixEpoch,
        };
        AuditEntry entry = SecretFilter.Default.Apply(PreparedEntry.From(said)).ToEntry(s_place);
        Assert.Equal("""{"redacted":["action","actor.password","message","source","target.id","target.token"]}""", entry.Data!.Value.GetRawText());
        Assert.Equal("used Password=[redacted];", entry.Message);
        Assert.Equal("curl https://a:[redacted]@c/", entry.Action);
        Assert.Equal("postgres://a:[redacted]@c", entry.Source);
        Assert.Equal("https://a:[redacted]@c/ uri 1 [redacted]", $"{entry.Target!.Id} {entry.Target.Type} {entry.Target.More!["port"]} {entry.Target.More["token"]}");
        Assert.Equal("alice Alice s r [redacted]", $"{entry.Actor!.Id} {entry.Actor.Name} {entry.Actor.Session} {entry.Actor.RunAs} {entry.Actor.More!["password"]}");
        Assert.Equal("success c 0", $"{entry.Outcome} {entry.Correlation} {entry.Occurred!.Value.ToUnixTimeSeconds()}");
    }

    [Fact]
    public void Sealed_values_stay_sealed()
    {
        Digest commitment = SealedValue.Commit(RandomNumberGenerator.GetBytes(SealedValue.SaltSize), "1"u8);
        Dictionary<string, object?> data = new(StringComparer.Ordinal) { ["password"] = new SealedValue(commitment), ["pwd"] = "x" };
        Assert.Equal($$"""{"password":{"$sealed":"{{commitment.ToBase64Url()}}"},"pwd":"[redacted]","redacted":["data.pwd"]}""", Data(data));
    }

    [Theory]
    [InlineData("token", """{"pwd":"[redacted]","redacted":["data.pwd"],"token":"x"}""")]
    [InlineData("data.tok*", """{"pwd":"[redacted]","redacted":["data.pwd"],"token":"x"}""")]
    [InlineData("*", """{"pwd":"y","token":"x"}""")]
    public void What_is_allowed_stays(string allowed, string expected) => Assert.Equal(expected, Data(JsonElement.Parse("""{"token":"x","pwd":"y"}"""), new SecretFilter([allowed])));

    [Fact]
    public void More_than_a_hundred_are_replaced_and_a_hundred_are_named()
    {
        string data = Data(JsonElement.Parse($$"""{"tokens":[{{string.Join(',', Enumerable.Repeat("\"x\"", 150))}}]}"""));
        Assert.DoesNotContain("\"x\"", data, StringComparison.Ordinal);
        Assert.Equal(101, JsonElement.Parse(data).GetProperty("redacted").GetArrayLength());
    }

    // Pieces of names and texts, with and without a hint, with and without a secret; a seed makes a failure come again.
    private static readonly string[] s_names =
        ["Name", "Key", "key", "Value", "password", "Token Count", "clientSecret", "Started", "passed", "PublicKey", "args", "user", "Headers", "x\"y", "monkey", "Secret"];

    private static readonly string[] s_texts =
        ["", "plain", "password", "the password expires", "Password=x1;", "--password", "/Token", "-Token q1w2", "https://a:b@c/", "task-1", "msg.", "Bearer authentication", "Bearer q1w2e3r4t5",
         "[redacted]", "a [redacted] b", "[SecureString]", "compass?sig=abc", "x?y=z", "Cookie: a=1", "ConvertTo-SecureString 'x'", "\u0001\"pwd\": \"x\"", "DB_PASSWORD", "Straße 5"];

    [Fact]
    public void What_the_scan_passes_over_the_walk_leaves_as_it_is()
    {
        Random random = new(20261124);
        string Pick(string[] from) => from[random.Next(from.Length)];
        object? Value(int depth) => random.Next(depth > 3 ? 3 : 6) switch
        {
            0 => Pick(s_texts),
            1 => random.Next(100),
            2 => random.Next(2) == 0 ? null : true,
            3 => Enumerable.Range(0, random.Next(4)).Select(_ => Value(depth + 1)).ToArray(),
            _ => Enumerable.Range(0, random.Next(4)).Select(_ => Pick(s_names)).Distinct(StringComparer.Ordinal).ToDictionary(name => name, _ => Value(depth + 1), StringComparer.Ordinal),
        };
        int passed = 0, walked = 0;
        for (int i = 0; i < 5000; i++)
        {
            string target = Pick(s_texts);
            PreparedEntry entry = PreparedEntry.From(new AuditEvent
            {
                Type = "secret-read",
                Message = Pick(s_texts),
                Action = Pick(s_texts),
                Target = target.Length == 0 ? null : new AuditTarget { Id = target, More = new Dictionary<string, object?>(StringComparer.Ordinal) { [Pick(s_names)] = Value(2) } },
                Correlation = "token password=x",
                Data = Value(1),
            });
            bool same = ReferenceEquals(SecretFilter.Default.Walked(entry), entry);
            Assert.Equal(same, ReferenceEquals(SecretFilter.Default.Apply(entry), entry));
            if (same) passed++;
            else walked++;
        }
        Assert.True(passed > 500 && walked > 500, $"{passed} entries without and {walked} with a secret: expected many of both.");
    }
}
