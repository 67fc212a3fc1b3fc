using AuditChain.Anchoring.Tiles;

namespace AuditChain.Tests.Anchoring;

public sealed class TileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly SigningKey _key = SigningKey.Generate("example.com/log");

    private string Tiles => _folder["tiles"];

    public void Dispose()
    {
        _key.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(0, "000")]
    [InlineData(999, "999")]
    [InlineData(1000, "x001/000")]
    [InlineData(1_234_067, "x001/x234/067")]
    public void Paths_are_those_of_the_specification(long index, string expected)
    {
        Assert.Equal($"tile/0/{expected}", TilePath.Tile(0, index));
        Assert.Equal($"tile/63/{expected}.p/1", TilePath.Tile(63, index, 1));
        Assert.Equal($"tile/entries/{expected}.p/255", TilePath.Entries(index, 255));
    }

    [Fact]
    public void A_tree_of_70000_has_the_tiles_of_the_specification()
    {
        MemoryLog log = new(70_000);
        TileExport.Write(Tiles, log.Attest(_key), log, log.ReadLines);
        string[] Files(string under) => [.. Directory.GetFiles(Path.Combine(Tiles, under), "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(Tiles, file)).Order(StringComparer.Ordinal)];
        Assert.Equal(274, Files("tile/0").Length);
        Assert.Contains("tile/0/273.p/112", Files("tile/0"));
        Assert.Equal(["tile/1/000", "tile/1/001.p/17"], Files("tile/1"));
        Assert.Equal(["tile/2/000.p/1"], Files("tile/2"));
        Assert.Equal(274, Files("tile/entries").Length);
        Assert.False(Directory.Exists(Path.Combine(Tiles, "tile/3")));
        Assert.Equal(274 + 274 + 3 + 2, Files("").Length); // checkpoint and .lock
        AssertIntact(log);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(257)]
    [InlineData(511)]
    [InlineData(512)]
    [InlineData(65_535)]
    [InlineData(65_536)]
    [InlineData(65_537)]
    public void Every_size_leads_back_to_its_root(int size)
    {
        MemoryLog log = new(size, keepNodes: true);
        SignedNote note = log.Attest(_key);
        TileExportResult result = TileExport.Write(Tiles, note, log, log.ReadLines);
        Assert.Equal((size, 0L), (result.Size, result.Resumed));
        Assert.Equal(note.ToString(), File.ReadAllText(Path.Combine(Tiles, "checkpoint")));
        AssertIntact(log);
        // Proofs out of the tiles alone.
        if (size == 0) return;
        TileTree tree = new(new TileFolder(Tiles), size);
        foreach (long index in new[] { 0L, size / 2, size - 1 }) Assert.True(MerkleTree.VerifyInclusion(log.Leaf(index + 1), index, size, LogProof.Inclusion(tree, index + 1, size, log.Root(size)), log.Root(size)));
        Assert.NotNull(LogProof.Consistency(tree, size / 2 + 1, size, log.Root(size), out Digest half));
        Assert.Equal(log.Root(size / 2 + 1), half);
    }

    [Fact]
    public void Export_after_export_goes_on_where_the_last_ended()
    {
        MemoryLog log = new(0);
        foreach (int more in new[] { 0, 1, 0, 254, 1, 1, 300, 5, 600 })
        {
            long before = log.Count;
            log.Append(more);
            TileExportResult result = TileExport.Write(Tiles, log.Attest(_key), log, log.ReadLines);
            Assert.Equal(before, result.Resumed);
            AssertIntact(log);
        }
        Assert.Equal(0, TileExport.Write(Tiles, log.Attest(_key), log, log.ReadLines).Written);
        // Partial tiles of indices that are full now are gone.
        Assert.Equal(["tile/0/004.p", "tile/1/000.p", "tile/entries/004.p"], Directory.GetDirectories(Tiles, "*.p", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(Tiles, path)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Going_on_reads_new_leaves_alone()
    {
        MemoryLog log = new(70_000, keepNodes: true);
        TileExport.Write(Tiles, log.Attest(_key), log, log.ReadLines);
        log.Append(10);
        SignedNote note = log.Attest(_key);
        long before = log.LeavesRead;
        TileExport.Write(Tiles, note, log, log.ReadLines);
        Assert.InRange(log.LeavesRead - before, 10, 1_000);
        AssertIntact(log);
    }

    [Theory]
    [InlineData("tile/0/001", null)]
    [InlineData("tile/0/001", 5)]
    [InlineData("tile/0/002.p/88", null)]
    [InlineData("tile/0/002.p/88", -1)]
    [InlineData("tile/1/000.p/2", null)]
    [InlineData("tile/1/000.p/2", -1)]
    [InlineData("tile/entries/001", null)]
    public void What_is_missing_or_wrong_is_written_again(string path, int? length)
    {
        MemoryLog log = new(600);
        TileExport.Write(Tiles, log.Attest(_key), log, log.ReadLines);
        string file = Path.Combine(Tiles, path);
        byte[] content = File.ReadAllBytes(file);
        if (length is null) File.Delete(file);
        else if (length > 0) File.WriteAllBytes(file, content[..length.Value]);
        else File.WriteAllBytes(file, [.. content[..^1], (byte)(content[^1] ^ 1)]);
        if (path != "tile/entries/001" || length is null) Assert.False(TileCheck.Run(new TileFolder(Tiles), entries: true).IsIntact);
        log.Append(1);
        TileExport.Write(Tiles, log.Attest(_key), log, log.ReadLines);
        AssertIntact(log);
    }

    [Fact]
    public void Hashes_alone_have_no_bundles_and_lines_can_follow()
    {
        MemoryLog log = new(300);
        TileExport.Write(Tiles, log.Attest(_key), log, lines: null);
        Assert.False(Directory.Exists(Path.Combine(Tiles, "tile/entries")));
        Assert.True(TileCheck.Run(new TileFolder(Tiles), entries: false).IsIntact);
        Assert.False(TileCheck.Run(new TileFolder(Tiles), entries: true).IsIntact);
        TileExport.Write(Tiles, log.Attest(_key), log, log.ReadLines);
        AssertIntact(log);
    }

    [Fact]
    public void A_line_that_no_bundle_can_hold_is_told_by_its_sequence()
    {
        MemoryLog log = new(300);
        log.AppendLong(65_535);
        SignedNote first = log.Attest(_key);
        TileExport.Write(Tiles, first, log, log.ReadLines);
        AssertIntact(log);
        log.AppendLong(65_536);
        log.Append(2);
        log.AppendLong(70_000);
        SignedNote note = log.Attest(_key);
        AuditException e = Assert.Throws<AuditException>(() => TileExport.Write(Tiles, note, log, log.ReadLines));
        Assert.Equal(AuditError.AuditEntryTooLarge, e.Error);
        Assert.Contains("302, 305", e.Message, StringComparison.Ordinal);
        Assert.Equal(first.ToString(), File.ReadAllText(Path.Combine(Tiles, "checkpoint")));
        TileExport.Write(Tiles, note, log, lines: null);
        Assert.True(TileCheck.Run(new TileFolder(Tiles), entries: false).IsIntact);
    }

    [Fact]
    public void Another_or_longer_history_is_told_and_touches_nothing()
    {
        MemoryLog log = new(300);
        SignedNote note = log.Attest(_key);
        TileExport.Write(Tiles, note, log, log.ReadLines);
        MemoryLog restored = new(250);
        Assert.Equal(AuditError.AuditLogForked, Assert.Throws<AuditException>(() => TileExport.Write(Tiles, restored.Attest(_key), restored, restored.ReadLines)).Error);
        restored.Append(100, "later");
        Assert.Equal(AuditError.AuditLogForked, Assert.Throws<AuditException>(() => TileExport.Write(Tiles, restored.Attest(_key), restored, restored.ReadLines)).Error);
        MemoryLog other = new(400, salt: "other");
        Assert.Equal(AuditError.AuditDestinationInvalid, Assert.Throws<AuditException>(() => TileExport.Write(Tiles, other.Attest(_key), other, other.ReadLines)).Error);
        Assert.Equal(AuditError.AuditChainBroken, Assert.Throws<AuditException>(() => TileExport.Write(_folder["new"], note, other, other.ReadLines)).Error);
        Assert.False(File.Exists(Path.Combine(_folder["new"], "checkpoint")));
        AssertIntact(log);
        File.WriteAllText(Path.Combine(Tiles, "checkpoint"), "something else\n");
        Assert.Equal(AuditError.AuditDestinationInvalid, Assert.Throws<AuditException>(() => TileExport.Write(Tiles, note, log, log.ReadLines)).Error);
    }

    [Fact]
    public void A_line_that_was_changed_is_not_published()
    {
        MemoryLog log = new(300);
        SignedNote note = log.Attest(_key);
        log.Damage(260);
        AuditException e = Assert.Throws<AuditException>(() => TileExport.Write(Tiles, note, log, log.ReadLines));
        Assert.Equal(AuditError.AuditChainBroken, e.Error);
        Assert.Contains("260", e.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(Tiles, "checkpoint")));
    }

    [Fact]
    public void Two_exports_do_not_write_at_once()
    {
        MemoryLog log = new(3);
        SignedNote note = log.Attest(_key);
        using (new TileFolder(Tiles).Lock()) Assert.Equal(AuditError.AuditLogBusy, Assert.Throws<AuditException>(() => TileExport.Write(Tiles, note, log, log.ReadLines)).Error);
        TileExport.Write(Tiles, note, log, log.ReadLines);
        AssertIntact(log);
    }

    [Fact]
    public void A_newer_cosigned_checkpoint_of_the_same_size_is_taken()
    {
        MemoryLog log = new(3);
        SignedNote note = log.Attest(_key);
        TileExport.Write(Tiles, note, log, log.ReadLines);
        SignedNote cosigned = CosignedNote.Merge(note, [TestWitnessKey.Make("w").Cosign(note.Text, 5)]);
        Assert.Equal(1, TileExport.Write(Tiles, cosigned, log, log.ReadLines).Written);
        Assert.Equal(cosigned.ToString(), File.ReadAllText(Path.Combine(Tiles, "checkpoint")));
    }

    [Theory]
    [InlineData("tile/0/000")]
    [InlineData("tile/0/002.p/88")]
    [InlineData("tile/1/000.p/2")]
    [InlineData("tile/entries/001")]
    [InlineData("tile/entries/002.p/88")]
    public void A_check_names_the_byte_that_was_changed(string path)
    {
        MemoryLog log = new(600);
        TileExport.Write(Tiles, log.Attest(_key), log, log.ReadLines);
        string file = Path.Combine(Tiles, path);
        byte[] content = File.ReadAllBytes(file);
        content[40] ^= 1;
        File.WriteAllBytes(file, content);
        TileReport report = TileCheck.Run(new TileFolder(Tiles), entries: true);
        Assert.False(report.IsIntact);
        if (!path.StartsWith("tile/0", StringComparison.Ordinal)) Assert.Contains(report.Problems, problem => problem.StartsWith(path, StringComparison.Ordinal));
        Assert.InRange(report.Problems.Count, 1, 20);
    }

    [Theory]
    [InlineData("0000")]
    [InlineData("000561")]
    [InlineData("00")]
    public void Bundles_end_where_their_lengths_say(string hex) =>
        Assert.Equal(hex == "0000", EntryBundle.TryRead(Convert.FromHexString(hex), out _));

    private void AssertIntact(MemoryLog log)
    {
        TileReport report = TileCheck.Run(new TileFolder(Tiles), entries: true);
        Assert.Empty(report.Problems);
        Assert.Equal((log.Count, log.Root(log.Count), (long)log.Count), ((int)report.Head!.Size, report.Head.Root, report.Entries));
    }
}
