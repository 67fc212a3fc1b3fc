using System.Text;
using AuditChain.Anchoring;
using AuditChain.Anchoring.Proofs;
using AuditChain.Anchoring.Rekor;
using AuditChain.Anchoring.Submitting;
using AuditChain.Anchoring.Tiles;
using AuditChain.Sqlite;

namespace AuditChain.Tests.Anchoring;

public sealed class StoredEvidenceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly SigningKey _key = SigningKey.Generate("example.com/ops");
    private readonly TestWitnessKey _witness = TestWitnessKey.Make("witness.example/w1");
    private readonly BoundedHttp _http = new(TimeSpan.FromSeconds(20));
    private readonly SqliteAuditLog _log;

    public StoredEvidenceTests()
    {
        _log = SqliteAuditLog.Create(_folder["a.audit"], "example.com/ops");
        Add(300);
    }

    public void Dispose()
    {
        _log.Dispose();
        _http.Dispose();
        _key.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Everybody_that_was_named_is_asked_and_what_they_give_is_kept()
    {
        SignedNote note = LogAttestation.Create(_log, _key);
        TestWitness witness = new(_witness, "example.com/ops", _key.VerifierKey);
        using TestServer witnesses = new((_, body) => witness.Answer(body));
        using OpenSslAuthority authority = new(), second = new();
        using TestServer tsa = authority.Serve(), other = second.Serve();
        using TestRekor rekor = new(others: 3);
        EvidencePlan plan = new() { Policy = Policy(witnesses.Address), Timestamps = [tsa.Address, other.Address], Rekor = rekor.Address, RekorSigner = RekorSigner.From(_key) };
        (IReadOnlyList<EvidenceResult> results, IReadOnlyList<EvidenceRecord> stored) = await EvidenceSubmission.RunAsync(_log, note, plan, _http);
        Assert.All(results, result => Assert.Equal(EvidenceState.Stored, result.State));
        Assert.Equal(["cosignature", "timestamp", "timestamp", "rekor"], _log.ReadEvidence().Select(record => record.Kind));
        Assert.Equal(stored.Select(record => record.Hash), _log.ReadEvidence().Select(record => record.Hash));

        // Nothing is kept twice, and the stored attestation is what it was.
        (results, stored) = await EvidenceSubmission.RunAsync(_log, note, plan, _http);
        Assert.All(results, result => Assert.Equal(EvidenceState.Present, result.State));
        Assert.Empty(stored);
        Assert.Equal(note.ToString(), Assert.Single(_log.ReadAttestations()).Note);
        Assert.Equal(2, CosignedNote.With(note, _log.ReadEvidence()).Signatures.Count);
    }

    [Fact]
    public async Task What_could_not_be_had_is_pending_and_costs_nothing_else()
    {
        SignedNote note = LogAttestation.Create(_log, _key);
        string gone;
        using (TestServer server = new((_, _) => new TestAnswer(200, ""))) gone = server.Address;
        using OpenSslAuthority authority = new();
        using TestServer tsa = authority.Serve();
        EvidencePlan plan = new() { Policy = Policy(gone), Timestamps = [gone, tsa.Address], Rekor = gone, RekorSigner = RekorSigner.From(_key) };
        (IReadOnlyList<EvidenceResult> results, _) = await EvidenceSubmission.RunAsync(_log, note, plan, _http);
        Assert.Equal([EvidenceState.Pending, EvidenceState.Pending, EvidenceState.Stored, EvidenceState.Pending], results.Select(result => result.State));

        TestWitness witness = new(_witness, "example.com/ops", _key.VerifierKey);
        using TestServer witnesses = new((_, body) => witness.Answer(body));
        (results, _) = await EvidenceSubmission.RunAsync(_log, note, plan with { Policy = Policy(witnesses.Address), Rekor = null }, _http);
        Assert.Equal([EvidenceState.Stored, EvidenceState.Pending, EvidenceState.Present], results.Select(result => result.State));
    }

    [Fact]
    public async Task A_witness_that_knows_more_is_told()
    {
        TestWitness witness = new(_witness, "example.com/ops", _key.VerifierKey) { Size = 301 };
        using TestServer witnesses = new((_, body) => witness.Answer(body));
        (IReadOnlyList<EvidenceResult> results, _) = await EvidenceSubmission.RunAsync(_log, LogAttestation.Create(_log, _key), new EvidencePlan { Policy = Policy(witnesses.Address) }, _http);
        Assert.Equal(EvidenceState.Forked, Assert.Single(results).State);
        Assert.Empty(_log.ReadEvidence());
    }

    [Fact]
    public void Evidence_about_nothing_that_is_there_is_refused_and_each_piece_is_kept_once()
    {
        SignedNote note = LogAttestation.Create(_log, _key);
        Digest name = SignatureLine.ArtifactHash(note, note.Signatures[0]);
        EvidenceRecord good = new(name, EvidenceKinds.Timestamp, new byte[] { 1, 2, 3 });
        Assert.Equal(AuditError.AuditRangeInvalid, Assert.Throws<AuditException>(() => Store(good, new EvidenceRecord(Digest.Of("x"u8), "timestamp", new byte[] { 1 }))).Error);
        Assert.Equal(AuditError.AuditRangeInvalid, Assert.Throws<AuditException>(() => Store(good with { Data = new byte[EvidenceRecord.MaxBytes + 1] })).Error);
        Assert.Empty(_log.ReadEvidence());
        Store(good, good);
        Store(good);
        EvidenceRecord kept = Assert.Single(_log.ReadEvidence());
        Assert.Equal((name, "timestamp", good.Hash), (kept.Note, kept.Kind, kept.Hash));
    }

    [Fact]
    public void An_anchor_names_the_evidence()
    {
        SignedNote note = LogAttestation.Create(_log, _key);
        EvidenceRecord record = EvidenceRecord.Cosignature(SignatureLine.ArtifactHash(note, note.Signatures[0]), _witness.Cosign(note.Text, 7));
        Store(record);
        EntryPlace place = Assert.Single(AnchorEntries.Record(_log, [record]));
        AuditEntry entry = Assert.Single(_log.Read(new EntryQuery { FirstSequence = 301 }));
        Assert.Equal((301L, AnchorStatement.EntryType), (place.Seq, entry.Type));
        AnchorStatement said = AnchorStatement.Parse(Encoding.UTF8.GetBytes(entry.Data!.Value.GetRawText()))!;
        Assert.Equal((record.Hash, record.Kind, record.Note), (said.Evidence, said.Kind, said.Note));
        Assert.Empty(AnchorEntries.Record(_log, []));
    }

    [Fact]
    public void Proofs_and_tiles_of_a_log_carry_its_cosignatures()
    {
        SignedNote note = LogAttestation.Create(_log, _key);
        Store(EvidenceRecord.Cosignature(SignatureLine.ArtifactHash(note, note.Signatures[0]), _witness.Cosign(note.Text, 7)));
        Add(5);
        WitnessPolicy policy = Policy("http://127.0.0.1");
        foreach (long seq in new[] { 1L, 256, 257, 300 })
        {
            TlogProof proof = TlogProof.Parse(EntryProof.FromLog(_log, seq).ToString());
            Assert.Equal(ProofVerdict.Valid, ProofCheck.Run(proof, [], policy).Verdict);
        }
        AuditException e = Assert.Throws<AuditException>(() => EntryProof.FromLog(_log, 303));
        Assert.Equal(AuditError.AuditRangeInvalid, e.Error);
        Assert.Contains("Attest", e.Message, StringComparison.Ordinal);
        Assert.Equal(AuditError.AuditRangeInvalid, Assert.Throws<AuditException>(() => EntryProof.FromLog(_log, 306)).Error);

        SignedNote cosigned = CosignedNote.With(note, _log.ReadEvidence());
        Assert.Equal(300, TileExport.Write(_folder["tiles"], cosigned, _log, _log.ReadLines).Size);
        Assert.Empty(TileCheck.Run(new TileFolder(_folder["tiles"]), entries: true).Problems);
    }

    [Fact]
    public void Proofs_out_of_bundles_are_computed_or_carried()
    {
        LogAttestation.Create(_log, _key);
        Add(5);
        BundleExport.Write(_log, _folder["whole.auditbundle"]);
        BundleExport.Write(_log, _folder["part.auditbundle"], 100, 200);
        foreach (long seq in new[] { 1L, 150, 300 }) Assert.Equal(ProofVerdict.Valid, ProofCheck.Run(EntryProof.FromBundle(_folder["whole.auditbundle"], seq), [_key.VerifierKey]).Verdict);
        Assert.Equal(ProofVerdict.Valid, ProofCheck.Run(EntryProof.FromBundle(_folder["part.auditbundle"], 200), [_key.VerifierKey]).Verdict);
        foreach (long seq in new[] { 150L, 99, 201 }) Assert.Equal(AuditError.AuditRangeInvalid, Assert.Throws<AuditException>(() => EntryProof.FromBundle(_folder["part.auditbundle"], seq)).Error);
        Assert.Equal(AuditError.AuditRangeInvalid, Assert.Throws<AuditException>(() => EntryProof.FromBundle(_folder["whole.auditbundle"], 303)).Error);
    }

    [Fact]
    public async Task A_bundle_carries_all_evidence_and_is_judged_offline()
    {
        SignedNote note = LogAttestation.Create(_log, _key);
        TestWitness witness = new(_witness, "example.com/ops", _key.VerifierKey);
        using TestServer witnesses = new((_, body) => witness.Answer(body));
        using OpenSslAuthority authority = new();
        using TestServer tsa = authority.Serve();
        using TestRekor rekor = new(others: 3);
        EvidencePlan plan = new() { Policy = Policy(witnesses.Address), Timestamps = [tsa.Address], Rekor = rekor.Address, RekorSigner = RekorSigner.From(_key) };
        (_, IReadOnlyList<EvidenceRecord> stored) = await EvidenceSubmission.RunAsync(_log, note, plan, _http);
        AnchorEntries.Record(_log, stored);
        LogAttestation.Create(_log, _key);
        BundleExport.Write(_log, _folder["a.auditbundle"]);
        BundleExport.Write(_log, _folder["again.auditbundle"]);
        Assert.Equal(File.ReadAllBytes(_folder["a.auditbundle"]), File.ReadAllBytes(_folder["again.auditbundle"]));

        VerificationOptions options = new() { Policy = Policy("http://gone"), EvidenceJudge = EvidenceJudge.Load([authority.Root], [_folder.Write("root.json", rekor.TrustedRoot())]) };
        foreach (VerificationReport report in new[] { VerifyLog(options), VerifyBundle("a.auditbundle", options) })
        {
            Assert.Equal((Verdict.Intact, 300L, 300L, 3L), (report.Verdict, report.WitnessedSequence, report.TimedSequence, report.UnwitnessedTail!.Value));
            Assert.Equal(["cosignature", "rekor", "timestamp"], report.Evidence.Select(found => found.Kind));
            Assert.All(report.Evidence, found => Assert.Equal((EvidenceStanding.Valid, 300L), (found.Standing, found.Size)));
            Assert.Equal([301L, 302, 303], report.Evidence.Select(found => found.AnchoredAt!.Value).Order());
        }
        // The same with nothing of ours: Python and openssl.
        string policy = _folder.Write("witnesses.policy", $"log {_key.VerifierKey}\nwitness w {_witness.Key}\nquorum w\n");
        (int code, string output) = Script("--policy", policy, "--timestamp-certificate", authority.Root, _folder["a.auditbundle"]);
        Assert.Contains("witness.example/w1 cosigned 300 entries", output, StringComparison.Ordinal);
        Assert.Contains("a time stamp for 300 entries of", output, StringComparison.Ordinal);
        Assert.Equal(0, code);
        Assert.Equal(1, Script("--policy", policy, "--timestamp-certificate", authority.Signer + ".gone", _folder["a.auditbundle"]).Code);
        string other = _folder.Write("other.policy", $"log {_key.VerifierKey}\nwitness w {TestWitnessKey.Make("other").Key}\nquorum w\n");
        Assert.Contains("no attestation in it is cosigned by the quorum", Script("--policy", other, _folder["a.auditbundle"]).Output, StringComparison.Ordinal);

        // Nobody handed over: it is told, and no more.
        VerificationReport untrusting = VerifyBundle("a.auditbundle", new VerificationOptions { Keys = [_key.VerifierKey] });
        Assert.Equal(Verdict.Intact, untrusting.Verdict);
        Assert.Contains(untrusting.Notes, line => line.Contains("2 pieces of evidence", StringComparison.Ordinal));
        using OpenSslAuthority stranger = new();
        Assert.Equal(Verdict.Unverifiable, VerifyBundle("a.auditbundle", new VerificationOptions { Keys = [_key.VerifierKey], EvidenceJudge = EvidenceJudge.Load([stranger.Root], []) }).Verdict);

        // Taken out, it is missing; edited, it contradicts; without the quorum's line, the policy is not satisfied.
        string text = File.ReadAllText(_folder["a.auditbundle"]);
        string[] lines = text.Split('\n');
        Assert.Equal(Verdict.Unverifiable, Edited(lines.Where(line => !line.StartsWith("{\"timestamp\":", StringComparison.Ordinal))));
        Assert.Equal(Verdict.Unverifiable, Edited(lines.Where(line => !line.StartsWith("{\"rekor\":", StringComparison.Ordinal))));
        Assert.Equal(Verdict.Tampered, Edited(lines.Select(line => line.StartsWith("{\"timestamp\":", StringComparison.Ordinal) ? Flip(line) : line)));
        Assert.Equal(Verdict.Unverifiable, Edited(lines.Select(line => System.Text.RegularExpressions.Regex.Replace(line, "— witness.example/w1 [^\\\\]*\\\\n", ""))));

        Verdict Edited(IEnumerable<string> edited)
        {
            File.WriteAllText(_folder["edited.auditbundle"], string.Join('\n', edited));
            return VerifyBundle("edited.auditbundle", options).Verdict;
        }
    }

    [Fact]
    public void A_part_carries_what_is_about_its_own_attestations()
    {
        LogAttestation.Create(_log, _key, 100);
        SignedNote note = LogAttestation.Create(_log, _key);
        Store(EvidenceRecord.Cosignature(SignatureLine.ArtifactHash(note, note.Signatures[0]), _witness.Cosign(note.Text, 7)), new EvidenceRecord(SignatureLine.ArtifactHash(note, note.Signatures[0]), EvidenceKinds.Timestamp, new byte[] { 1, 2 }));
        BundleExport.Write(_log, _folder["part.auditbundle"], 1, 200);
        string text = File.ReadAllText(_folder["part.auditbundle"]);
        Assert.DoesNotContain("{\"timestamp\":", text, StringComparison.Ordinal);
        Assert.Equal(Verdict.Intact, VerifyBundle("part.auditbundle", new VerificationOptions { Keys = [_key.VerifierKey], AllowPart = true }).Verdict);
    }

    private VerificationReport VerifyLog(VerificationOptions options) => ChainVerifier.Verify(_log.OpenSource(), options);

    private VerificationReport VerifyBundle(string name, VerificationOptions options)
    {
        using BundleReader source = BundleReader.Open(_folder[name]);
        return ChainVerifier.Verify(source, options);
    }

    private static (int Code, string Output) Script(params string[] arguments)
    {
        Docs.ToolRunner.Require("python3", "openssl");
        (int code, string output) = Docs.ToolRunner.Run("python3", [Path.Combine(RepositoryFiles.Root, "docs", "verify-bundle.py"), .. arguments], ("PYTHONUTF8", "1"));
        return (code, output);
    }

    // Another byte of the token, and base64 all the same.
    private static string Flip(string line)
    {
        int at = line.IndexOf("\"token\":\"", StringComparison.Ordinal) + 10 + 140; // in the imprint
        return $"{line[..at]}{(line[at] == 'A' ? 'B' : 'A')}{line[(at + 1)..]}";
    }

    private void Add(int count) => _log.Append([.. Enumerable.Range(0, count).Select(i => PreparedEntry.From(new AuditEvent { Type = "t", Message = $"{i}" }))]);

    private void Store(params EvidenceRecord[] records) => _log.AddEvidenceAsync(records).AsTask().GetAwaiter().GetResult();

    private WitnessPolicy Policy(string address) =>
        WitnessPolicy.Parse(Encoding.UTF8.GetBytes($"log {_key.VerifierKey}\nwitness w {_witness.Key} {address}\nquorum w\n"));
}
