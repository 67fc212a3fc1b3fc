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
            long seq = KeyRotation.Record(log, _old, _new.VerifierKey, retire: true);
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
            KeyRotation.Record(log, _old, null, retire: true);
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
            KeyRotation.Record(log, _stranger, _new.VerifierKey, retire: false);
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
            KeyRotation.Record(other, _old, _new.VerifierKey, retire: false);
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
    public void A_statement_of_another_history_vouches_for_nothing()
    {
        SignedNote old;
        using (SqliteAuditLog log = NewLog())
        {
            Add(log, 5);
            old = NoteAt(log, KeyRotation.Record(log, _old, _new.VerifierKey, retire: true));
        }
        using (SqliteAuditLog other = SqliteAuditLog.Create(_folder["other.audit"], "example.com/test"))
        {
            // The same header cannot be made again by the interface; a rewritten log of another id says the same of the tree.
            Add(other, 5);
            KeyStatement said = Statement(old) with { Log = other.Header.Hash };
            other.Append([PreparedEntry.Own(new AuditEvent { Type = KeyStatement.EntryType, Data = new { note = SignedNote.Sign(said.ToText(), _old).ToString() } })]);
            Add(other, 2);
            LogAttestation.Create(other, _new);
        }
        VerificationReport report = AuditFile.Verify(_folder["other.audit"], new VerificationOptions { Keys = [_old.VerifierKey] });
        Assert.Equal(Verdict.Unverifiable, report.Verdict);
        Assert.Contains(report.Notes, n => n.Contains("another history"));
    }

    [Fact]
    public void An_announced_key_vouches_for_no_size_before_it_was_announced()
    {
        using (SqliteAuditLog log = NewLog())
        {
            Add(log, 5);
            LogAttestation.Create(log, _new);
            KeyRotation.Record(log, _old, _new.VerifierKey, retire: false);
        }
        Assert.Equal(Verdict.Unverifiable, Verify(_old.VerifierKey).Verdict);
    }

    [Fact]
    public void The_first_retirement_stands_and_announcing_again_changes_nothing()
    {
        using (SqliteAuditLog log = NewLog())
        {
            Add(log, 2);
            KeyRotation.Record(log, _old, _new.VerifierKey, retire: false);
            KeyRotation.Record(log, _new, null, retire: true);
            KeyRotation.Record(log, _old, _new.VerifierKey, retire: false);
            Add(log, 2);
            LogAttestation.Create(log, _new);
        }
        VerificationReport report = Verify(_old.VerifierKey);
        Assert.Equal(Verdict.Unverifiable, report.Verdict);
        Assert.Equal((3L, (long?)4), report.Keys.Where(k => k.Key.Name == _new.Name).Select(k => (k.From, k.Retired)).Single());
    }

    [Fact]
    public void Neither_the_order_of_keys_nor_that_of_signatures_matters()
    {
        using (SqliteAuditLog log = NewLog())
        {
            Add(log, 2);
            Digest root = MerkleTree.Root(log.ReadHashes(1, 2));
            SignedNote note = SignedNote.Sign(new KeyStatement(log.Header.Hash, 2, root, _new.VerifierKey, _old.VerifierKey).ToText(), _stranger, _old);
            log.Append([PreparedEntry.Own(new AuditEvent { Type = KeyStatement.EntryType, Data = new { note = note.ToString() } })]);
            Add(log, 2);
            LogAttestation.Create(log, _old);
        }
        foreach (VerifierKey[] keys in (VerifierKey[][])[[_old.VerifierKey, _stranger.VerifierKey], [_stranger.VerifierKey, _old.VerifierKey]])
        {
            VerificationReport report = Verify(keys);
            Assert.Equal(Verdict.Unverifiable, report.Verdict);
            Assert.Equal(3, report.Keys.Single(k => k.Key.Name == _old.Name).Retired);
        }
    }

    [Fact]
    public void A_false_signature_on_a_statement_or_of_a_retired_key_is_nobodys_fault()
    {
        using (SqliteAuditLog log = NewLog())
        {
            Add(log, 2);
            KeyStatement said = new(log.Header.Hash, 2, MerkleTree.Root(log.ReadHashes(1, 2)), _new.VerifierKey, null);
            string note = SignedNote.Sign(said.ToText(), _old).ToString().Replace($"announce {_new.VerifierKey}", $"announce {_stranger.VerifierKey}", StringComparison.Ordinal);
            log.Append([PreparedEntry.Own(new AuditEvent { Type = KeyStatement.EntryType, Data = new { note } })]);
            LogAttestation.Create(log, _old);
        }
        Assert.Equal((Verdict.Intact, 3L), (Verify(_old.VerifierKey).Verdict, Verify(_old.VerifierKey).VouchedSequence));
    }

    [Fact]
    public async Task A_statement_binds_the_tree_although_others_append_meanwhile()
    {
        using (SqliteAuditLog log = NewLog())
        {
            Add(log, 3);
            using SqliteAuditLog second = SqliteAuditLog.Open(_folder["a.audit"], LogAccess.Append);
            Task[] writers = [.. Enumerable.Range(0, 3).Select(_ => Task.Run(() =>
            {
                using SqliteAuditLog own = SqliteAuditLog.Open(_folder["a.audit"], LogAccess.Append);
                for (int i = 0; i < 40; i++) Add(own, 1);
            }))];
            KeyRotation.Record(second, _old, _new.VerifierKey, retire: true);
            await Task.WhenAll(writers);
            LogAttestation.Create(log, _new);
        }
        Assert.Equal((Verdict.Intact, 124L), (Verify(_old.VerifierKey).Verdict, Verify(_old.VerifierKey).VouchedSequence));
    }

    [Theory]
    [InlineData("auditlog.key")]
    [InlineData("auditlog.prune")]
    [InlineData("auditlog.anything")]
    [InlineData("auditlog.")]
    public void Types_of_the_engine_are_refused_from_anybody_else(string type)
    {
        AuditException e = Assert.Throws<AuditException>(() => PreparedEntry.From(new AuditEvent { Type = type }));
        Assert.Equal(AuditError.AuditEntryInvalid, e.Error);
        Assert.Contains("Choose another type", e.Message);
        Assert.NotNull(PreparedEntry.From(new AuditEvent { Type = "auditlogs" }));
    }

    [Fact]
    public void Statements_without_effect_are_told_in_a_few_lines_and_accuse_nobody()
    {
        using (SqliteAuditLog log = NewLog())
        {
            log.Append([.. Enumerable.Range(0, 3000).Select(_ => PreparedEntry.Own(new AuditEvent { Type = KeyStatement.EntryType, Data = new { note = "none" } }))]);
            LogAttestation.Create(log, _old);
        }
        VerificationReport report = Verify(_old.VerifierKey);
        Assert.Equal((Verdict.Intact, 3000L), (report.Verdict, report.VouchedSequence));
        Assert.InRange(report.Notes.Count, 1, 20);
        Assert.Contains(report.Notes, n => n.Contains("2990 more"));
    }

    private static SignedNote NoteAt(IAuditLog log, long seq) =>
        SignedNote.Parse(log.Read(new EntryQuery { FirstSequence = seq, LastSequence = seq }).Single().Data!.Value.GetProperty("note").GetString()!);

    private static KeyStatement Statement(SignedNote note) => KeyStatement.TryParse(note.Text, out KeyStatement? said) ? said! : throw new InvalidOperationException(note.Text);

    [Fact]
    public void Statements_are_parsed_exactly()
    {
        KeyStatement statement = new(Digest.Of([]), 0, MerkleTree.EmptyRoot, _new.VerifierKey, _old.VerifierKey);
        Assert.True(KeyStatement.TryParse(statement.ToText(), out KeyStatement? read));
        Assert.Equal(statement.ToText(), read!.ToText());
        foreach (string bad in new[] { "", "x", statement.ToText() + "more\n", statement.ToText().TrimEnd(), statement.ToText().Replace("log ", "log  "), $"auditlog/1 key statement\nlog {Digest.Of([])}\n",
            statement.ToText().Replace("tree 0", "tree 00"), statement.ToText().Replace("tree 0", "tree -1"), statement.ToText().Replace($"tree 0 {MerkleTree.EmptyRoot.ToBase64()}\n", "") })
            Assert.False(KeyStatement.TryParse(bad, out _));
    }
}
