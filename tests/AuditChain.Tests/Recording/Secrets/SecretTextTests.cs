using System.Text;
using AuditChain.Recording.Secrets;

namespace AuditChain.Tests.Recording.Secrets;

public sealed class SecretTextTests
{
    // Made up, and put together here, so that no scanner takes this file for a leak.
    private const string Jwt = "eyJhbGciOiJIUzI1NiJ9" + ".eyJzdWIiOiJhbGljZSJ9" + ".c2lnbmF0dXJlLW9mLXRoZS10b2tlbg";
    private static readonly string s_github = "ghp_" + new string('a', 30) + "012345", s_aws = "AKIA" + "IOSFODNN7EXAMPLE", s_slack = "xoxb" + "-123456789012-abcdefABCDEF";

    public static TheoryData<string, string> Texts => new()
    {
        { "Server=db;User Id=sa;Password=hunter2;Encrypt=true", "Server=db;User Id=sa;Password=[redacted];Encrypt=true" },
        { "DefaultEndpointsProtocol=https;AccountName=a;AccountKey=abc123==;EndpointSuffix=x", "DefaultEndpointsProtocol=https;AccountName=a;AccountKey=[redacted];EndpointSuffix=x" },
        { "Endpoint=sb://x/;SharedAccessKeyName=root;SharedAccessKey=q1w2e3", "Endpoint=sb://x/;SharedAccessKeyName=root;SharedAccessKey=[redacted]" },
        { "Pwd='a;b c';x=1", "Pwd='[redacted]';x=1" },
        { "postgres://alice:hunter2@db:5432/x", "postgres://alice:[redacted]@db:5432/x" },
        { "https://:hunter2@host/", "https://:[redacted]@host/" },
        { "https://a.blob.core.windows.net/c?sv=1&sig=abc%2Fdef&se=2", "https://a.blob.core.windows.net/c?sv=1&sig=[redacted]&se=2" },
        { "GET /x?access_token=q1w2e3&page=2", "GET /x?access_token=[redacted]&page=2" },
        { "Authorization: Bearer abc.def-123", "Authorization: [redacted]" },
        { "X-Api-Key: q1w2e3\nHost: x", "X-Api-Key: [redacted]\nHost: x" },
        { "Cookie: a=1; b=2", "Cookie: [redacted]" },
        { """{"user":"bob","password":"hunter2"}""", """{"user":"bob","password":"[redacted]"}""" },
        { """{\"user\":\"bob\",\"password\":\"hunter2\"}""", """{\"user\":\"bob\",\"password\":\"[redacted]\"}""" },
        { "Connect-Thing -User bob -Password hunter2 -Force", "Connect-Thing -User bob -Password [redacted] -Force" },
        { "Connect-Thing -Token 'q1 w2' -Force", "Connect-Thing -Token '[redacted]' -Force" },
        { "tool --password=hunter2 --verbose", "tool --password=[redacted] --verbose" },
        { "tool --api-key hunter2", "tool --api-key [redacted]" },
        { "$password = 'hunter2'; $x = 1", "$password = '[redacted]'; $x = 1" },
        { "$env:DB_PASSWORD = \"hunter2\"", "$env:DB_PASSWORD = \"[redacted]\"" },
        { "@{ User = 'bob'; Password = 'hunter2' }", "@{ User = 'bob'; Password = '[redacted]' }" },
        { "ConvertTo-SecureString 'hunter2' -AsPlainText -Force", "ConvertTo-SecureString [redacted] -AsPlainText -Force" },
        { "ConvertTo-SecureString -AsPlainText -Force hunter2", "ConvertTo-SecureString -AsPlainText -Force [redacted]" },
        { "password: hunter2", "password: [redacted]" },
        { "sent Bearer q1w2e3r4t5 on", "sent Bearer [redacted] on" },
        { $"sent Basic {Convert.ToBase64String("bob:hunter2"u8)} on", "sent Basic [redacted] on" },
        { $"token {Jwt}.", "token [redacted]." },
        { $"found {s_github} there", "found [redacted] there" },
        { $"found {s_aws} there", "found [redacted] there" },
        { $"found {s_slack} there", "found [redacted] there" },
        { "a\n-----BEGIN PRIVATE KEY-----\nMC4CAQ\n-----END PRIVATE KEY-----\nb", "a\n[redacted]\nb" },
        { "-----BEGIN RSA PRIVATE KEY-----\nMC4CAQ cut", "[redacted]" },
        { "-----BEGIN OPENSSH PRIVATE KEY-----\nMC4CAQ\n-----END OPENSSH PRIVATE KEY-----", "[redacted]" },
    };

    [Theory]
    [MemberData(nameof(Texts))]
    public void What_is_secret_is_replaced_and_nothing_else(string text, string expected)
    {
        Assert.Equal(expected, SecretFilter.Default.Clean(text));
        Assert.Equal(expected, SecretFilter.Default.Clean(expected));
    }

    [Theory]
    [InlineData("restarted the spooler on host web-01")]
    [InlineData("Basic authentication was refused")]
    [InlineData("Bearer authentication")]
    [InlineData("the password expires in 3 days")]
    [InlineData("PasswordLength=12;TokenCount=4")]
    [InlineData("Connect-Thing -Password $password -Credential $cred -Force")]
    [InlineData("Connect-Thing -Token $(Get-Thing) -Credential (Get-Credential)")]
    [InlineData("$password = $null; Remove-Variable password")]
    [InlineData("https://github.com/a/b?page=2&sort=asc#top")]
    [InlineData("ssh://git@github.com/a/b")]
    [InlineData("C:\\Users\\bob\\token.txt")]
    [InlineData("-----BEGIN CERTIFICATE-----\nMC4CAQ\n-----END CERTIFICATE-----")]
    [InlineData("2026-11-20T09:00:01.123Z key=value name=x")]
    [InlineData("sha256 e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    [InlineData("")]
    public void Plain_text_stays(string text) => Assert.Same(text, SecretFilter.Default.Clean(text));

    public static TheoryData<string, string> Forms => new()
    {
        { "as it is", """p"a's/s+1""" },
        { "in capitals", """P"A'S/S+1""" },
        { "escaped for JSON", """p\"a's/s+1""" },
        { "escaped for JSON, by code", """p\u0022a\u0027s/s+1""" },
        { "escaped for a URI", Uri.EscapeDataString("""p"a's/s+1""") },
        { "escaped for a URI, all of it", string.Concat("""p"a's/s+1""".Select(c => $"%{(int)c:X2}")) },
        { "escaped for HTML", """p&quot;a&#39;s/s+1""" },
        { "quoted for PowerShell", """'p"a''s/s+1'""" },
        { "in base64", Convert.ToBase64String(Encoding.UTF8.GetBytes("""p"a's/s+1""")) },
        { "in base64 of UTF-16", Convert.ToBase64String(Encoding.Unicode.GetBytes("""p"a's/s+1""")) },
        { "in base64 of more", Convert.ToBase64String(Encoding.UTF8.GetBytes("""bob:p"a's/s+1""")) },
        { "in base64 for addresses", Convert.ToBase64String(Encoding.UTF8.GetBytes("""bo:p"a's/s+1?>?>""")).Replace('+', '-').Replace('/', '_').TrimEnd('=') },
        { "in hexadecimal", Convert.ToHexStringLower(Encoding.UTF8.GetBytes("""p"a's/s+1""")) },
    };

    [Theory]
    [MemberData(nameof(Forms))]
    public void A_known_value_is_found_in_other_forms(string how, string form)
    {
        string clean = new KnownSecrets(["""p"a's/s+1""", "x"]).Clean($"cannot set <{form}> here");
        Assert.True(clean.Replace("'", "", StringComparison.Ordinal) == "cannot set <[redacted]> here", $"{how}: {clean}");
    }

    [Fact]
    public void Text_without_a_known_value_stays() =>
        Assert.Equal("a text of base64 letters: aGVsbG8gd29ybGQ=", new KnownSecrets(["hunter2", "ab"]).Clean("a text of base64 letters: aGVsbG8gd29ybGQ="));

    /// <summary>Patterns are matched in linear time: with a quadratic one, this would not end.</summary>
    [Theory]
    [InlineData("\\")]
    [InlineData("a ")]
    [InlineData("password ")]
    [InlineData("-a")]
    [InlineData("a://")]
    [InlineData("\"a\":")]
    [InlineData("-----BEGIN PRIVATE KEY-----")]
    [InlineData("ConvertTo-SecureString ")]
    [InlineData("Bearer ")]
    [InlineData("eyJaaaaaaaaa.")]
    [InlineData("?a=")]
    [InlineData("%25")]
    [InlineData("A")]
    public void A_mebibyte_of_anything_is_read_once(string part)
    {
        string text = string.Concat(Enumerable.Repeat(part, (1 << 20) / part.Length));
        Assert.NotNull(SecretFilter.Default.Clean(text));
        Assert.NotNull(new KnownSecrets(["%%%%hunter2", "aaaaaaab"]).Clean(text));
    }
}
