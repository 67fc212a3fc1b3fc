using System.Globalization;
using System.Text;
using AuditChain.Anchoring;
using AuditChain.Anchoring.Witnesses;

namespace AuditChain.Tests.Anchoring;

public sealed class WitnessClientTests : IDisposable
{
    private readonly SigningKey _log = SigningKey.Generate("example.com/log");
    private readonly TestWitnessKey _key = TestWitnessKey.Make("witness.example/w1");
    private readonly BoundedHttp _http = new(TimeSpan.FromSeconds(20));

    public void Dispose()
    {
        _http.Dispose();
        _log.Dispose();
    }

    [Fact]
    public async Task A_witness_follows_the_log_through_all_sizes()
    {
        TestWitness witness = new(_key, _log.Name, _log.VerifierKey);
        using TestServer server = Serve(witness);
        MemoryLog log = new(0, keepNodes: true);
        foreach (int more in new[] { 0, 1, 0, 2, 253, 1, 400, 70_000 })
        {
            log.Append(more);
            SignedNote note = log.Attest(_log);
            WitnessOutcome outcome = await SubmitAsync(server.Address, note, log);
            Assert.Equal(WitnessOutcomeKind.Cosigned, outcome.Kind);
            Assert.Equal(log.Count, witness.Size);
            Cosignature cosignature = Cosignature.Check(CosignedNote.Merge(note, [outcome.Line!]), _key.Key);
            Assert.Equal((NoteVerification.Valid, DateTimeOffset.FromUnixTimeSeconds((long)TestWitness.Now)), (cosignature.Verification, outcome.Time!.Value));
        }
    }

    [Fact]
    public async Task The_size_is_learnt_from_a_conflict_or_known()
    {
        TestWitness witness = new(_key, _log.Name, _log.VerifierKey);
        using TestServer server = Serve(witness);
        MemoryLog log = new(100);
        await SubmitAsync(server.Address, log.Attest(_log), log);
        log.Append(50);
        witness.Requests.Clear();
        await SubmitAsync(server.Address, log.Attest(_log), log);
        Assert.Equal(["old 0", "old 100"], witness.Requests);
        log.Append(50);
        witness.Requests.Clear();
        await SubmitAsync(server.Address + "/", log.Attest(_log), log, lastSize: 150);
        Assert.Equal(["old 150"], witness.Requests);
    }

    [Fact]
    public async Task A_restored_backup_is_an_alarm()
    {
        TestWitness witness = new(_key, _log.Name, _log.VerifierKey);
        using TestServer server = Serve(witness);
        MemoryLog log = new(100);
        await SubmitAsync(server.Address, log.Attest(_log), log);

        MemoryLog restored = new(80);
        WitnessOutcome outcome = await SubmitAsync(server.Address, restored.Attest(_log), restored);
        Assert.Equal((WitnessOutcomeKind.Forked, 100L), (outcome.Kind, outcome.WitnessSize));
        foreach (int more in new[] { 20, 30 })
        {
            restored.Append(more, "later");
            Assert.Equal(WitnessOutcomeKind.Forked, (await SubmitAsync(server.Address, restored.Attest(_log), restored)).Kind);
        }
        Assert.Equal((100, log.Root(100)), (witness.Size, witness.Root));
    }

    [Fact]
    public async Task An_older_attestation_is_superseded()
    {
        TestWitness witness = new(_key, _log.Name, _log.VerifierKey);
        using TestServer server = Serve(witness);
        MemoryLog log = new(100);
        await SubmitAsync(server.Address, log.Attest(_log), log);
        Assert.Equal(WitnessOutcomeKind.Superseded, (await SubmitAsync(server.Address, log.Attest(_log, size: 60), log)).Kind);
    }

    [Fact]
    public async Task Unknown_logs_and_keys_are_refused_by_a_strict_witness()
    {
        using SigningKey other = SigningKey.Generate(_log.Name);
        using TestServer server = Serve(new TestWitness(_key, _log.Name, _log.VerifierKey));
        MemoryLog log = new(10);
        WitnessOutcome key = await SubmitAsync(server.Address, log.Attest(other), log);
        WitnessOutcome name = await SubmitAsync(server.Address, log.Attest(_log, origin: "elsewhere"), log);
        Assert.Equal((WitnessOutcomeKind.Refused, WitnessOutcomeKind.Refused), (key.Kind, name.Kind));
        Assert.Contains("403", key.Message, StringComparison.Ordinal);
        Assert.Contains("404", name.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(200, "", "text/plain", WitnessOutcomeKind.Refused)]
    [InlineData(200, "COSIGNATURE", "text/plain", WitnessOutcomeKind.Cosigned)]
    [InlineData(200, "COSIGNATURE-WITHOUT-NEWLINE", "text/plain", WitnessOutcomeKind.Refused)]
    [InlineData(200, "COSIGNATURE-OF-ANOTHER-TEXT", "text/plain", WitnessOutcomeKind.Refused)]
    [InlineData(200, "COSIGNATURE-BY-ANOTHER", "text/plain", WitnessOutcomeKind.Refused)]
    [InlineData(200, "A-WHOLE-NOTE", "text/plain", WitnessOutcomeKind.Refused)]
    [InlineData(200, "<html>welcome</html>\n", "text/html", WitnessOutcomeKind.Refused)]
    [InlineData(204, "", "text/plain", WitnessOutcomeKind.Refused)]
    [InlineData(301, "", "text/plain", WitnessOutcomeKind.Refused)]
    [InlineData(400, "no", "text/plain", WitnessOutcomeKind.Refused)]
    [InlineData(401, "no", "text/plain", WitnessOutcomeKind.Refused)]
    [InlineData(403, "no", "text/plain", WitnessOutcomeKind.Refused)]
    [InlineData(404, "no", "text/plain", WitnessOutcomeKind.Refused)]
    [InlineData(409, "5", "text/x.tlog.size", WitnessOutcomeKind.Refused)]
    [InlineData(409, "05\n", "text/x.tlog.size", WitnessOutcomeKind.Refused)]
    [InlineData(409, "-5\n", "text/x.tlog.size", WitnessOutcomeKind.Refused)]
    [InlineData(409, "\n", "text/x.tlog.size", WitnessOutcomeKind.Refused)]
    [InlineData(409, "", "text/x.tlog.size", WitnessOutcomeKind.Refused)]
    [InlineData(409, "5\n", "text/plain", WitnessOutcomeKind.Refused)]
    [InlineData(409, "0\n", "text/x.tlog.size", WitnessOutcomeKind.Refused)]
    [InlineData(409, "5\n", "text/x.tlog.size", WitnessOutcomeKind.Refused)]
    [InlineData(409, "11\n", "text/x.tlog.size", WitnessOutcomeKind.Forked)]
    [InlineData(409, "9223372036854775807\n", "text/x.tlog.size", WitnessOutcomeKind.Forked)]
    [InlineData(409, "9223372036854775808\n", "text/x.tlog.size", WitnessOutcomeKind.Refused)]
    [InlineData(422, "no", "text/plain", WitnessOutcomeKind.Refused)]
    [InlineData(429, "later", "text/plain", WitnessOutcomeKind.Pending)]
    [InlineData(500, "", "text/plain", WitnessOutcomeKind.Pending)]
    [InlineData(503, "later", "text/plain", WitnessOutcomeKind.Pending)]
    public async Task Every_answer_ends_as_it_must(int status, string body, string mediaType, WitnessOutcomeKind expected)
    {
        MemoryLog log = new(10);
        SignedNote note = log.Attest(_log);
        string answer = body switch
        {
            "COSIGNATURE" => _key.Cosign(note.Text, 7) + "\n",
            "COSIGNATURE-WITHOUT-NEWLINE" => _key.Cosign(note.Text, 7),
            "COSIGNATURE-OF-ANOTHER-TEXT" => _key.Cosign("another\n", 7) + "\n",
            "COSIGNATURE-BY-ANOTHER" => TestWitnessKey.Make(_key.Key.Name).Cosign(note.Text, 7) + "\n",
            "A-WHOLE-NOTE" => $"{note}{_key.Cosign(note.Text, 7)}\n",
            _ => body,
        };
        using TestServer server = new((_, _) => new TestAnswer(status, answer, mediaType));
        WitnessOutcome outcome = await SubmitAsync(server.Address, note, log);
        Assert.Equal(expected, outcome.Kind);
        Assert.Equal(expected == WitnessOutcomeKind.Cosigned, outcome.Line is not null);
        Assert.Contains(_key.Key.Name, outcome.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lines_of_others_in_an_answer_are_ignored()
    {
        MemoryLog log = new(10);
        SignedNote note = log.Attest(_log);
        string mine = _key.Cosign(note.Text, 7);
        using TestServer server = new((_, _) => new TestAnswer(200, $"{TestWitnessKey.Make("other").Cosign(note.Text, 1)}\n{mine}\n"));
        Assert.Equal(mine, (await SubmitAsync(server.Address, note, log)).Line);
    }

    [Fact]
    public async Task A_witness_that_names_another_size_each_time_is_left()
    {
        int size = 0;
        MemoryLog log = new(100);
        using TestServer server = new((_, _) => new TestAnswer(409, $"{++size}\n", "text/x.tlog.size"));
        Assert.Equal(WitnessOutcomeKind.Pending, (await SubmitAsync(server.Address, log.Attest(_log), log)).Kind);
        Assert.Equal(4, size);
    }

    [Fact]
    public async Task A_log_that_no_longer_is_the_attested_one_submits_nothing()
    {
        MemoryLog log = new(100), changed = new(100, salt: "x");
        using TestServer server = new((_, _) => new TestAnswer(409, "50\n", "text/x.tlog.size"));
        AuditException e = await Assert.ThrowsAsync<AuditException>(() => SubmitAsync(server.Address, log.Attest(_log), changed));
        Assert.Equal(AuditError.AuditChainBroken, e.Error);
    }

    [Fact]
    public async Task An_answer_without_end_is_refused()
    {
        MemoryLog log = new(10);
        using RawServer endless = new(async (stream, over) =>
        {
            await ReadRequestAsync(stream, over);
            await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n"u8.ToArray(), over);
            byte[] block = new byte[65_536];
            while (true) await stream.WriteAsync(block, over);
        });
        WitnessOutcome outcome = await SubmitAsync(endless.Address, log.Attest(_log), log);
        Assert.Equal(WitnessOutcomeKind.Pending, outcome.Kind);
        Assert.Contains("more than 131072 bytes", outcome.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Headers_without_end_are_refused()
    {
        MemoryLog log = new(10);
        using RawServer endless = new(async (stream, over) =>
        {
            await ReadRequestAsync(stream, over);
            await stream.WriteAsync("HTTP/1.1 200 OK\r\n"u8.ToArray(), over);
            byte[] header = Encoding.ASCII.GetBytes($"X: {new string('x', 1000)}\r\n");
            while (true) await stream.WriteAsync(header, over);
        });
        Assert.Equal(WitnessOutcomeKind.Pending, (await SubmitAsync(endless.Address, log.Attest(_log), log)).Kind);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Silence_ends_by_the_time_limit(bool halfway)
    {
        using BoundedHttp http = new(TimeSpan.FromMilliseconds(300));
        MemoryLog log = new(10);
        using RawServer silent = new(async (stream, over) =>
        {
            await ReadRequestAsync(stream, over);
            if (halfway) await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf"u8.ToArray(), over);
            await Task.Delay(Timeout.Infinite, over);
        });
        WitnessOutcome outcome = await new WitnessClient(http, silent.Address, _key.Key).SubmitAsync(log.Attest(_log), log, log.Count);
        Assert.Equal(WitnessOutcomeKind.Pending, outcome.Kind);
        Assert.Contains("0.3 seconds", outcome.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort")]
    [InlineData("HTTP/9 200\r\n\r\n")]
    [InlineData("nonsense\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n")]
    public async Task A_broken_answer_is_no_answer(string answer)
    {
        MemoryLog log = new(10);
        using RawServer broken = new(async (stream, over) =>
        {
            await ReadRequestAsync(stream, over);
            await stream.WriteAsync(Encoding.ASCII.GetBytes(answer), over);
        });
        Assert.Equal(WitnessOutcomeKind.Pending, (await SubmitAsync(broken.Address, log.Attest(_log), log)).Kind);
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        MemoryLog log = new(10);
        SignedNote note = log.Attest(_log);
        bool reached = false;
        using TestServer elsewhere = new((_, _) =>
        {
            reached = true;
            return new TestAnswer(200, _key.Cosign(note.Text, 7) + "\n");
        });
        using TestServer server = new((_, _) => new TestAnswer(307, [], "text/plain", ("Location", elsewhere.Address + "/add-checkpoint")));
        Assert.Equal(WitnessOutcomeKind.Refused, (await SubmitAsync(server.Address, note, log)).Kind);
        Assert.False(reached);
    }

    [Fact]
    public async Task Nobody_there_is_pending()
    {
        string gone;
        using (TestServer server = new((_, _) => new TestAnswer(200, ""))) gone = server.Address;
        MemoryLog log = new(10);
        Assert.Equal(WitnessOutcomeKind.Pending, (await SubmitAsync(gone, log.Attest(_log), log)).Kind);
    }

    [Theory]
    [InlineData("")]
    [InlineData("witness.example/w1")]
    [InlineData("file:///etc/passwd")]
    [InlineData("ftp://witness.example")]
    [InlineData("http://user:secret@witness.example")]
    [InlineData("https://witness.example/?a=b")]
    public void Other_addresses_are_refused(string address) =>
        Assert.Equal(AuditError.AuditEvidenceRefused, Assert.Throws<AuditException>(() => new WitnessClient(_http, address, _key.Key)).Error);

    [Fact]
    public void A_key_that_cannot_be_checked_is_not_submitted_to() =>
        Assert.Contains("0x06", Assert.Throws<AuditException>(() => new WitnessClient(_http, "http://127.0.0.1", CosignatureTests.MlDsaKey("pq"))).Message, StringComparison.Ordinal);

    [Fact]
    public async Task A_cancelled_submission_is_no_outcome()
    {
        MemoryLog log = new(10);
        using CancellationTokenSource cancel = new();
        using RawServer silent = new(async (stream, over) =>
        {
            await cancel.CancelAsync();
            await Task.Delay(Timeout.Infinite, over);
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new WitnessClient(_http, silent.Address, _key.Key).SubmitAsync(log.Attest(_log), log, log.Count, cancellation: cancel.Token));
    }

    private static TestServer Serve(TestWitness witness) => new((request, body) => request == "POST /add-checkpoint" ? witness.Answer(body) : new TestAnswer(404, request));

    private Task<WitnessOutcome> SubmitAsync(string address, SignedNote note, MemoryLog log, long lastSize = 0) =>
        new WitnessClient(_http, address, _key.Key).SubmitAsync(note, log, log.Count, lastSize);

    private static async Task ReadRequestAsync(Stream stream, CancellationToken over)
    {
        // Up to the end of the headers and as many bytes as they announce, so that no reset hides the answer.
        StringBuilder head = new();
        byte[] one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal) && await stream.ReadAsync(one, over) == 1) head.Append((char)one[0]);
        string? length = head.ToString().Split("\r\n").FirstOrDefault(line => line.StartsWith("Content-Length: ", StringComparison.OrdinalIgnoreCase));
        if (length is not null) await stream.ReadExactlyAsync(new byte[int.Parse(length["Content-Length: ".Length..], CultureInfo.InvariantCulture)], over);
    }
}
