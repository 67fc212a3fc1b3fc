using System.Text;
using AuditChain.Anchoring.Proofs;

namespace AuditChain.Tests.Anchoring;

public sealed class TlogProofTests : IDisposable
{
    private readonly SigningKey _key = SigningKey.Generate("example.com/log");
    private readonly TestWitnessKey _witness = TestWitnessKey.Make("witness.example/w1");

    public void Dispose() => _key.Dispose();

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(255, true)]
    [InlineData(256, true)]
    [InlineData(257, true)]
    [InlineData(1000, true)]
    public void Proofs_of_all_entries_hold(int size, bool keepNodes)
    {
        MemoryLog log = new(size, keepNodes: keepNodes);
        SignedNote note = log.Attest(_key);
        foreach (int seq in new[] { 1, size / 2 + 1, size - 1, size }.Where(seq => seq >= 1).Distinct())
        {
            TlogProof proof = TlogProof.Parse(TlogProof.Create(log, seq, log.Line(seq), note).ToString());
            ProofReport report = ProofCheck.Run(proof, [_key.VerifierKey]);
            Assert.Equal((ProofVerdict.Valid, (long)seq, (long)seq), (report.Verdict, report.Seq, report.Entry!.Seq));
            Assert.Equal([_key.Name], report.SignedBy);
        }
    }

    [Fact]
    public void The_text_is_that_of_the_specification()
    {
        MemoryLog log = new(3);
        SignedNote note = log.Attest(_key);
        string expected = $"c2sp.org/tlog-proof@v1\nextra {Convert.ToBase64String(log.Line(1))}\nindex 0\n{log.Leaf(2).ToBase64()}\n{log.Leaf(3).ToBase64()}\n\n{note}";
        Assert.Equal(expected, TlogProof.Create(log, 1, log.Line(1), note).ToString());
        Assert.Equal($"c2sp.org/tlog-proof@v1\nindex 0\n\n{new MemoryLog(1).Attest(_key)}", TlogProof.Create(new MemoryLog(1), 1, null, new MemoryLog(1).Attest(_key)).ToString());
    }

    [Fact]
    public void Kept_nodes_that_lie_are_found_out()
    {
        MemoryLog log = new(600, keepNodes: true);
        SignedNote note = log.Attest(_key);
        log.CorruptNodes();
        Assert.Equal(ProofVerdict.Valid, ProofCheck.Run(TlogProof.Create(log, 500, log.Line(500), note), [_key.VerifierKey]).Verdict);
    }

    [Fact]
    public void Few_hashes_are_read_where_nodes_are_kept()
    {
        MemoryLog log = new(100_000, keepNodes: true);
        SignedNote note = log.Attest(_key);
        TlogProof.Create(log, 77_777, log.Line(77_777), note);
        Assert.InRange(log.LeavesRead, 1, 1_000);
    }

    [Fact]
    public void A_log_that_was_changed_gives_no_proof()
    {
        MemoryLog log = new(5);
        SignedNote note = new MemoryLog(5, salt: "other").Attest(_key);
        Assert.Equal(AuditError.AuditChainBroken, Assert.Throws<AuditException>(() => TlogProof.Create(log, 2, null, note)).Error);
        Assert.Equal(AuditError.AuditRangeInvalid, Assert.Throws<AuditException>(() => TlogProof.Create(log, 6, null, log.Attest(_key))).Error);
        Assert.Equal(AuditError.AuditRangeInvalid, Assert.Throws<AuditException>(() => TlogProof.Create(log, 0, null, log.Attest(_key))).Error);
    }

    [Fact]
    public void Nothing_is_valid_without_a_key_that_was_handed_over()
    {
        TlogProof proof = Make(5, 3);
        using SigningKey other = SigningKey.Generate("example.com/log");
        Assert.Equal(ProofVerdict.Unverifiable, ProofCheck.Run(proof, []).Verdict);
        Assert.Equal(ProofVerdict.Unverifiable, ProofCheck.Run(proof, [other.VerifierKey]).Verdict);
        Assert.Equal(ProofVerdict.Valid, ProofCheck.Run(proof, [other.VerifierKey, _key.VerifierKey]).Verdict);
    }

    [Fact]
    public void A_proof_without_its_entry_needs_the_line()
    {
        MemoryLog log = new(5);
        TlogProof proof = TlogProof.Create(log, 3, null, log.Attest(_key));
        Assert.Equal(ProofVerdict.Unverifiable, ProofCheck.Run(proof, [_key.VerifierKey]).Verdict);
        Assert.Equal(ProofVerdict.Valid, ProofCheck.Run(proof, [_key.VerifierKey], line: log.Line(3)).Verdict);
        Assert.Equal(ProofVerdict.Tampered, ProofCheck.Run(proof, [_key.VerifierKey], line: log.Line(4)).Verdict);
        Assert.Equal(ProofVerdict.Tampered, ProofCheck.Run(Make(5, 3), [_key.VerifierKey], line: log.Line(4)).Verdict);
    }

    [Theory]
    [InlineData("index 2", "index 1")]
    [InlineData("index 2", "index 3")]
    [InlineData("\n5\n", "\n6\n")]
    [InlineData("09:00", "09:01")]
    public void An_edited_proof_is_tampered(string from, string to) =>
        Assert.Equal(ProofVerdict.Tampered, ProofCheck.Run(TlogProof.Parse(Make(5, 3).ToString().Replace(from, to, StringComparison.Ordinal)), [_key.VerifierKey]).Verdict);

    [Fact]
    public void An_edited_entry_path_or_head_is_tampered()
    {
        MemoryLog log = new(5);
        SignedNote note = log.Attest(_key);
        byte[] line = [.. log.Line(3)];
        line[^3] ^= 1;
        IReadOnlyList<Digest> path = LogProof.Inclusion(log, 3, 5, log.Root(5));
        Assert.Equal(ProofVerdict.Tampered, Verdict(TlogProof.From(line, 2, path, note)));
        Assert.Equal(ProofVerdict.Tampered, Verdict(TlogProof.From(log.Line(3), 2, [.. path.Reverse()], note)));
        Assert.Equal(ProofVerdict.Tampered, Verdict(TlogProof.From(log.Line(3), 2, [.. path.Skip(1)], note)));
        Assert.Equal(ProofVerdict.Tampered, Verdict(TlogProof.From(log.Line(3), 2, [.. path, log.Leaf(1)], note)));
        Assert.Equal(ProofVerdict.Tampered, Verdict(TlogProof.From("{}"u8.ToArray(), 2, path, note)));

        SignedNote otherHead = SignedNote.Sign(new Checkpoint(_key.Name, 5, log.Root(5), log.Leaf(4), log.Header, DateTimeOffset.UnixEpoch), _key);
        Assert.Equal(ProofVerdict.Tampered, Verdict(TlogProof.Create(log, 5, log.Line(5), otherHead)));
        ProofVerdict Verdict(TlogProof proof) => ProofCheck.Run(proof, [_key.VerifierKey]).Verdict;
    }

    [Fact]
    public void A_sequence_that_is_not_the_index_is_tampered()
    {
        // A tree whose leaf 0 is an entry that calls itself 2: signed all the same.
        MemoryLog log = new(2);
        SignedNote note = SignedNote.Sign(new Checkpoint(_key.Name, 1, log.Leaf(2), log.Leaf(2), log.Header, DateTimeOffset.UnixEpoch), _key);
        ProofReport report = ProofCheck.Run(TlogProof.From(log.Line(2), 0, [], note), [_key.VerifierKey]);
        Assert.Equal(ProofVerdict.Tampered, report.Verdict);
        Assert.Contains("sequence is 2", report.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_quorum_that_is_demanded_decides()
    {
        MemoryLog log = new(5);
        SignedNote note = log.Attest(_key);
        SignedNote cosigned = CosignedNote.Merge(note, [_witness.Cosign(note.Text, 500)]);
        WitnessPolicy policy = Policy($"log {_key.VerifierKey}\nwitness w {_witness.Key}\nquorum w\n");
        Assert.Equal(ProofVerdict.Unverifiable, ProofCheck.Run(TlogProof.Create(log, 3, log.Line(3), note), [], policy).Verdict);
        ProofReport report = ProofCheck.Run(TlogProof.Create(log, 3, log.Line(3), cosigned), [], policy);
        Assert.Equal(ProofVerdict.Valid, report.Verdict);
        Assert.Equal([(_witness.Key.Name, DateTimeOffset.FromUnixTimeSeconds(500))], report.CosignedBy);

        // The log's name must be one of the policy's, and a forged cosignature is worse than none.
        Assert.Equal(ProofVerdict.Unverifiable, ProofCheck.Run(TlogProof.Create(log, 3, log.Line(3), log.Attest(_key, origin: "elsewhere")), [], Policy($"log {_key.VerifierKey}\nquorum none\n")).Verdict);
        SignedNote forged = CosignedNote.Merge(note, [_witness.Cosign("x\n", 500)]);
        Assert.Equal(ProofVerdict.Tampered, ProofCheck.Run(TlogProof.Create(log, 3, log.Line(3), forged), [], policy).Verdict);
    }

    [Theory]
    [InlineData("c2sp.org/tlog-proof@v1", "c2sp.org/tlog-proof@v2", "line 1")]
    [InlineData("\nindex 2", "\nindex 02", "line 3")]
    [InlineData("\nindex 2", "\nindex -2", "line 3")]
    [InlineData("\nindex 2", "\nindex  2", "line 3")]
    [InlineData("\nindex 2", "\nindex 9223372036854775808", "line 3")]
    [InlineData("\nindex 2", "\nindex 5", "not in a tree of 5")]
    [InlineData("\nindex 2\n", "\nindex 2\r\n", "line 3")]
    [InlineData("\nindex 2", "", "line 3")]
    [InlineData("\nextra ", "\nextra", "line 2")]
    [InlineData("\nextra ", "\nextra !", "line 2")]
    [InlineData("=\n\n", "=\nAA==\n\n", "44 characters")]
    [InlineData("=\n\n", "=\n", "44 characters")]
    [InlineData("\n—", "\n-", "signed note")]
    public void Other_forms_are_refused(string from, string to, string expected)
    {
        string text = Make(5, 3).ToString();
        string edited = text.Replace(from, to, StringComparison.Ordinal);
        Assert.NotEqual(text, edited);
        AuditException e = Assert.Throws<AuditException>(() => TlogProof.Parse(edited));
        Assert.Equal(AuditError.AuditProofInvalid, e.Error);
        Assert.Contains(expected, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void No_prefix_of_a_proof_is_one_and_nothing_may_follow()
    {
        string text = Make(5, 3).ToString();
        for (int length = 0; length < text.Length; length++) Assert.Equal(AuditError.AuditProofInvalid, Assert.Throws<AuditException>(() => TlogProof.Parse(text[..length])).Error);
        Assert.Throws<AuditException>(() => TlogProof.Parse(text + "x"));
        Assert.Throws<AuditException>(() => TlogProof.Parse(text + "\n"));
    }

    [Fact]
    public void A_path_and_a_text_without_end_are_refused()
    {
        string hash = new MemoryLog(1).Leaf(1).ToBase64() + "\n";
        string long64 = Make(5, 3).ToString().Replace("\n\n", "\n" + string.Concat(Enumerable.Repeat(hash, 64)) + "\n", StringComparison.Ordinal);
        Assert.Contains("63", Assert.Throws<AuditException>(() => TlogProof.Parse(long64)).Message, StringComparison.Ordinal);
        Assert.Throws<AuditException>(() => TlogProof.Parse(new string('x', (4 << 20) + 1)));
    }

    private TlogProof Make(int size, int seq)
    {
        MemoryLog log = new(size);
        return TlogProof.Create(log, seq, log.Line(seq), log.Attest(_key));
    }

    private static WitnessPolicy Policy(string text) => WitnessPolicy.Parse(Encoding.UTF8.GetBytes(text));
}
