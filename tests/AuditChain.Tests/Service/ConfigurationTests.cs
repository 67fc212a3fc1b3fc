extern alias service;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using AuditChain.Service.Tokens;
using service::AuditService.Hosting;

namespace AuditChain.Tests.Service;

/// <summary>The configuration: what it may say, and what it must not.</summary>
public sealed class ConfigurationTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Paths_are_relative_to_the_file_and_limits_have_their_defaults()
    {
        ServiceConfiguration read = ConfigurationReader.Read(_folder.Write("service.json", """{"$schema":"auditlog.schema.json","log":"ops.audit","listen":[{"address":"127.0.0.1:8443"},{"kind":"reference","socket":"c.sock"}],"limits":{"batchEntries":5}}"""));
        Assert.Equal((_folder["ops.audit"], _folder["c.sock"]), (read.Log, read.Listeners[1].Socket));
        Assert.Equal((5, 8 << 20, ListenerKind.Http), (read.Limits.BatchEntries, read.Limits.BodyBytes, read.Listeners[0].Kind));
    }

    [Theory]
    [InlineData("""{"listen":[{"address":"127.0.0.1:1"}]}""", "'log' is missing")]
    [InlineData("""{"log":"a","listen":[]}""", "no listener")]
    [InlineData("""{"log":"a","listen":[{"address":"127.0.0.1:1"}],"colour":1}""", "'colour'")]
    [InlineData("""{"log":"a","log":"b","listen":[{"address":"127.0.0.1:1"}]}""", "log")]
    [InlineData("""{"log":"a","listen":[{"address":"0.0.0.0:1"}]}""", "no TLS")]
    [InlineData("""{"log":"a","listen":[{"kind":"reference","address":"[::]:1"}]}""", "no TLS")]
    [InlineData("""{"log":"a","listen":[{"address":"127.0.0.1:1"}],"health":"0.0.0.0:2"}""", "127.0.0.1")]
    [InlineData("""{"log":"a","listen":[{"address":"127.0.0.1:1","socket":"b"}]}""", "either")]
    [InlineData("""{"log":"a","listen":[{"address":"127.0.0.1:1","certificate":"b"}]}""", "neither")]
    [InlineData("""{"log":"a","listen":[{"address":"localhost"}]}""", "127.0.0.1:8443")]
    [InlineData("""{"log":"a","listen":[{"kind":"ftp","address":"127.0.0.1:1"}]}""", "'ftp'")]
    [InlineData("""{"log":"a","listen":[{"address":"127.0.0.1:1"}],"limits":{"batchEntries":0}}""", "batchEntries")]
    [InlineData("""{"log":"a","listen":[{"address":"127.0.0.1:1","certificate":"none.pem","key":"none.key"}]}""", "cannot be used")]
    [InlineData("[]", "JSON object")]
    [InlineData("{", "cannot be read")]
    public void What_contradicts_itself_is_refused_with_its_place(string json, string says)
    {
        AuditException refused = Assert.Throws<AuditException>(() => ConfigurationReader.Read(_folder.Write("service.json", json)));
        Assert.Equal(AuditError.AuditConfigurationInvalid, refused.Error);
        Assert.Contains(says, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_schema_knows_the_members_that_the_reader_knows()
    {
        using JsonDocument schema = JsonDocument.Parse(File.ReadAllText(Path.Combine(RepositoryFiles.Root, "src/AuditService/Hosting/auditlog.schema.json")));
        JsonElement properties = schema.RootElement.GetProperty("properties");
        Assert.Equal(["$schema", "allowInsecureNetwork", "health", "limits", "listen", "log"], properties.EnumerateObject().Select(member => member.Name).Order(StringComparer.Ordinal));
        foreach (JsonProperty limit in properties.GetProperty("limits").GetProperty("properties").EnumerateObject())
        {
            string file = _folder.Write("service.json", $$"""{"log":"a","listen":[{"address":"127.0.0.1:1"}],"limits":{"{{limit.Name}}":{{limit.Value.GetProperty("default")}} } }""");
            Assert.Equal(new ServiceLimits(), ConfigurationReader.Read(file).Limits);
        }
    }

    [Fact]
    public async Task Tls_is_1_3_and_a_new_certificate_is_used_without_a_restart()
    {
        WriteCertificate("first");
        await using RunningService service = await RunningService.StartAsync((_, configuration) => configuration with
        {
            Listeners = [configuration.Listeners[0] with { Certificate = _folder["cert.pem"], Key = _folder["key.pem"] }],
        });
        string token = service.Token("web", TokenScopes.Read);
        Assert.Equal("CN=first", await SubjectAsync(service, token, SslProtocols.Tls13));
        await Assert.ThrowsAsync<HttpRequestException>(() => SubjectAsync(service, token, SslProtocols.Tls12));
        WriteCertificate("second");
        Assert.Equal("CN=second", await SubjectAsync(service, token, SslProtocols.Tls13));
        File.WriteAllText(_folder["cert.pem"], "garbage");
        Assert.Equal("CN=second", await SubjectAsync(service, token, SslProtocols.Tls13));
    }

    public void Dispose() => _folder.Dispose();

    private void WriteCertificate(string name)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using X509Certificate2 certificate = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        File.WriteAllText(_folder["key.pem"], key.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(_folder["cert.pem"], certificate.ExportCertificatePem());
    }

    private static async Task<string?> SubjectAsync(RunningService service, string token, SslProtocols protocol)
    {
        string? subject = null;
        using HttpClient client = new(new SocketsHttpHandler
        {
            SslOptions =
            {
                EnabledSslProtocols = protocol,
                RemoteCertificateValidationCallback = (_, certificate, _, _) =>
                {
                    subject = certificate!.Subject;
                    return true;
                },
            },
        });
        client.DefaultRequestHeaders.Authorization = new("Bearer", token);
        await client.GetStringAsync($"https://127.0.0.1:{service.PlaceOf(0).Port}/v1/status");
        return subject;
    }
}
