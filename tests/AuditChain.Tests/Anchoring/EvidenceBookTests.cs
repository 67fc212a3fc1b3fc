using System.Text;
using AuditChain.Anchoring;
using AuditChain.Anchoring.Rekor;
using AuditChain.Anchoring.Timestamps;

namespace AuditChain.Tests.Anchoring;

public sealed class EvidenceBookTests : IDisposable
{
    private static readonly DateTimeOffset s_now = DateTimeOffset.FromUnixTimeSeconds(1_000_000);
    private readonly SigningKey _key = SigningKey.Generate("example.com/log");
    private readonly TestWitnessKey _witness = TestWitnessKey.Make("witness.example/w1");
    private readonly MemoryLog _log = new(10);

    public void Dispose() => _key.Dispose();

    [Fact]
    public void Cosignatures_count_wherever_they_are_kept()
    {
        SignedNote note = _log.Attest(_key);
        string line = _witness.Cosign(note.Text, 999_000);
        foreach (bool apart in new[] { true, false })
        {
            SignedNote carried = apart ? note : CosignedNote.Merge(note, [line]);
            EvidenceSummary summary = Settle(carried, apart ? [EvidenceRecord.Cosignature(NameOf(note), line)] : [], new VerificationOptions { Policy = Policy() });
            Assert.Null(summary.Fault);
            Assert.Equal((10L, 10L), (summary.WitnessedSequence, summary.TimedSequence));
            EvidenceFinding finding = Assert.Single(summary.Findings);
            Assert.Equal((EvidenceStanding.Valid, 10L, _witness.Key.Name, DateTimeOffset.FromUnixTimeSeconds(999_000)), (finding.Standing, finding.Size, finding.By, finding.Time!.Value));
        }
    }

    [Fact]
    public void A_quorum_that_was_demanded_and_is_missing_is_unverifiable()
    {
        SignedNote note = _log.Attest(_key);
        Assert.Equal(Verdict.Unverifiable, Settle(note, [], new VerificationOptions { Policy = Policy() }).Fault!.Verdict);
        string stranger = TestWitnessKey.Make("stranger").Cosign(note.Text, 5);
        Assert.Equal(Verdict.Unverifiable, Settle(note, [EvidenceRecord.Cosignature(NameOf(note), stranger)], new VerificationOptions { Policy = Policy() }).Fault!.Verdict);
        Assert.Null(Settle(note, [], new VerificationOptions { Policy = WitnessPolicy.Parse("quorum none\n"u8) }).Fault);
        Assert.Null(Settle(note, [], new VerificationOptions()).Fault);
    }

    [Fact]
    public void A_cosignature_that_does_not_hold_is_tampering()
    {
        SignedNote note = _log.Attest(_key);
        ChainFault fault = Settle(note, [EvidenceRecord.Cosignature(NameOf(note), _witness.Cosign("another\n", 5))], new VerificationOptions { Policy = Policy() }).Fault!;
        Assert.Equal((Verdict.Tampered, 10L), (fault.Verdict, fault.Sequence));
        Assert.Equal(Verdict.Tampered, Settle(note, [EvidenceRecord.Cosignature(NameOf(note), "no line")], new VerificationOptions { Policy = Policy() }).Fault!.Verdict);
    }

    [Fact]
    public void A_cosignature_of_another_attestation_of_the_same_key_does_not_count_for_this_one()
    {
        SignedNote five = _log.Attest(_key, size: 5), ten = _log.Attest(_key);
        EvidenceRecord record = EvidenceRecord.Cosignature(NameOf(five), _witness.Cosign(five.Text, 500));
        EvidenceSummary summary = Book([record], new VerificationOptions { Policy = Policy() }, five, ten);
        Assert.Null(summary.Fault);
        Assert.Equal(5, summary.WitnessedSequence);
    }

    [Fact]
    public void Evidence_for_a_signature_that_nobody_trusts_is_reported_and_counts_for_nothing()
    {
        SignedNote note = _log.Attest(_key);
        EvidenceRecord[] records = [new(Digest.Of("gone"u8), EvidenceKinds.Timestamp, new byte[] { 1 }), EvidenceRecord.Cosignature(Digest.Of("gone"u8), _witness.Cosign(note.Text, 5)), new(NameOf(note), "later", new byte[] { 1 })];
        EvidenceSummary summary = Settle(note, records, new VerificationOptions { EvidenceJudge = new Judge(EvidenceStanding.Valid) });
        Assert.Equal([EvidenceStanding.Valid, EvidenceStanding.Unknown], summary.Findings.Select(found => found.Standing));
        EvidenceSummary unsigned = new EvidenceBook(records, [note.ToString()], new VerificationOptions()).Settle([], 10);
        Assert.All(unsigned.Findings, found => Assert.Equal(EvidenceStanding.Unknown, found.Standing));
    }

    [Theory]
    [InlineData(EvidenceStanding.Valid, null)]
    [InlineData(EvidenceStanding.Unknown, Verdict.Unverifiable)]
    [InlineData(EvidenceStanding.Contradicted, Verdict.Tampered)]
    public void What_was_demanded_must_hold(EvidenceStanding standing, Verdict? expected)
    {
        SignedNote note = _log.Attest(_key);
        EvidenceSummary summary = Settle(note, [new(NameOf(note), EvidenceKinds.Timestamp, new byte[] { 1 })], new VerificationOptions { EvidenceJudge = new Judge(standing) });
        Assert.Equal(expected, summary.Fault?.Verdict);
        Assert.Equal(expected is null ? 10 : 0, summary.TimedSequence);
        Assert.Equal(Verdict.Unverifiable, Settle(note, [], new VerificationOptions { EvidenceJudge = new Judge(standing) }).Fault!.Verdict);
    }

    [Theory]
    [InlineData(60, null)]
    [InlineData(30, Verdict.Unverifiable)]
    public void An_age_is_measured_by_others_where_they_are_there(int maxSeconds, Verdict? expected)
    {
        SignedNote note = _log.Attest(_key);
        EvidenceRecord record = EvidenceRecord.Cosignature(NameOf(note), _witness.Cosign(note.Text, 1_000_000 - 45));
        VerificationOptions options = new() { Policy = Policy(), MaxAge = TimeSpan.FromSeconds(maxSeconds), Now = () => s_now };
        Assert.Equal(expected, Settle(note, [record], options).Fault?.Verdict);
    }

    [Fact]
    public void Without_others_the_signers_own_time_is_taken()
    {
        SignedNote note = _log.Attest(_key);
        DateTimeOffset signed = note.Checkpoint().Time;
        Assert.Null(Settle(note, [], new VerificationOptions { MaxAge = TimeSpan.FromHours(1), Now = () => signed.AddMinutes(59) }).Fault);
        Assert.Equal(Verdict.Unverifiable, Settle(note, [], new VerificationOptions { MaxAge = TimeSpan.FromHours(1), Now = () => signed.AddMinutes(61) }).Fault!.Verdict);
        Assert.Equal(Verdict.Unverifiable, new EvidenceBook([], [], new VerificationOptions { MaxAge = TimeSpan.FromHours(1) }).Settle([], 10).Fault!.Verdict);
    }

    [Fact]
    public void An_anchor_counts_where_its_evidence_is_there()
    {
        SignedNote note = _log.Attest(_key);
        EvidenceRecord record = EvidenceRecord.Cosignature(NameOf(note), _witness.Cosign(note.Text, 500));
        EvidenceBook book = new([record], [note.ToString()], new VerificationOptions { Policy = Policy() });
        book.Learn(12, CanonicalJson.Serialize(new AnchorStatement(Digest.Of("other"u8), "timestamp", NameOf(note)).ToData()));
        book.Learn(13, "{}"u8);
        book.Learn(14, CanonicalJson.Serialize(new AnchorStatement(record.Hash, record.Kind, record.Note).ToData()));
        book.Learn(15, CanonicalJson.Serialize(new AnchorStatement(record.Hash, record.Kind, record.Note).ToData()));
        Assert.Equal(14, Assert.Single(book.Settle([Vouched(note)], 20).Findings).AnchoredAt);
    }

    [Fact]
    public void Many_pieces_make_a_bounded_report()
    {
        SignedNote note = _log.Attest(_key);
        EvidenceRecord[] records = [.. Enumerable.Range(0, 1000).Select(i => new EvidenceRecord(Digest.Of(BitConverter.GetBytes(i)), EvidenceKinds.Timestamp, new byte[] { 1 }))];
        Assert.Equal(100, Settle(note, records, new VerificationOptions()).Findings.Count);
    }

    [Fact]
    public async Task Tokens_and_entries_of_rekor_are_judged_by_what_was_handed_over()
    {
        SignedNote note = _log.Attest(_key);
        using OpenSslAuthority authority = new();
        using TestServer server = authority.Serve();
        using TestRekor rekor = new(others: 2);
        using BoundedHttp http = new();
        byte[] token = await new TimestampClient(http, server.Address).RequestAsync(NameOf(note));
        RekorEntry entry = await new RekorClient(http, rekor.Address).SubmitAsync(RekorSigner.From(_key), SignatureLine.Artifact(note, note.Signatures[0]), []);
        EvidenceRecord[] records = [new(NameOf(note), EvidenceKinds.Timestamp, token), new(NameOf(note), EvidenceKinds.Rekor, entry.Json)];
        using TemporaryFolder folder = new();
        EvidenceJudge judge = EvidenceJudge.Load([authority.Root], [folder.Write("root.json", rekor.TrustedRoot())])!;
        EvidenceSummary summary = Settle(note, records, new VerificationOptions { EvidenceJudge = judge });
        Assert.Null(summary.Fault);
        Assert.Equal([(EvidenceKinds.Rekor, rekor.Origin), (EvidenceKinds.Timestamp, "Test-tsa")], summary.Findings.Select(found => (found.Kind, found.By)));
        Assert.Equal(Verdict.Tampered, Settle(note, [records[0], new(NameOf(note), EvidenceKinds.Rekor, "{}"u8.ToArray())], new VerificationOptions { EvidenceJudge = judge }).Fault!.Verdict);
        Assert.Equal(Verdict.Unverifiable, Settle(note, [records[0]], new VerificationOptions { EvidenceJudge = judge }).Fault!.Verdict);
        Assert.Null(EvidenceJudge.Load([], []));
    }

    private static Digest NameOf(SignedNote note) => SignatureLine.ArtifactHash(note, note.Signatures[0]);

    private WitnessPolicy Policy() => WitnessPolicy.Parse(Encoding.UTF8.GetBytes($"log {_key.VerifierKey}\nwitness w {_witness.Key}\nquorum w\n"));

    private VouchedNote Vouched(SignedNote note) => new(note, [_key.VerifierKey], note.Checkpoint().Size, note.Checkpoint().Size);

    private EvidenceSummary Settle(SignedNote note, EvidenceRecord[] records, VerificationOptions options) => Book(records, options, note);

    private EvidenceSummary Book(EvidenceRecord[] records, VerificationOptions options, params SignedNote[] notes) =>
        new EvidenceBook(records, notes.Select(note => note.ToString()), options).Settle([.. notes.Select(Vouched)], 10);

    private sealed class Judge(EvidenceStanding standing) : IEvidenceJudge
    {
        public IReadOnlyCollection<string> Demanded => [EvidenceKinds.Timestamp];

        EvidenceFinding IEvidenceJudge.Judge(EvidenceRecord record, byte[] artifact, long size, IReadOnlyList<VerifierKey> logKeys) =>
            new(record.Kind, standing, size, "judge", standing == EvidenceStanding.Valid ? s_now : null, "as told");
    }
}
