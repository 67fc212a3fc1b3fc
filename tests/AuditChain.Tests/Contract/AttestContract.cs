namespace AuditChain.Tests.Contract;

// Attesting, proving, and what is said when the store was changed behind its back.
public abstract partial class LogContract
{
    private static readonly SigningKey s_key = SigningKey.Generate("example.com/contract-key");

    [Fact]
    public void Attestations_come_back_byte_for_byte_and_vouch()
    {
        string address = CreateLog();
        List<string> notes = [];
        using (IAuditLog log = OpenToAppend(address))
        {
            foreach (int more in (int[])[0, 1, 300, 700])
            {
                log.Append(Mixed(more));
                notes.Add(LogAttestation.Create(log, s_key).ToString());
            }
            Assert.Equal((1001L, 0L), (log.ReadStatus().AttestedCount, log.ReadStatus().UnattestedTail));
        }
        using ILogReader reader = OpenToRead(address);
        Assert.Equal(notes, reader.ReadAttestations().Select(attestation => attestation.Note));
        VerificationReport report = Verify(reader, new VerificationOptions { Keys = [s_key.VerifierKey] });
        Assert.Equal((Verdict.Intact, 1001L), (report.Verdict, report.VouchedSequence));
    }

    [Fact]
    public void An_attestation_of_another_log_is_refused()
    {
        using IAuditLog other = OpenToAppend(CreateLog("example.com/other")), log = OpenToAppend(CreateLog());
        SignedNote foreign = LogAttestation.Create(other, s_key);
        Assert.Equal(AuditError.AuditCheckpointInvalid, Assert.Throws<AuditException>(() => log.AddAttestation(foreign, default, [])).Error);
        Assert.Empty(log.ReadAttestations());
    }

    [Fact]
    public void Every_entry_is_proven_with_the_nodes_that_are_kept()
    {
        using IAuditLog log = OpenToAppend(CreateLog());
        log.Append(Mixed(900));
        Checkpoint checkpoint = LogAttestation.Create(log, s_key).Checkpoint();
        Digest[] leaves = [.. log.ReadHashes(1, 900)];
        Assert.Equal(checkpoint.Root, MerkleTree.Root(leaves));
        Digest[] nodes = [.. log.ReadNodes(8, 0, 10)];
        Assert.True(nodes.Length is 0 or 3);
        for (int i = 0; i < nodes.Length; i++) Assert.Equal(MerkleTree.Root(leaves[(i * 256)..((i + 1) * 256)]), nodes[i]);
        foreach (long seq in (long[])[1, 256, 257, 512, 900])
        {
            IReadOnlyList<Digest> path = LogProof.Inclusion(log, seq, checkpoint.Size, checkpoint.Root);
            Assert.True(MerkleTree.VerifyInclusion(leaves[seq - 1], seq - 1, checkpoint.Size, path, checkpoint.Root));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(450)]
    [InlineData(900)]
    public void A_changed_byte_is_tampering_at_its_place_and_nothing_is_signed(long seq)
    {
        string address = CreateLog();
        using (IAuditLog log = OpenToAppend(address)) log.Append(Mixed(900));
        if (!ChangeLine(address, seq)) Assert.Skip("This store cannot be reached behind its back.");
        using (ILogReader reader = OpenToRead(address))
        {
            VerificationReport report = Verify(reader);
            Assert.Equal((Verdict.Tampered, seq), (report.Verdict, report.Sequence));
        }
        using IAuditLog again = OpenToAppend(address);
        Assert.Equal(AuditError.AuditChainBroken, Assert.Throws<AuditException>(() => LogAttestation.Create(again, s_key)).Error);
        Assert.Empty(again.ReadAttestations());
    }
}
