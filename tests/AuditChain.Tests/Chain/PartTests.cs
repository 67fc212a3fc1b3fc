using AuditChain.Sqlite;

namespace AuditChain.Tests;

/// <summary>Parts of a log: told from the whole, and carrying what vouches for them.</summary>
public sealed class PartTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly SigningKey _old = SigningKey.FromSeed("example.com/2026", [.. Enumerable.Repeat((byte)1, 32)]), _new = SigningKey.FromSeed("example.com/2027", [.. Enumerable.Repeat((byte)2, 32)]);

    /// <summary>1 to 5, 6 announces and retires, 7 to 16; attested at 16 by the new key.</summary>
    public PartTests()
    {
        using SqliteAuditLog log = SqliteAuditLog.Create(_folder["a.audit"], "example.com/test");
        Add(log, 5);
        KeyRotation.Record(log, _old, _new.VerifierKey, retire: true);
        Add(log, 10);
        LogAttestation.Create(log, _new);
        Add(log, 4);
    }

    public void Dispose()
    {
        _old.Dispose();
        _new.Dispose();
        _folder.Dispose();
    }

    private static void Add(IAuditLog log, int count) => log.Append([.. Enumerable.Range(0, count).Select(i => PreparedEntry.From(new AuditEvent { Type = "t", Message = $"{i}" }))]);

    private string Export(long first, long last)
    {
        string path = _folder[$"{first}-{last}.auditbundle"];
        using SqliteAuditLog log = SqliteAuditLog.Open(_folder["a.audit"], LogAccess.Read);
        BundleExport.Write(log, path, first, last);
        return path;
    }

    private VerificationReport Verify(string path, bool part = true) => AuditFile.Verify(path, new VerificationOptions { Keys = [_old.VerifierKey], AllowPart = part });

    [Theory]
    [InlineData(8, 12, 12)]
    [InlineData(7, 20, 16)]
    [InlineData(3, 12, 12)]
    [InlineData(6, 6, 6)]
    [InlineData(1, 12, 12)]
    [InlineData(16, 16, 16)]
    public void A_part_knows_the_keys_that_were_announced_before_and_in_it(long first, long last, long vouched)
    {
        VerificationReport report = Verify(Export(first, last));
        Assert.Equal((Verdict.Intact, vouched), (report.Verdict, report.VouchedSequence));
        Assert.StartsWith($"This is a part of the log example.com/test, the entries {first} to {last}.", report.Reason, StringComparison.Ordinal);
        Assert.Contains(report.Keys, key => key is { From: 6, Retired: null } && key.Key.Name == _new.Name);
        Assert.Contains(report.Notes, note => note.Contains("a part cannot show"));
    }

    [Theory]
    [InlineData(8, 12, 1)]
    [InlineData(1, 12, 13)]
    public void It_is_truncated_unless_a_part_was_asked_for(long first, long last, long at)
    {
        VerificationReport report = Verify(Export(first, last), part: false);
        Assert.Equal((Verdict.Truncated, (long?)at), (report.Verdict, report.Sequence));
        Assert.Contains("-AllowPart", report.Reason);
    }

    [Theory]
    [InlineData("\"seq\":6,", "\"seq\":5,", Verdict.Tampered)]
    [InlineData("retire", "retirE", Verdict.Tampered)]
    [InlineData("\"size\":16", "\"size\":15", Verdict.Unverifiable)]
    [InlineData("{\"kept\":", "{\"kepp\":", Verdict.Unverifiable)]
    public void What_is_kept_is_compared(string old, string by, Verdict verdict)
    {
        string path = Export(8, 12);
        string[] lines = File.ReadAllLines(path);
        int at = Array.FindIndex(lines, line => line.StartsWith("{\"kept\":", StringComparison.Ordinal));
        Assert.Contains(old, lines[at]);
        lines[at] = old == "\"seq\":6," ? lines[at].Replace("\"seq\":6,\"size\"", "\"seq\":5,\"size\"") : lines[at].Replace(old, by, StringComparison.Ordinal);
        File.WriteAllText(path, string.Concat(lines.Select(line => line + "\n")));
        Assert.Equal(verdict, Verify(path).Verdict);
    }

    [Fact]
    public void A_key_that_a_part_learned_of_vouches_for_the_tree_alone_in_which_it_was_shown()
    {
        // The thief of the new key keeps the honest statement with its honest path, and proves other entries in a tree of its own.
        string[] honest = File.ReadAllLines(Export(8, 12));
        using SqliteAuditLog log = SqliteAuditLog.Open(_folder["a.audit"], LogAccess.Read);
        Digest[] leaves = [.. log.ReadHashes(1, 16)];
        string line = honest[5].Replace("\"message\":\"5\"", "\"message\":\"X\"", StringComparison.Ordinal);
        Assert.NotEqual(honest[5], line);
        leaves[11] = LeafHash.Of(System.Text.Encoding.UTF8.GetBytes(line));
        SignedNote forged = SignedNote.Sign(new Checkpoint("example.com/test", 16, MerkleTree.Root(leaves), leaves[15], log.Header.Hash, DateTimeOffset.UnixEpoch), _new);
        ProofBuilder builder = ProofBuilder.Inclusion(12, 16);
        foreach (Digest leaf in leaves) builder.Add(leaf);
        string path = _folder["forged.auditbundle"];
        using (FileStream stream = File.Create(path))
        {
            BundleWriter bundle = new(stream, log.Header);
            for (int i = 1; i <= 4; i++) bundle.WriteEntry(System.Text.Encoding.UTF8.GetBytes(honest[i]), leaves[i + 6]);
            bundle.WriteEntry(System.Text.Encoding.UTF8.GetBytes(line), leaves[11]);
            stream.Write(System.Text.Encoding.UTF8.GetBytes(honest.Single(l => l.StartsWith("{\"kept\"", StringComparison.Ordinal)) + "\n"));
            string carried = log.ReadAttestations().Single().Note;
            bundle.WriteAttestation(carried);
            bundle.WriteProof(new InclusionProof(forged.ToString(), 12, builder.Path()));
            bundle.WriteEnd();
        }
        Assert.Equal(Verdict.Unverifiable, Verify(path).Verdict);
    }
}
