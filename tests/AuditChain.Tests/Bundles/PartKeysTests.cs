using AuditChain.Sqlite;

namespace AuditChain.Tests.Bundles;

public sealed class PartKeysTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_part_keeps_for_every_key_the_attestation_that_vouches_for_it()
    {
        using SigningKey a = SigningKey.Generate("a"), b = SigningKey.Generate("b"), early = SigningKey.Generate("early");
        using (SqliteAuditLog log = SqliteAuditLog.Create(_folder["log"], "example.com/x"))
        {
            for (int n = 1; n <= 12; n++)
            {
                log.Append([PreparedEntry.From(new AuditEvent { Type = "t" })]);
                if (n == 4) LogAttestation.Create(log, early);
                if (n is 8 or 10) LogAttestation.Create(log, a);
                if (n == 12) LogAttestation.Create(log, b);
            }
        }
        AuditFile.Export(_folder["log"], _folder["part"], 3, 6);
        string[] proofs = [.. File.ReadLines(_folder["part"]).Where(line => line.StartsWith("{\"proof\":", StringComparison.Ordinal))];
        Assert.Equal(3, proofs.Length);
        Assert.Equal([4, 6, 6], proofs.Select(line => System.Text.Json.JsonDocument.Parse(line).RootElement.GetProperty("proof").GetProperty("seq").GetInt64()));
        foreach ((SigningKey key, long reach) in new[] { (a, 6L), (b, 6L), (early, 4L) })
        {
            using BundleReader bundle = BundleReader.Open(_folder["part"]);
            Assert.Contains(bundle.Trailer.Proofs, proof => SignedNote.Parse(proof.Checkpoint).Verify(key.VerifierKey) == NoteVerification.Valid && proof.Sequence == reach);
        }
    }
}
