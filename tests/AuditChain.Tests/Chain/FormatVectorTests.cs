using System.Text;
using System.Text.Json;
using AuditChain.Sqlite;

namespace AuditChain.Tests;

/// <summary>Every byte of format.md, against vectors of an independent implementation.</summary>
public sealed class FormatVectorTests : IDisposable
{
    private static readonly SharedVectors s_vectors = SharedVectors.Instance;
    private readonly string _folder = Directory.CreateTempSubdirectory("auditlog-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Header_line_and_hash_are_rebuilt_bit_for_bit()
    {
        Assert.True(LogHeader.TryParse(SharedVectors.Utf8(s_vectors.HeaderLine), out LogHeader? header, out _));
        LogHeader rebuilt = LogHeader.Create(header!.Origin, header.Created, header.Id);
        Assert.Equal(s_vectors.HeaderLine, Encoding.UTF8.GetString(rebuilt.LineBytes.Span));
        Assert.Equal(s_vectors.HeaderHash, rebuilt.Hash.ToString());
    }

    [Fact]
    public void Entry_lines_are_rebuilt_bit_for_bit_from_what_they_say()
    {
        foreach (string line in s_vectors.Lines)
        {
            AuditEntry entry = AuditEntry.Parse(SharedVectors.Utf8(line));
            JsonElement data = entry.Data ?? default;
            AuditEvent said = new()
            {
                Type = entry.Type,
                Action = entry.Action,
                Actor = entry.Actor,
                Target = entry.Target,
                Outcome = entry.Outcome,
                Message = entry.Message,
                Source = entry.Source,
                Correlation = entry.Correlation,
                Occurred = entry.Occurred,
                Data = entry.Data is null ? null : Reseal(data),
            };
            LineBuffer buffer = new();
            PreparedEntry.From(said).WriteLine(buffer, entry.Seq, entry.Prev, entry.Time);
            Assert.Equal(line, Encoding.UTF8.GetString(buffer.Written));
        }
    }

    [Fact]
    public void Leaf_hashes_and_links_are_those_of_the_vectors()
    {
        Digest prev = SharedVectors.Hex(s_vectors.HeaderHash);
        for (int i = 0; i < s_vectors.Lines.Length; i++)
        {
            AuditEntry entry = AuditEntry.Parse(SharedVectors.Utf8(s_vectors.Lines[i]));
            Assert.Equal(i + 1, entry.Seq);
            Assert.Equal(prev, entry.Prev);
            Assert.Equal(s_vectors.LeafHashes[i], entry.Hash.ToString());
            prev = entry.Hash;
        }
    }

    [Fact]
    public void Roots_of_every_size_are_those_of_the_vectors()
    {
        Digest[] leaves = [.. s_vectors.LeafHashes.Select(SharedVectors.Hex)];
        for (int size = 0; size <= leaves.Length; size++) Assert.Equal(s_vectors.Roots[size], MerkleTree.Root(leaves.Take(size)).ToBase64());
    }

    [Fact]
    public void Inclusion_paths_are_built_and_checked_as_in_the_vectors()
    {
        Digest[] leaves = [.. s_vectors.LeafHashes.Select(SharedVectors.Hex)];
        Digest root = SharedVectors.Base64(s_vectors.Roots[5]);
        for (int seq = 1; seq <= leaves.Length; seq++)
        {
            ProofBuilder builder = ProofBuilder.Inclusion(seq, leaves.Length);
            foreach (Digest leaf in leaves) builder.Add(leaf);
            Assert.Equal(s_vectors.Paths[seq - 1], builder.Path().Select(h => h.ToBase64()));
            Assert.True(MerkleTree.VerifyInclusion(leaves[seq - 1], seq - 1, 5, builder.Path(), root));
        }
    }

    [Fact]
    public void The_sealed_commitment_is_that_of_the_vectors()
    {
        (byte[] salt, string value, string commitment) = s_vectors.Sealed;
        Assert.Equal(commitment, SealedValue.Commit(salt, CanonicalJson.Serialize(value)).ToBase64Url());
    }

    [Fact]
    public void The_bundle_is_intact_with_its_key_and_its_checkpoints()
    {
        string path = Path.Combine(_folder, "v.auditbundle");
        File.WriteAllText(path, s_vectors.Bundle);
        VerificationReport report = AuditFile.Verify(path, new VerificationOptions
        {
            Keys = [VerifierKey.Parse(s_vectors.Vkey)],
            Checkpoints = [.. s_vectors.Checkpoints.Select(SignedNote.Parse)],
        });
        Assert.True(report.IsValid, report.ToString());
        Assert.Equal(5, report.VouchedSequence);
        Assert.Equal(2, report.CheckpointsMatched);
    }

    [Fact]
    public void The_bundle_is_rewritten_bit_for_bit()
    {
        Assert.True(LogHeader.TryParse(SharedVectors.Utf8(s_vectors.HeaderLine), out LogHeader? header, out _));
        using MemoryStream stream = new();
        BundleWriter writer = new(stream, header!);
        foreach (string line in s_vectors.Lines) writer.WriteEntry(SharedVectors.Utf8(line), LeafHash.Of(SharedVectors.Utf8(line)));
        foreach (string record in s_vectors.Bundle.Split('\n')[6..^2])
        {
            JsonProperty member = JsonDocument.Parse(record).RootElement.EnumerateObject().First();
            if (member.Name == "attestation") writer.WriteAttestation(member.Value.GetString()!);
            else if (member.Name == "proof") writer.WriteProof(ReadProof(member.Value));
            else stream.Write(SharedVectors.Utf8(record + "\n"));
        }
        writer.WriteEnd();
        Assert.Equal(s_vectors.Bundle, Encoding.UTF8.GetString(stream.ToArray()));
    }

    private static InclusionProof ReadProof(JsonElement value) => new(
        value.GetProperty("checkpoint").GetString()!, value.GetProperty("seq").GetInt64(), [.. value.GetProperty("path").EnumerateArray().Select(x => SharedVectors.Base64(x.GetString()!))]);

    private static object? Reseal(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object) return value;
        if (value.TryGetProperty("$sealed", out JsonElement commitment))
            return new SealedValue(new Digest(System.Buffers.Text.Base64Url.DecodeFromChars(commitment.GetString())));
        return value.EnumerateObject().ToDictionary(m => m.Name, m => Reseal(m.Value));
    }
}
