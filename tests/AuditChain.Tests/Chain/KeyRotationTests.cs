using AuditChain.Sqlite;

namespace AuditChain.Tests;

/// <summary>Keys that follow one another: announced and retired in the log itself, signed by the old key.</summary>
public sealed class KeyRotationTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly SigningKey _old = SigningKey.FromSeed("example.com/2026", Seed(1)), _new = SigningKey.FromSeed("example.com/2027", Seed(2)), _stranger = SigningKey.FromSeed("example.com/x", Seed(3));

    public void Dispose()
    {
        foreach (SigningKey key in new[] { _old, _new, _stranger }) key.Dispose();
        _folder.Dispose();
    }

    private static byte[] Seed(byte n) => [.. Enumerable.Repeat(n, 32)];

    private SqliteAuditLog NewLog() => SqliteAuditLog.Create(_folder["a.audit"], "example.com/test");

    private VerificationReport Verify(params VerifierKey[] keys) => AuditFile.Verify(_folder["a.audit"], new VerificationOptions { Keys = keys });

    private static void Add(IAuditLog log, int count) => log.Append([.. Enumerable.Range(0, count).Select(i => PreparedEntry.From(new AuditEvent { Type = "t", Message = $"{i}" }))]);

    [Fact]
    public void A_key_announced_by_the_old_one_vouches_for_what_it_signs()
    {
        using (SqliteAuditLog log = NewLog())
        {
            Add(log, 5);
            long seq = KeyStatement.Record(log, _old, _new.VerifierKey, retire: true);
            LogAttestation.Create(log, _old, seq);
            Add(log, 4);
            LogAttestation.Create(log, _new);
        }
        VerificationReport report = Verify(_old.VerifierKey);
        Assert.Equal((Verdict.Intact, 10L), (report.Verdict, report.VouchedSequence));
        Assert.Equal([("example.com/2027", 10L), ("example.com/2026", 6L)], report.VouchedBy.Select(v => (v.KeyName, v.Sequence)));
        Assert.Contains(report.Notes, n => n.Contains("announced by example.com/2026"));
    }

    [Fact]
    public void A_retired_key_vouches_for_nothing_beyond()
    {
        using (SqliteAuditLog log = NewLog())
        {
            Add(log, 5);
            LogAttestation.Create(log, _old);
            KeyStatement.Record(log, _old, null, retire: true);
            Add(log, 4);
            LogAttestation.Create(log, _old);
        }
        VerificationReport report = Verify(_old.VerifierKey);
        Assert.Equal((Verdict.Intact, 5L), (report.Verdict, report.VouchedSequence));
        Assert.Contains(report.Notes, n => n.Contains("was retired before"));
    }

    [Fact]
    public void What_a_stranger_announces_is_ignored()
    {
        using (SqliteAuditLog log = NewLog())
        {
            Add(log, 5);
            KeyStatement.Record(log, _stranger, _new.VerifierKey, retire: false);
            LogAttestation.Create(log, _new);
        }
        VerificationReport report = Verify(_old.VerifierKey);
        Assert.Equal(Verdict.Unverifiable, report.Verdict);
        Assert.Contains(report.Notes, n => n.Contains("it was ignored"));
    }

    [Fact]
    public void A_statement_about_another_log_is_ignored()
    {
        SignedNote note;
        using (SqliteAuditLog other = SqliteAuditLog.Create(_folder["other.audit"], "example.com/test"))
        {
            KeyStatement.Record(other, _old, _new.VerifierKey, retire: false);
            note = SignedNote.Parse(other.Read(new EntryQuery()).Single().Data!.Value.GetProperty("note").GetString()!);
        }
        using (SqliteAuditLog log = NewLog())
        {
            log.Append([PreparedEntry.Own(new AuditEvent { Type = KeyStatement.EntryType, Data = new { note = note.ToString() } })]);
            LogAttestation.Create(log, _new);
        }
        Assert.Equal(Verdict.Unverifiable, Verify(_old.VerifierKey).Verdict);
    }

    [Fact]
    public void A_key_cannot_retire_another()
    {
        KeyStatement statement = new(Digest.Of([]), 0, MerkleTree.EmptyRoot, null, _new.VerifierKey);
        using (SqliteAuditLog log = NewLog())
        {
            SignedNote note = SignedNote.Sign((statement with { Log = log.Header.Hash }).ToText(), _old);
            log.Append([PreparedEntry.Own(new AuditEvent { Type = KeyStatement.EntryType, Data = new { note = note.ToString() } })]);
            Add(log, 2);
            LogAttestation.Create(log, _new);
        }
        Assert.Equal(3, Verify(_old.VerifierKey, _new.VerifierKey).VouchedSequence);
    }

    [Fact]
    public void Statements_are_parsed_exactly()
    {
        KeyStatement statement = new(Digest.Of([]), 0, MerkleTree.EmptyRoot, _new.VerifierKey, _old.VerifierKey);
        Assert.True(KeyStatement.TryParse(statement.ToText(), out KeyStatement? read));
        Assert.Equal(statement.ToText(), read!.ToText());
        foreach (string bad in new[] { "", "x", statement.ToText() + "more\n", statement.ToText().TrimEnd(), statement.ToText().Replace("log ", "log  "), $"auditlog/1 key statement\nlog {Digest.Of([])}\n" })
            Assert.False(KeyStatement.TryParse(bad, out _));
    }
}
