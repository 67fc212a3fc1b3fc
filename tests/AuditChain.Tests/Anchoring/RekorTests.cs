using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using AuditChain.Anchoring;
using AuditChain.Anchoring.Rekor;

namespace AuditChain.Tests.Anchoring;

public sealed class RekorTests : IDisposable
{
    private readonly SigningKey _log = SigningKey.Generate("example.com/log");
    private readonly BoundedHttp _http = new(TimeSpan.FromSeconds(20));
    private readonly byte[] _artifact;

    public RekorTests()
    {
        SignedNote note = new MemoryLog(3).Attest(_log);
        _artifact = SignatureLine.Artifact(note, note.Signatures[0]);
    }

    public void Dispose()
    {
        _http.Dispose();
        _log.Dispose();
    }

    [Fact]
    public void Ed25519ph_is_that_of_rfc_8032()
    {
        // RFC 8032 section 7.3, TEST abc.
        byte[] seed = Convert.FromHexString("833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42");
        using SigningKey key = SigningKey.FromSeed("abc", seed);
        byte[] signature = key.SignPrehashed("abc"u8);
        Assert.Equal("98a70222f0b8121aa9d30f813d683f809e462b469c7ff87639499bb94e6dae4131f85042463c2a355a2003d062adf5aaa10b8c61e636062aaad11c2a26083406", Convert.ToHexStringLower(signature));
        Assert.True(RekorKey.Of(key.VerifierKey).VerifyArtifact("abc"u8, signature));
        Assert.False(RekorKey.Of(key.VerifierKey).VerifyArtifact("abd"u8, signature));
        // The two ways of signing are no substitute for each other.
        Assert.False(RekorKey.Of(key.VerifierKey).VerifyArtifact("abc"u8, key.Sign("abc"u8)));
        Assert.False(Ed25519.Verify(key.VerifierKey.PublicKey, "abc"u8, signature));
        signature[40] ^= 1;
        Assert.False(RekorKey.Of(key.VerifierKey).VerifyArtifact("abc"u8, signature));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(300)]
    public async Task The_logs_own_key_puts_its_signature_in(int others)
    {
        using TestRekor rekor = new(others: others);
        RekorEntry entry = await SubmitAsync(rekor);
        RekorReport report = RekorCheck.Run(RekorEntry.Parse(entry.Json), _artifact, [_log.VerifierKey], Trust(rekor));
        Assert.Equal((RekorVerdict.Valid, rekor.Origin, (long)others, others + 1L), (report.Verdict, report.Origin, report.Index, report.Size));
    }

    [Fact]
    public async Task A_p256_key_counts_where_it_is_handed_over()
    {
        using TestRekor rekor = new(others: 5);
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        RekorEntry entry = await new RekorClient(_http, rekor.Address).SubmitAsync(RekorSigner.From(key), _artifact, []);
        Assert.Equal(RekorVerdict.Unknown, RekorCheck.Run(entry, _artifact, [_log.VerifierKey], Trust(rekor)).Verdict);
        using TemporaryFolder folder = new();
        RekorTrust trust = RekorTrust.Load([folder.Write("root.json", rekor.TrustedRoot()), folder.Write("key.pem", key.ExportSubjectPublicKeyInfoPem())]);
        Assert.Equal(RekorVerdict.Valid, RekorCheck.Run(entry, _artifact, [], trust).Verdict);
        using ECDsa other = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        Assert.Throws<AuditException>(() => RekorSigner.From(other));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 3)]
    [InlineData(255, 0)]
    [InlineData(256, 40)]
    [InlineData(300, 500)]
    public async Task What_is_there_already_is_put_together_from_tiles(int before, int after)
    {
        using TestRekor rekor = new(others: before);
        RekorEntry first = await SubmitAsync(rekor);
        rekor.Grow(after);
        RekorEntry again = await SubmitAsync(rekor);
        Assert.Equal((first.LogIndex, first.Body.Length), (again.LogIndex, again.Body.Length));
        RekorReport report = RekorCheck.Run(again, _artifact, [_log.VerifierKey], Trust(rekor));
        Assert.Equal((RekorVerdict.Valid, before + after + 1L), (report.Verdict, report.Size));
    }

    [Fact]
    public async Task Shards_and_signers_that_were_not_handed_over_count_for_nothing()
    {
        using TestRekor rekor = new(others: 3);
        using TestRekor other = new("other.example");
        using SigningKey stranger = SigningKey.Generate("stranger");
        RekorEntry entry = await SubmitAsync(rekor);
        Assert.Equal(RekorVerdict.Unknown, RekorCheck.Run(entry, _artifact, [_log.VerifierKey], new RekorTrust([], [])).Verdict);
        Assert.Equal(RekorVerdict.Unknown, RekorCheck.Run(entry, _artifact, [_log.VerifierKey], Trust(other)).Verdict);
        Assert.Equal(RekorVerdict.Unknown, RekorCheck.Run(entry, _artifact, [stranger.VerifierKey], Trust(rekor)).Verdict);
        // A shard of the same name with another key.
        using TestRekor twin = new(rekor.Origin);
        Assert.Equal(RekorVerdict.Unknown, RekorCheck.Run(entry, _artifact, [_log.VerifierKey], Trust(twin)).Verdict);
    }

    [Fact]
    public async Task Another_artifact_is_contradicted()
    {
        using TestRekor rekor = new(others: 3);
        Assert.Equal(RekorVerdict.Contradicted, RekorCheck.Run(await SubmitAsync(rekor), [.. _artifact, 1], [_log.VerifierKey], Trust(rekor)).Verdict);
    }

    [Theory]
    [InlineData("logIndex")]
    [InlineData("hashes")]
    [InlineData("hash")]
    [InlineData("size")]
    [InlineData("root")]
    [InlineData("origin")]
    [InlineData("signature")]
    [InlineData("body-signature")]
    [InlineData("body-digest")]
    public async Task An_edited_entry_never_counts(string what)
    {
        using TestRekor rekor = new(others: 6);
        RekorEntry entry = await SubmitAsync(rekor);
        string json = Encoding.UTF8.GetString(entry.Json.Span);
        using JsonDocument document = JsonDocument.Parse(json);
        string envelope = document.RootElement.GetProperty("inclusionProof").GetProperty("checkpoint").GetProperty("envelope").GetString()!;
        string hash = document.RootElement.GetProperty("inclusionProof").GetProperty("hashes")[0].GetString()!;
        string signature = envelope[^10..^2];
        string body = Encoding.UTF8.GetString(entry.Body);
        string edited = what switch
        {
            "logIndex" => json.Replace("\"logIndex\":\"6\"", "\"logIndex\":\"5\"", StringComparison.Ordinal),
            "hashes" => json.Replace($"\"{hash}\",", "", StringComparison.Ordinal),
            "hash" => json.Replace(hash, Digest.Of("x"u8).ToBase64(), StringComparison.Ordinal),
            "size" => json.Replace("\\n7\\n", "\\n8\\n", StringComparison.Ordinal),
            "root" => json.Replace(envelope.Split('\n')[2], Digest.Of("x"u8).ToBase64(), StringComparison.Ordinal),
            "origin" => json.Replace("rekor.example\\n", "rekor.examplf\\n", StringComparison.Ordinal),
            "signature" => json.Replace(signature, (signature[0] == 'A' ? "B" : "A") + signature[1..], StringComparison.Ordinal),
            "body-signature" => WithBody(body.Replace("\"content\":\"", "\"content\":\"AAAA", StringComparison.Ordinal)),
            _ => WithBody(body.Replace("\"digest\":\"", "\"digest\":\"AAAA", StringComparison.Ordinal)),
        };
        Assert.NotEqual(json, edited);
        RekorReport report = RekorCheck.Run(RekorEntry.Parse(Encoding.UTF8.GetBytes(edited)), _artifact, [_log.VerifierKey], Trust(rekor));
        Assert.Equal(what == "origin" ? RekorVerdict.Unknown : RekorVerdict.Contradicted, report.Verdict);

        string WithBody(string changed) => json.Replace(Convert.ToBase64String(entry.Body), Convert.ToBase64String(Encoding.UTF8.GetBytes(changed)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_body_whose_signature_does_not_hold_is_contradicted_even_in_a_trusted_shard()
    {
        // A shard that takes anything: the leaf is there and the checkpoint is signed, and still nobody signed the artifact.
        using SigningKey shard = SigningKey.Generate("rekor.example");
        RekorKey key = RekorKey.Of(_log.VerifierKey);
        byte[] body = HashedRekord.Body(key, _artifact, new byte[64]);
        SignedNote checkpoint = SignedNote.Sign($"rekor.example\n1\n{LeafHash.Of(body).ToBase64()}\n", shard);
        byte[] id = RekorKey.Of(shard.VerifierKey).NoteKeyId("rekor.example");
        RekorEntry entry = RekorEntry.From(0, id, body, [], checkpoint);
        RekorTrust trust = new([new RekorShard(id.AsMemory(0, 4), "https://rekor.example", RekorKey.Of(shard.VerifierKey))], []);
        Assert.Equal(RekorVerdict.Contradicted, RekorCheck.Run(entry, _artifact, [_log.VerifierKey], trust).Verdict);
        // Nor does it help to write the body in another way, with a signature that holds.
        byte[] spaced = [.. HashedRekord.Body(key, _artifact, _log.SignPrehashed(_artifact)), (byte)' '];
        RekorEntry other = RekorEntry.From(0, id, spaced, [], SignedNote.Sign($"rekor.example\n1\n{LeafHash.Of(spaced).ToBase64()}\n", shard));
        Assert.Equal(RekorVerdict.Unknown, RekorCheck.Run(other, _artifact, [_log.VerifierKey], trust).Verdict);
    }

    [Theory]
    [InlineData("canonicalizedBody", "AAAA")]
    [InlineData("logIndex", "1")]
    [InlineData("logIndex", "-1")]
    [InlineData("logIndex", "01")]
    [InlineData("inclusionProof", null)]
    [InlineData("kindVersion", null)]
    [InlineData("logId", null)]
    public async Task An_answer_that_does_not_hold_is_refused(string member, string? value)
    {
        using TestRekor rekor = new(others: 3) { Edit = entry => new(entry) { [member] = value } };
        Assert.Equal(AuditError.AuditEvidenceRefused, (await Assert.ThrowsAsync<AuditException>(() => SubmitAsync(rekor))).Error);
    }

    [Theory]
    [InlineData(200, "")]
    [InlineData(201, "[]")]
    [InlineData(201, "{\"logIndex\":\"0\",\"logIndex\":\"0\"}")]
    [InlineData(400, "{}")]
    [InlineData(405, "{}")]
    [InlineData(409, "{}")]
    [InlineData(503, "")]
    public async Task Every_other_answer_is_refused(int status, string body)
    {
        using TestServer server = new((_, _) => new TestAnswer(status, body, "application/json"));
        AuditException e = await Assert.ThrowsAsync<AuditException>(() => new RekorClient(_http, server.Address).SubmitAsync(RekorSigner.From(_log), _artifact, []));
        Assert.Equal(AuditError.AuditEvidenceRefused, e.Error);
    }

    [Theory]
    [InlineData("checkpoint")]
    [InlineData("tile/0/000.p/4")]
    [InlineData("tile/entries/000.p/4")]
    public async Task Tiles_that_are_missing_or_lie_are_refused(string path)
    {
        foreach (bool missing in new[] { true, false })
        {
            using TestRekor rekor = new(others: 3);
            await SubmitAsync(rekor);
            using TestServer proxy = new((request, body) =>
            {
                using HttpClient client = new();
                if (request.EndsWith(path, StringComparison.Ordinal)) return missing ? new TestAnswer(404, "") : new TestAnswer(200, "liar\n");
                string resource = request[(request.IndexOf(' ', StringComparison.Ordinal) + 1)..];
                using HttpResponseMessage answer = request.StartsWith("POST", StringComparison.Ordinal) ? client.PostAsync(rekor.Address + resource, new ByteArrayContent(body)).Result : client.GetAsync(rekor.Address + resource).Result;
                string index = answer.Headers.TryGetValues("X-Log-Index", out IEnumerable<string>? values) ? values.Single() : "";
                return new TestAnswer((int)answer.StatusCode, answer.Content.ReadAsByteArrayAsync().Result, "application/json", ("X-Log-Index", index));
            });
            Assert.Equal(AuditError.AuditEvidenceRefused, (await Assert.ThrowsAsync<AuditException>(() => new RekorClient(_http, proxy.Address).SubmitAsync(RekorSigner.From(_log), _artifact, []))).Error);
        }
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("{\"mediaType\":\"application/json\",\"tlogs\":[]}")]
    [InlineData("{\"mediaType\":\"application/vnd.dev.sigstore.trustedroot+json;version=0.1\"}")]
    [InlineData("{\"mediaType\":\"application/vnd.dev.sigstore.trustedroot+json;version=0.1\",\"tlogs\":[{}]}")]
    [InlineData("{\"mediaType\":\"application/vnd.dev.sigstore.trustedroot+json;version=0.1\",\"tlogs\":[{\"baseUrl\":\"x\",\"publicKey\":{\"keyDetails\":\"PKIX_ED25519\",\"rawBytes\":\"AAAA\"},\"logId\":{\"keyId\":\"AAAAAA==\"}}]}")]
    [InlineData("hello")]
    [InlineData("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n")]
    [InlineData("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")]
    public void Other_files_are_no_trust(string content)
    {
        using TemporaryFolder folder = new();
        AuditException e = Assert.Throws<AuditException>(() => RekorTrust.Load([folder.Write("root", content)]));
        Assert.Equal(AuditError.AuditTrustInvalid, e.Error);
        Assert.Equal(AuditError.AuditTrustInvalid, Assert.Throws<AuditException>(() => RekorTrust.Load([folder["gone"]])).Error);
    }

    private Task<RekorEntry> SubmitAsync(TestRekor rekor) => new RekorClient(_http, rekor.Address).SubmitAsync(RekorSigner.From(_log), _artifact, Trust(rekor).Shards);

    private static RekorTrust Trust(TestRekor rekor) => new(RekorTrust.Parse(Encoding.UTF8.GetBytes(rekor.TrustedRoot())), []);
}
