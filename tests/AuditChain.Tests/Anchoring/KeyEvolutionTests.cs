using AuditChain.Sqlite;

namespace AuditChain.Tests.Anchoring;

public sealed class KeyEvolutionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly VerifierKey _published;
    private readonly SqliteAuditLog _log;

    public KeyEvolutionTests()
    {
        _log = SqliteAuditLog.Create(_folder["a.audit"], "example.com/ops");
        using SigningKey first = SigningKey.Generate("example.com/ops");
        first.Save(KeyPath, "geheim");
        _published = first.VerifierKey;
        Add();
    }

    private string KeyPath => _folder["ops.pem"];

    public void Dispose()
    {
        _log.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void The_published_key_leads_to_every_later_one()
    {
        for (int day = 0; day < 4; day++)
        {
            byte[] before = File.ReadAllBytes(KeyPath);
            SignedNote note = KeyEvolution.Run(_log, KeyPath, null, "geheim");
            Assert.Equal(_log.ReadHead().Count, note.Checkpoint().Size);
            Assert.NotEqual(before, File.ReadAllBytes(KeyPath));
            Assert.False(File.Exists(KeyPath + ".next"));
            Add();
        }
        VerificationReport report = Verify();
        Assert.Equal((Verdict.Intact, 8L), (report.Verdict, report.VouchedSequence));
    }

    [Fact]
    public void A_stolen_key_signs_nothing_before_it_was_announced()
    {
        KeyEvolution.Run(_log, KeyPath, null, "geheim");
        Add();
        KeyEvolution.Run(_log, KeyPath, null, "geheim");
        using SigningKey stolen = SigningKey.Load(KeyPath, "example.com/ops", "geheim");
        // The thief writes another history of the first three entries, and signs it with the newest key.
        using SqliteAuditLog forged = SqliteAuditLog.Create(_folder["b.audit"], "example.com/ops");
        forged.Append([PreparedEntry.From(new AuditEvent { Type = "forged" })]);
        LogAttestation.Create(forged, stolen);
        Assert.Equal(Verdict.Unverifiable, ChainVerifier.Verify(forged.OpenSource(), new VerificationOptions { Keys = [_published] }).Verdict);
    }

    [Theory]
    [InlineData("after the successor was written")]
    [InlineData("after the statement")]
    [InlineData("after the attestation")]
    [InlineData("after the old key was destroyed")]
    public void A_crash_is_mended_by_the_same_call(string when)
    {
        using (SigningKey successor = SigningKey.Generate("example.com/ops"))
        using (SigningKey old = SigningKey.Load(KeyPath, "example.com/ops", "geheim"))
        {
            successor.Save(KeyPath + ".next", "geheim");
            if (when != "after the successor was written") KeyRotation.Record(_log, old, successor.VerifierKey, retire: true);
            if (when is "after the attestation" or "after the old key was destroyed") LogAttestation.Create(_log, successor);
            if (when == "after the old key was destroyed") File.WriteAllBytes(KeyPath, new byte[File.ReadAllBytes(KeyPath).Length]);
            KeyEvolution.Run(_log, KeyPath, null, "geheim");
            using SigningKey now = SigningKey.Load(KeyPath, "example.com/ops", "geheim");
            Assert.Equal(successor.VerifierKey.ToString(), now.VerifierKey.ToString());
        }
        Assert.False(File.Exists(KeyPath + ".next"));
        Assert.Equal(1, _log.Read(new EntryQuery()).Count(entry => entry.Type == KeyStatement.EntryType));
        Assert.Equal((Verdict.Intact, 2L), (Verify().Verdict, Verify().VouchedSequence));
    }

    [Fact]
    public void A_wrong_passphrase_leaves_everything_as_it_was()
    {
        byte[] before = File.ReadAllBytes(KeyPath);
        Assert.Equal(AuditError.AuditKeyPassphrase, Assert.Throws<AuditException>(() => KeyEvolution.Run(_log, KeyPath, null, "falsch")).Error);
        Assert.Equal(AuditError.AuditKeyNotFound, Assert.Throws<AuditException>(() => KeyEvolution.Run(_log, _folder["none.pem"], null, "")).Error);
        Assert.Equal(before, File.ReadAllBytes(KeyPath));
        Assert.Equal(["a.audit", "ops.pem"], _folder.Files.Where(file => !file.StartsWith("a.audit-", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        Assert.Equal(1, _log.ReadHead().Count);
    }

    private void Add() => _log.Append([PreparedEntry.From(new AuditEvent { Type = "t" })]);

    private VerificationReport Verify() => ChainVerifier.Verify(_log.OpenSource(), new VerificationOptions { Keys = [_published] });
}
