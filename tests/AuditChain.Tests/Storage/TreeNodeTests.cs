using AuditChain.Sqlite;
using Xunit;

namespace AuditChain.Tests;

/// <summary>The nodes of the tree that a log keeps: proofs are put together from them, and nothing believes them.</summary>
public sealed class TreeNodeTests : IDisposable
{
    private const int Count = 1500;
    private readonly TemporaryFolder _folder = new();
    private readonly SigningKey _key = SigningKey.Generate("example.com/nodes");

    public void Dispose()
    {
        _key.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(Count)]
    [InlineData(256)]
    [InlineData(255, 1)]
    [InlineData(1, 254, 1, 256, 511, 77)]
    public void Whatever_the_attestations_every_complete_subtree_is_kept_once(params int[] steps)
    {
        string path = Attested(steps);
        int count = steps.Sum();
        using SqliteAuditLog log = SqliteAuditLog.Open(path, LogAccess.Read);
        Digest[] kept = [.. log.ReadNodes(8, 0, long.MaxValue >> 8)];
        Digest[] leaves = [.. log.ReadHashes(1, count)];
        Assert.Equal([.. leaves.Chunk(256).Where(chunk => chunk.Length == 256).Select(MerkleTree.Root)], kept);
        Assert.Equal(Verdict.Intact, AuditFile.Verify(path).Verdict);
    }

    [Fact]
    public void Every_entry_is_proven_with_nodes_as_without()
    {
        string path = Attested(300, 900, 300);
        using SqliteAuditLog log = SqliteAuditLog.Open(path, LogAccess.Read);
        Digest[] leaves = [.. log.ReadHashes(1, Count)];
        foreach (StoredAttestation attestation in log.ReadAttestations().ToArray())
        {
            Checkpoint checkpoint = SignedNote.Parse(attestation.Note).Checkpoint();
            for (long seq = 1; seq <= checkpoint.Size; seq += seq % 7 == 0 ? 31 : 1)
            {
                ProofBuilder builder = ProofBuilder.Inclusion(seq, checkpoint.Size);
                foreach (Digest leaf in leaves) builder.Add(leaf);
                Assert.Equal(builder.Path(), LogProof.Inclusion(log, seq, checkpoint.Size, checkpoint.Root));
            }
        }
    }

    [Fact]
    public void The_largest_nodes_are_used_and_few_hashes_are_read()
    {
        string path = Attested((1 << 16) + 300);
        using SqliteAuditLog log = SqliteAuditLog.Open(path, LogAccess.Read);
        Checkpoint checkpoint = SignedNote.Parse(log.ReadAttestations().Single().Note).Checkpoint();
        Assert.Equal(MerkleTree.Root([.. log.ReadHashes(1, 1 << 16)]), Assert.Single(log.ReadNodes(16, 0, 10)));
        ReadCounter counter = new(log);
        IReadOnlyList<Digest> proof = LogProof.Inclusion(counter, (1 << 16) + 1, checkpoint.Size, checkpoint.Root);
        Assert.True(MerkleTree.VerifyInclusion(log.ReadHashes((1 << 16) + 1, (1 << 16) + 1).Single(), 1 << 16, checkpoint.Size, proof, checkpoint.Root));
        Assert.InRange(counter.Read, 1, 4 * 256);
    }

    [Theory]
    [InlineData("UPDATE nodes SET root = zeroblob(32) WHERE id = (SELECT min(id) + 1 FROM nodes)", 512)]
    [InlineData("UPDATE nodes SET root = zeroblob(31) WHERE id = (SELECT min(id) + 2 FROM nodes)", 768)]
    [InlineData("UPDATE nodes SET root = 'text' WHERE id = (SELECT min(id) FROM nodes)", 256)]
    [InlineData("INSERT INTO nodes SELECT max(id) + 1, root FROM nodes", Count)]
    [InlineData("INSERT INTO nodes SELECT 7, root FROM nodes LIMIT 1", Count)]
    public void A_changed_node_is_tampering_and_no_proof_believes_it(string sql, long at)
    {
        string path = Attested(Count);
        Database.Edit(path, sql);
        VerificationReport report = AuditFile.Verify(path);
        Assert.Equal((Verdict.Tampered, at), (report.Verdict, report.Sequence));
        using SqliteAuditLog log = SqliteAuditLog.Open(path, LogAccess.Read);
        Checkpoint checkpoint = SignedNote.Parse(log.ReadAttestations().Single().Note).Checkpoint();
        foreach (long seq in (long[])[1, 300, Count])
        {
            IReadOnlyList<Digest> proof = LogProof.Inclusion(log, seq, checkpoint.Size, checkpoint.Root);
            Assert.True(MerkleTree.VerifyInclusion(log.ReadHashes(seq, seq).Single(), seq - 1, Count, proof, checkpoint.Root));
        }
    }

    [Fact]
    public void Missing_nodes_only_cost_time()
    {
        string path = Attested(Count);
        Database.Edit(path, "DELETE FROM nodes WHERE id % 2 = 0");
        Assert.Equal(Verdict.Intact, AuditFile.Verify(path).Verdict);
        Database.Edit(path, "DELETE FROM nodes");
        Assert.Equal(Verdict.Intact, AuditFile.Verify(path).Verdict);
        AuditFile.Export(path, _folder["part"], first: 700, last: 700);
        Assert.Equal(Verdict.Intact, AuditFile.Verify(_folder["part"], new VerificationOptions { Keys = [_key.VerifierKey], AllowPart = true }).Verdict);
    }

    private string Attested(params int[] steps)
    {
        string path = _folder["nodes.audit"];
        using SqliteAuditLog log = SqliteAuditLog.Create(path, "example.com/nodes");
        foreach (int step in steps)
        {
            log.Append([.. Enumerable.Range(0, step).Select(i => PreparedEntry.From(new AuditEvent { Type = "n", Data = i }))]);
            LogAttestation.Create(log, _key);
        }
        return path;
    }

    /// <summary>Counts the hashes that are read.</summary>
    private sealed class ReadCounter(ITreeReader tree) : ITreeReader
    {
        public int Read { get; private set; }

        public IEnumerable<Digest> ReadHashes(long first, long last) => tree.ReadHashes(first, last).Select(Count);

        public IEnumerable<Digest> ReadNodes(int level, long first, long count) => tree.ReadNodes(level, first, count).Select(Count);

        private Digest Count(Digest hash)
        {
            Read++;
            return hash;
        }
    }
}
