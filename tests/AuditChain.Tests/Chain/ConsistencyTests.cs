using System.Text.Json;

namespace AuditChain.Tests;

/// <summary>RFC 9162 section 2.1.4: one checkpoint's tree is a prefix of another's.</summary>
public sealed class ConsistencyTests
{
    private static readonly JsonElement s_vectors = JsonDocument.Parse(File.ReadAllBytes(RepositoryFiles.Vector("consistency.json"))).RootElement;
    private static readonly Digest[] s_leaves = Hashes(s_vectors.GetProperty("leaf_hashes"));
    private static readonly Digest[] s_roots = Hashes(s_vectors.GetProperty("roots"));

    [Fact]
    public void The_roots_are_those_of_the_Certificate_Transparency_tests()
    {
        // Published with RFC 6962's reference code, for one, two and eight leaves.
        Assert.Equal("6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d", MerkleTree.Root(s_leaves.Take(1)).ToString());
        Assert.Equal("fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125", MerkleTree.Root(s_leaves.Take(2)).ToString());
        Assert.Equal("5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328", MerkleTree.Root(s_leaves).ToString());
    }

    [Fact]
    public void Proofs_are_built_and_accepted_as_in_the_vectors()
    {
        foreach ((long first, long second, Digest[] path) in Proofs())
        {
            ProofBuilder builder = ProofBuilder.Consistency(first, second);
            foreach (Digest leaf in s_leaves) builder.Add(leaf);
            Assert.Equal(path, builder.Path());
            Assert.True(MerkleTree.VerifyConsistency(first, second, path, s_roots[first], s_roots[second]));
        }
    }

    [Fact]
    public void Nothing_else_is_accepted()
    {
        foreach ((long first, long second, Digest[] path) in Proofs())
        {
            Digest other = Digest.Of([1]);
            Assert.False(MerkleTree.VerifyConsistency(first, second, path, other, s_roots[second]));
            Assert.False(MerkleTree.VerifyConsistency(first, second, path, s_roots[first], other));
            Assert.False(MerkleTree.VerifyConsistency(first, second, [.. path, other], s_roots[first], s_roots[second]));
            if (path.Length > 0) Assert.False(MerkleTree.VerifyConsistency(first, second, path[..^1], s_roots[first], s_roots[second]));
            for (int i = 0; i < path.Length; i++)
            {
                Digest[] changed = [.. path];
                changed[i] = other;
                Assert.False(MerkleTree.VerifyConsistency(first, second, changed, s_roots[first], s_roots[second]));
            }
        }
        Assert.False(MerkleTree.VerifyConsistency(0, 3, [], s_roots[0], s_roots[3]));
        Assert.False(MerkleTree.VerifyConsistency(4, 3, [], s_roots[4], s_roots[3]));
    }

    [Fact]
    public void Larger_trees_agree_with_themselves()
    {
        Digest[] leaves = [.. Enumerable.Range(0, 130).Select(i => Digest.Of([(byte)i]))];
        foreach (int second in new[] { 2, 63, 64, 65, 127, 130 })
        {
            for (int first = 1; first <= second; first++)
            {
                ProofBuilder builder = ProofBuilder.Consistency(first, second);
                foreach (Digest leaf in leaves) builder.Add(leaf);
                Assert.True(MerkleTree.VerifyConsistency(first, second, builder.Path(), MerkleTree.Root(leaves.Take(first)), MerkleTree.Root(leaves.Take(second))), $"{first} {second}");
            }
        }
    }

    private static IEnumerable<(long First, long Second, Digest[] Path)> Proofs() => s_vectors.GetProperty("proofs").EnumerateArray()
        .Select(p => (p.GetProperty("first").GetInt64(), p.GetProperty("second").GetInt64(), Hashes(p.GetProperty("path"))));

    private static Digest[] Hashes(JsonElement list) => [.. list.EnumerateArray().Select(x => SharedVectors.Hex(x.GetString()!))];
}
