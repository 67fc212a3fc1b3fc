using System.IO.Compression;
using AuditChain.Bundles;
using AuditChain.Sqlite;

namespace AuditChain.Tests;

/// <summary>Small files that ask for much: the work is counted, not timed.</summary>
public sealed class CostTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Attestations_and_proofs_of_one_tree_are_each_looked_at_once()
    {
        LogHeader header = LogHeader.Create("example.com/test");
        Digest leaf = Digest.Of("leaf"u8);
        ChainTrailer trailer = new();
        const int count = 2000;
        using SigningKey key = SigningKey.FromSeed("example.com/test", new byte[32]);
        string signature = SignedNote.Sign(new Checkpoint("example.com/test", 1, leaf, leaf, header.Hash, DateTimeOffset.UnixEpoch), key).ToString().Split("\n\n")[1];
        for (int i = 0; i < count; i++)
        {
            string note = $"{new Checkpoint("example.com/test", 1, leaf, leaf, header.Hash, DateTimeOffset.UnixEpoch.AddSeconds(i)).ToText()}\n{signature}";
            trailer.Attestations.Add(note);
            trailer.Proofs.Add(new InclusionProof(note, 1, []));
        }
        AttestationBook book = new(header, trailer, new VerificationOptions());
        book.Begin(1, header.Hash);
        MerkleFrontier frontier = new();
        frontier.Add(leaf);
        Assert.Null(book.Pass(1, leaf, frontier));
        Assert.Equal(2 * count, book.Steps);
        Assert.All(book.All, claim => Assert.Equal(1, claim.ProvenSequence));
    }

    [Theory]
    [InlineData("")]
    [InlineData("header")]
    [InlineData("entries")]
    [InlineData("records")]
    public void Empty_lines_are_unpacked_no_further_than_the_first(string after)
    {
        using (SqliteAuditLog log = SqliteAuditLog.Create(_folder["a.audit"], "example.com/test"))
        {
            log.Append([PreparedEntry.From(new AuditEvent { Type = "t" })]);
            BundleExport.Write(log, _folder["a.auditbundle"]);
        }
        string[] lines = File.ReadAllLines(_folder["a.auditbundle"]);
        int kept = after switch { "" => 0, "header" => 1, "entries" => 2, _ => 3 };
        string path = _folder["b.auditbundle.gz"];
        using (GZipStream gzip = new(File.Create(path), CompressionLevel.Fastest))
        {
            gzip.Write(System.Text.Encoding.UTF8.GetBytes(string.Concat(lines.Take(kept).Select(line => line + "\n"))));
            byte[] newlines = [.. Enumerable.Repeat((byte)'\n', 1 << 20)];
            for (int i = 0; i < 32; i++) gzip.Write(newlines);
        }
        using BundleReader reader = BundleReader.OpenSource(path);
        Assert.False(ChainVerifier.Verify(reader).IsValid);
        Assert.InRange(reader.BytesRead, 1, 1 << 20);
    }

    [Fact]
    public void Many_signatures_on_a_note_are_matched_by_name_and_not_tried_by_every_key()
    {
        VerifierKey[] keys = [.. Enumerable.Range(1, 200).Select(i => SigningKey.FromSeed($"key-{i}", [.. Enumerable.Repeat((byte)i, 32)]).VerifierKey)];
        KeyRing ring = new(keys, Digest.Of([]));
        Digest hash = Digest.Of([]);
        using SigningKey one = SigningKey.FromSeed("key-7", [.. Enumerable.Repeat((byte)7, 32)]);
        string note = SignedNote.Sign(new Checkpoint("example.com/test", 1, hash, hash, hash, DateTimeOffset.UnixEpoch), one).ToString();
        string signature = note.Split('\n')[^2];
        SignedNote many = SignedNote.Parse(note + string.Concat(Enumerable.Range(0, 99).Select(i => signature.Replace("key-7", $"other-{i}", StringComparison.Ordinal) + "\n")));
        (IReadOnlyList<VerifierKey> signers, VerifierKey? forger, _) = ring.Check(many, many.Checkpoint());
        Assert.Equal((1, null), (signers.Count, forger));
        Assert.Equal(1, many.Checks);
    }
}
