using System.Text.Json;
using AuditChain.Sqlite;

namespace AuditChain.Tests.Interop;

/// <summary>Reading, exporting and importing a log of moat.</summary>
public sealed class MoatTakeOverTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Entries_are_read_with_the_sequence_time_type_data_and_hashes_of_moat(bool database)
    {
        MoatSample log = MoatSample.Honest();
        AuditEntry[] entries = [.. AuditFile.Read(Write(log, database), new EntryQuery())];
        Assert.Equal(log.Rows.Select(r => r.Seq), entries.Select(e => e.Seq));
        Assert.Equal(log.Rows.Select(r => r.Type), entries.Select(e => e.Type));
        Assert.Equal(log.Rows.Select(r => r.Hash), entries.Select(e => e.Hash.ToString()));
        Assert.Equal(log.Rows.Skip(1).Select(r => r.Prev), entries.Skip(1).Select(e => e.Prev.ToString()));
        Assert.Equal(new string('0', 64), entries[0].Prev.ToString());
        Assert.Equal("ssm", entries[2].Data!.Value.GetProperty("backend").GetString());
        Assert.Equal("2026-11-21T08:00:03.1234567Z", AuditTime.Format(entries[2].Time));
        Assert.All(entries, entry => Assert.Null(CanonicalJson.FindFault(entry.LineBytes.Span)));
    }

    [Fact]
    public void Queries_filter_and_order_as_for_any_log()
    {
        string path = Write(MoatSample.Honest(), database: true);
        Assert.Equal([3], Sequences(new EntryQuery { Names = [NameFilter.AnyOf(EntryMember.Type, "SECRET")] }));
        Assert.Equal([8, 7], Sequences(new EntryQuery { Last = 2, Descending = true }));
        Assert.Equal([4, 5], Sequences(new EntryQuery { FirstSequence = 4, LastSequence = 5 }));
        Assert.Equal([8], Sequences(new EntryQuery { After = new DateTimeOffset(2026, 11, 21, 8, 0, 8, TimeSpan.Zero) }));

        long[] Sequences(EntryQuery query) => [.. AuditFile.Read(path, query).Select(e => e.Seq)];
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_import_carries_the_old_sequence_hash_and_time(bool database)
    {
        MoatSample log = MoatSample.Honest();
        LogStatus made = AuditFile.Import(Write(log, database), _folder["new.audit"], "example.com/old");
        Assert.Equal((8L, "example.com/old", _folder["new.audit"]), (made.Count, made.Origin, made.Location));
        Assert.Equal(Verdict.Intact, AuditFile.Verify(_folder["new.audit"]).Verdict);
        AuditEntry[] entries = [.. AuditFile.Read(_folder["new.audit"], new EntryQuery())];
        foreach ((AuditEntry entry, MoatSample.Row row) in entries.Zip(log.Rows))
        {
            JsonElement data = entry.Data!.Value;
            Assert.Equal((row.Seq, row.Seq, row.Hash, row.Time, row.Type), (entry.Seq, data.GetProperty("seq").GetInt64(), data.GetProperty("hash").GetString(), data.GetProperty("ts").GetString(), entry.Type));
            Assert.True(JsonElement.DeepEquals(JsonElement.Parse(row.Data), data.GetProperty("data")));
            Assert.Equal("2026-11-21T08:00:", AuditTime.Format(entry.Occurred!.Value)[..17]);
            Assert.True(entry.Time > DateTimeOffset.UtcNow.AddMinutes(-5));
            Assert.Equal(row.Seq is 5 or 8, data.TryGetProperty("attestation", out JsonElement attestation));
            if (row.Seq is 5 or 8) Assert.True(Ed25519.Verify(attestation.GetProperty("public_key").GetBytesFromBase64(), System.Text.Encoding.ASCII.GetBytes(row.Hash), attestation.GetProperty("signature").GetBytesFromBase64()));
        }
    }

    [Fact]
    public void Types_and_data_that_our_format_does_not_take_are_kept_as_text()
    {
        string deep = $"{new string('[', 200)}{new string(']', 200)}", depths = $"{new string('[', 9_000)}{new string(']', 9_000)}";
        MoatSample log = new MoatSample().Add("", "1").Add(new string('t', 200), "2").Add("a\\nb", "3").Add("x", deep).Add("x", """{"$sealed":"mine"}""").Add("x", depths).Add("x", "null");
        // What the bundle shows as a\nb is a newline: hashed as such.
        log.Rows[2] = log.Rows[2] with { Type = "a\nb" };
        string path = Write(log.Rehash(), database: true);
        Assert.Equal(Verdict.Intact, AuditFile.Verify(path).Verdict);
        AuditFile.Import(path, _folder["new.audit"]);
        JsonElement[] data = [.. AuditFile.Read(_folder["new.audit"], new EntryQuery()).Select(e => e.Data!.Value)];
        Assert.Equal(["", new string('t', 200), "a\nb"], data.Take(3).Select(d => d.GetProperty("type").GetString()));
        Assert.Equal([deep, """{"$sealed":"mine"}""", depths], data.Skip(3).Take(3).Select(d => d.GetProperty("json").GetString()));
        Assert.Equal(JsonValueKind.Null, data[6].GetProperty("data").ValueKind);
        AuditEntry[] shown = [.. AuditFile.Read(path, new EntryQuery())];
        Assert.Equal(["moat", new string('t', 128), "a b", "x"], shown.Take(4).Select(e => e.Type));
        Assert.Equal(deep, shown[3].Data!.Value.GetString());
    }

    [Fact]
    public void What_does_not_hold_is_not_taken_over_and_nothing_is_left()
    {
        MoatSample log = MoatSample.Honest();
        log.Rows[4] = log.Rows[4] with { Data = "1", Shown = "1" };
        string path = Write(log, database: false);
        AuditException refused = Assert.Throws<AuditException>(() => AuditFile.Import(path, _folder["new.audit"]));
        Assert.Equal(AuditError.AuditChainBroken, refused.Error);
        Assert.Contains("Tampered at sequence 5", refused.Message, StringComparison.Ordinal);
        Assert.Equal(AuditError.AuditChainBroken, Assert.Throws<AuditException>(() => AuditFile.Export(path, _folder["out.auditbundle"])).Error);
        VerificationOptions stranger = new() { Keys = [SigningKey.Generate("k").VerifierKey] };
        Assert.Equal(AuditError.AuditChainBroken, Assert.Throws<AuditException>(() => AuditFile.Import(Write(MoatSample.Honest(), database: false), _folder["new.audit"], null, stranger)).Error);
        Assert.Equal(["moat.json"], _folder.Files);
    }

    [Fact]
    public void Only_a_new_file_is_made_and_only_of_a_log_of_moat()
    {
        string path = Write(MoatSample.Honest(), database: false);
        AuditFile.Import(path, _folder["new.audit"]);
        byte[] before = File.ReadAllBytes(_folder["new.audit"]);
        Assert.Equal(AuditError.AuditLogExists, Assert.Throws<AuditException>(() => AuditFile.Import(path, _folder["new.audit"])).Error);
        Assert.Equal(before, File.ReadAllBytes(_folder["new.audit"]));
        Assert.Equal(AuditError.AuditLogNotRecognized, Assert.Throws<AuditException>(() => AuditFile.Import(_folder["new.audit"], _folder["other.audit"])).Error);
        Assert.Equal(AuditError.AuditLogNotFound, Assert.Throws<AuditException>(() => AuditFile.Import(_folder["none"], _folder["other.audit"])).Error);
        Assert.Equal(AuditError.AuditLogWriteFailed, Assert.Throws<AuditException>(() => AuditFile.Import(path, _folder["none/other.audit"])).Error);
        using CancellationTokenSource stopped = new();
        MoatSample many = new();
        for (int i = 0; i < 3000; i++) many.Add("console", """{"line":"x"}""", time: "2026-11-21T08:00:00Z");
        many.WriteDatabase(_folder["many.db"]);
        int calls = 0;
        VerificationOptions options = new() { Progress = _ => StopAtThird(), Cancellation = stopped.Token };
        Assert.Throws<OperationCanceledException>(() => AuditFile.Import(_folder["many.db"], _folder["other.audit"], null, options));
        Assert.Equal(["many.db", "moat.json", "new.audit"], _folder.Files.Order(StringComparer.Ordinal));

        // 3000 entries are reported twice while they are verified; the third time the first ones have been written.
        void StopAtThird()
        {
            if (++calls == 3) stopped.Cancel();
        }
    }

    [Fact]
    public void An_export_is_a_bundle_of_ours_also_of_a_part()
    {
        string path = Write(MoatSample.Honest(), database: true);
        BundleSummary all = AuditFile.Export(path, _folder["all.auditbundle.gz"]);
        Assert.Equal((1L, 8L), (all.FirstSequence, all.LastSequence));
        VerificationReport report = AuditFile.Verify(_folder["all.auditbundle.gz"]);
        Assert.Equal((Verdict.Intact, ChainSourceKind.Bundle, 8L), (report.Verdict, report.Kind, report.Count));
        AuditFile.Export(path, _folder["part.auditbundle"], 3, 5);
        report = AuditFile.Verify(_folder["part.auditbundle"]);
        Assert.Equal((Verdict.Intact, 3L, 5L), (report.Verdict, report.FirstSequence, report.LastSequence));
        Assert.Equal(3, AuditFile.Read(_folder["part.auditbundle"], new EntryQuery()).First().Data!.Value.GetProperty("seq").GetInt64());
        Assert.Equal(AuditError.AuditRangeInvalid, Assert.Throws<AuditException>(() => AuditFile.Export(path, _folder["x"], 3, 9)).Error);
        Assert.Equal(AuditError.AuditDestinationExists, Assert.Throws<AuditException>(() => AuditFile.Export(path, _folder["part.auditbundle"])).Error);
    }

    private string Write(MoatSample log, bool database)
    {
        if (database) log.WriteDatabase(_folder["moat.db"]);
        else File.WriteAllText(_folder["moat.json"], log.Bundle());
        return _folder[database ? "moat.db" : "moat.json"];
    }
}
