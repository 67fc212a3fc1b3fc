using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using AuditChain.Anchoring;
using AuditChain.Anchoring.Timestamps;

namespace AuditChain.Tests.Anchoring;

// Against `openssl ts`, made once for all tests.
public sealed class TimestampTests : IClassFixture<TimestampTests.Authorities>, IDisposable
{
    private readonly Authorities _made;
    private readonly Digest _artifact = Digest.Of("an artifact"u8);
    private readonly BoundedHttp _http = new(TimeSpan.FromSeconds(30));

    public TimestampTests(Authorities made) => _made = made;

    public void Dispose() => _http.Dispose();

    [Fact]
    public async Task A_token_of_a_trusted_authority_gives_its_time()
    {
        DateTimeOffset before = DateTimeOffset.UtcNow.AddSeconds(-2);
        byte[] token = await TokenAsync();
        Assert.True(_made.Good.Verifies(token, _artifact));
        TimestampReport report = Check(token, _made.Good.Root);
        Assert.Equal((TimestampVerdict.Valid, "Test-tsa", TimeSpan.FromMilliseconds(1500)), (report.Verdict, report.Authority, report.Accuracy));
        Assert.InRange(report.Time!.Value, before, DateTimeOffset.UtcNow.AddSeconds(2));
    }

    [Fact]
    public async Task An_intermediate_or_the_signer_itself_can_be_handed_over()
    {
        byte[] token = await TokenAsync();
        Assert.Equal(TimestampVerdict.Valid, Check(token, _made.Good.Middle).Verdict);
        Assert.Equal(TimestampVerdict.Valid, Check(token, _made.Good.Signer).Verdict);
        Assert.Equal(TimestampVerdict.Valid, Check(token, _made.Other.Root, _made.Good.Root).Verdict);
    }

    [Fact]
    public async Task Certificates_in_the_token_are_never_trusted()
    {
        byte[] token = await TokenAsync();
        Assert.Equal(TimestampVerdict.Unknown, Check(token).Verdict);
        TimestampReport report = Check(token, _made.Other.Root, _made.Other.Middle, _made.Other.Signer);
        Assert.Equal(TimestampVerdict.Unknown, report.Verdict);
        Assert.NotNull(report.Time);
    }

    [Fact]
    public async Task Another_artifact_is_contradicted()
    {
        TimestampReport report = TimestampCheck.Run(await TokenAsync(), Digest.Of("another"u8), TimestampTrust.Load(_made.Good.Root));
        Assert.Equal((TimestampVerdict.Contradicted, null), (report.Verdict, report.Time));
    }

    [Fact]
    public async Task No_byte_of_a_token_can_be_changed_without_being_seen()
    {
        byte[] token = await TokenAsync();
        IReadOnlyList<X509Certificate2> trusted = TimestampTrust.Load(_made.Good.Root);
        TimestampReport original = TimestampCheck.Run(token, _artifact, trusted);
        for (int at = 0; at < token.Length; at += 3)
        {
            byte[] edited = [.. token];
            edited[at] ^= 0x04;
            TimestampReport report = TimestampCheck.Run(edited, _artifact, trusted);
            // The unsigned parts of CMS (a certificate that is no link, a version) may change; the time never does.
            if (report.Verdict == TimestampVerdict.Valid) Assert.Equal((original.Time, original.Authority), (report.Time, report.Authority));
        }
        Assert.Equal(TimestampVerdict.Contradicted, TimestampCheck.Run((byte[])[.. token, 0], _artifact, trusted).Verdict);
        Assert.Equal(TimestampVerdict.Contradicted, TimestampCheck.Run(token.AsMemory(0, token.Length - 1), _artifact, trusted).Verdict);
        Assert.Equal(TimestampVerdict.Contradicted, TimestampCheck.Run(ReadOnlyMemory<byte>.Empty, _artifact, trusted).Verdict);
        Assert.Equal(TimestampVerdict.Contradicted, TimestampCheck.Run(new byte[TimestampCheck.MaxBytes + 1], _artifact, trusted).Verdict);
    }

    [Fact]
    public async Task A_token_with_another_hash_is_contradicted()
    {
        // openssl itself asks for SHA-512 of the same artifact.
        using TestServer server = _made.Good.Serve();
        System.Security.Cryptography.Pkcs.Rfc3161TimestampRequest request = System.Security.Cryptography.Pkcs.Rfc3161TimestampRequest.CreateFromHash(SHA512.HashData("an artifact"u8), HashAlgorithmName.SHA512, requestSignerCertificates: true);
        byte[] token = request.ProcessResponse(_made.Good.Reply(request.Encode()), out _).AsSignedCms().Encode();
        Assert.Contains("SHA-256", Check(token, _made.Good.Root).Message, StringComparison.Ordinal);
        await Task.CompletedTask;
    }

    [Fact]
    public void A_time_outside_of_the_certificates_is_not_trusted()
    {
        // A signer that did not exist yet at the token's time.
        byte[] early = ManagedToken(_artifact, DateTimeOffset.UtcNow.AddYears(-5), out X509Certificate2 signer);
        Assert.Equal(TimestampVerdict.Contradicted, TimestampCheck.Run(early, _artifact, [signer]).Verdict);
        byte[] now = ManagedToken(_artifact, DateTimeOffset.UtcNow, out signer);
        Assert.Equal(TimestampVerdict.Valid, TimestampCheck.Run(now, _artifact, [signer]).Verdict);
    }

    [Theory]
    [InlineData("serverAuth", false)]
    [InlineData("1.3.6.1.5.5.7.3.8", false)] // right, and not critical
    [InlineData("1.3.6.1.5.5.7.3.8", true)]
    public void Only_a_certificate_for_time_stamps_and_nothing_else_counts(string usage, bool critical)
    {
        string oid = usage == "serverAuth" ? "1.3.6.1.5.5.7.3.1" : usage;
        byte[] token = ManagedToken(_artifact, DateTimeOffset.UtcNow, out X509Certificate2 signer, [oid], critical);
        bool right = usage != "serverAuth" && critical;
        Assert.Equal(right ? TimestampVerdict.Valid : TimestampVerdict.Contradicted, TimestampCheck.Run(token, _artifact, [signer]).Verdict);
        byte[] both = ManagedToken(_artifact, DateTimeOffset.UtcNow, out signer, ["1.3.6.1.5.5.7.3.8", "1.3.6.1.5.5.7.3.1"], critical: true);
        Assert.Equal(TimestampVerdict.Contradicted, TimestampCheck.Run(both, _artifact, [signer]).Verdict);
    }

    [Fact]
    public async Task An_answer_to_another_question_is_refused()
    {
        byte[] old = [];
        using TestServer replay = new((_, body) => new TestAnswer(200, old.Length > 0 ? old : old = _made.Good.Reply(body), "application/timestamp-reply"));
        TimestampClient client = new(_http, replay.Address);
        await client.RequestAsync(_artifact);
        // The same artifact, and the nonce of the first request.
        AuditException e = await Assert.ThrowsAsync<AuditException>(() => client.RequestAsync(_artifact));
        Assert.Equal(AuditError.AuditEvidenceRefused, e.Error);
    }

    [Theory]
    [InlineData(200, "text/html", "hello")]
    [InlineData(200, "application/timestamp-reply", "hello")]
    [InlineData(200, "application/timestamp-reply", "")]
    [InlineData(200, "application/timestamp-reply", "REJECTED")]
    [InlineData(200, "application/timestamp-reply", "TRAILING")]
    [InlineData(302, "application/timestamp-reply", "GOOD")]
    [InlineData(500, "application/timestamp-reply", "GOOD")]
    public async Task Every_other_answer_is_refused(int status, string mediaType, string body)
    {
        using TestServer server = new((_, request) => new TestAnswer(status, body switch
        {
            "GOOD" => _made.Good.Reply(request),
            "TRAILING" => [.. _made.Good.Reply(request), 0],
            "REJECTED" => [0x30, 0x05, 0x30, 0x03, 0x02, 0x01, 0x02], // PKIStatus rejection, no token
            _ => System.Text.Encoding.ASCII.GetBytes(body),
        }, mediaType));
        AuditException e = await Assert.ThrowsAsync<AuditException>(() => new TimestampClient(_http, server.Address).RequestAsync(_artifact));
        Assert.Equal(AuditError.AuditEvidenceRefused, e.Error);
        Assert.Contains(server.Address, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Other_files_are_no_certificates()
    {
        using TemporaryFolder folder = new();
        Assert.Equal(AuditError.AuditTrustInvalid, Assert.Throws<AuditException>(() => TimestampTrust.Load(folder["gone"])).Error);
        Assert.Equal(AuditError.AuditTrustInvalid, Assert.Throws<AuditException>(() => TimestampTrust.Load(folder.Write("text", "hello"))).Error);
        Assert.Equal(AuditError.AuditTrustInvalid, Assert.Throws<AuditException>(() => TimestampTrust.Load(folder.Write("pem", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"))).Error);
        Assert.Equal(AuditError.AuditTrustInvalid, Assert.Throws<AuditException>(() => TimestampTrust.Load(folder.Write("empty.pem", "-----BEGIN NOTHING-----\n"))).Error);
        Assert.Equal(2, TimestampTrust.Load(folder.Write("two.pem", File.ReadAllText(_made.Good.Root) + File.ReadAllText(_made.Good.Middle))).Count);
        byte[] der = TimestampTrust.Load(_made.Good.Root)[0].RawData;
        File.WriteAllBytes(folder["der"], der);
        Assert.Equal(der, Assert.Single(TimestampTrust.Load(folder["der"])).RawData);
    }

    private async Task<byte[]> TokenAsync()
    {
        using TestServer server = _made.Good.Serve();
        return await new TimestampClient(_http, server.Address).RequestAsync(_artifact);
    }

    private TimestampReport Check(byte[] token, params string[] trusted) => TimestampCheck.Run(token, _artifact, [.. trusted.SelectMany(TimestampTrust.Load)]);

    // A token with any time and usage, which no honest authority would make: CMS by the platform over a TSTInfo written here.
    private static byte[] ManagedToken(Digest artifact, DateTimeOffset time, out X509Certificate2 signer, string[]? usages = null, bool critical = true)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=managed", key, HashAlgorithmName.SHA256);
        OidCollection oids = [];
        foreach (string usage in usages ?? ["1.3.6.1.5.5.7.3.8"]) oids.Add(new Oid(usage));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension(oids, critical));
        signer = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));

        System.Formats.Asn1.AsnWriter info = new(System.Formats.Asn1.AsnEncodingRules.DER);
        using (info.PushSequence())
        {
            info.WriteInteger(1);
            info.WriteObjectIdentifier("1.2.3.4.1");
            using (info.PushSequence())
            {
                using (info.PushSequence()) info.WriteObjectIdentifier("2.16.840.1.101.3.4.2.1");
                info.WriteOctetString(artifact.Span);
            }
            info.WriteInteger(7);
            info.WriteGeneralizedTime(time, omitFractionalSeconds: true);
        }
        System.Formats.Asn1.AsnWriter certId = new(System.Formats.Asn1.AsnEncodingRules.DER); // SigningCertificateV2
        using (certId.PushSequence())
        using (certId.PushSequence())
        using (certId.PushSequence()) certId.WriteOctetString(SHA256.HashData(signer.RawData));

        System.Security.Cryptography.Pkcs.SignedCms cms = new(new System.Security.Cryptography.Pkcs.ContentInfo(new Oid("1.2.840.113549.1.9.16.1.4"), info.Encode()));
        System.Security.Cryptography.Pkcs.CmsSigner cmsSigner = new(signer) { DigestAlgorithm = new Oid("2.16.840.1.101.3.4.2.1") };
        cmsSigner.SignedAttributes.Add(new AsnEncodedData("1.2.840.113549.1.9.16.2.47", certId.Encode()));
        cms.ComputeSignature(cmsSigner);
        return cms.Encode();
    }

    public sealed class Authorities : IDisposable
    {
        private OpenSslAuthority? _good, _other;

        internal OpenSslAuthority Good => _good ??= new OpenSslAuthority();

        internal OpenSslAuthority Other => _other ??= new OpenSslAuthority();

        public void Dispose()
        {
            _good?.Dispose();
            _other?.Dispose();
        }
    }
}
