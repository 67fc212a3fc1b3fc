using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace AuditChain.Tests;

/// <summary>A block's index is a function of its lines: that of the slow model, whatever the lines say.</summary>
public sealed class BlockBuilderTests
{
    private static readonly EntryMember[] s_members = Enum.GetValues<EntryMember>();

    private static readonly Gen<string?> s_value = Gen.Frequency<string?>(
        (3, Gen.Constant<string?>(null)),
        (8, Gen.Elements<string?>(
            "alice", "Alice", "ALICE", "bob", "", "a\0b", "a\"\\\n\u001f", "Zoë", "ZOË", "straße", "\u212a", "😀", "\U00010400", "\u023a")),
        (2, HonestValues.Name.Select(text => (string?)text)),
        (1, Gen.Choose(253, 257).Select(length => (string?)new string('X', length))));

    [Fact]
    public void Data_is_that_of_the_slow_model()
    {
        BlockBuilder builder = new();
        // Some values a member, drawn from again and again: up to four, so that form 01 is met as often as form 02.
        Gen<(string?[][] Pools, int Seed)> blocks = Gen.Zip(
            s_value.NonEmptyListOf().Select(list => list.ToArray()).ArrayOf(7), Gen.Choose(0, int.MaxValue));
        int dictionaries = 0, hashes = 0;
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(25).WithReplay(20261124, 5), Prop.ForAll(blocks.ToArbitrary(), block =>
        {
            Random random = new(block.Seed);
            string?[][] rows = [.. Enumerable.Range(0, BlockFormat.Rows)
                .Select(_ => Enumerable.Range(0, 7).Select(m => block.Pools[m][random.Next(block.Pools[m].Length)]).ToArray())];
            foreach (string?[] row in rows)
                row[0] = row[0] is { Length: > 0 and <= AuditLimits.TypeLength } type && !type.Any(char.IsControl) ? type : "type";
            BlockSample.Build(rows.Select((row, i) => BlockSample.Line(i + 1, row, DateTimeOffset.UnixEpoch.AddSeconds(i))), builder);
            foreach (EntryMember member in s_members)
            {
                byte[] data = builder.Data((int)member).ToArray();
                Assert.Equal(BlockSample.Expected([.. rows.Select(row => row[(int)member - 1])]), data);
                if (data[0] == BlockFormat.Dictionary) dictionaries++;
                else hashes++;
            }
        }));
        Assert.True(dictionaries > 20 && hashes > 20, $"{dictionaries} dictionaries, {hashes} of hashes");
    }

    [Fact]
    public void Long_and_escaped_values_are_hashed_as_what_they_say()
    {
        string[] values = [new string('\u001f', 100_000), new string('Ⱥ', 100_000), "x\\y", new string('é', 128)];
        string?[] rows = [.. values, .. values, .. new string?[BlockFormat.Rows - 8]];
        byte[] data = BlockSample.Build(rows.Select((value, row) => BlockSample.Line(row, EntryMember.Source, value)))
            .Data((int)EntryMember.Source).ToArray();
        Assert.Equal(BlockFormat.Hashes, data[0]);
        Assert.Equal(BlockSample.Expected(rows), data);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4095)]
    public void An_incomplete_block_has_no_data(int rows)
    {
        BlockBuilder builder = BlockSample.Build(Enumerable.Range(0, rows).Select(row => BlockSample.Line(row, EntryMember.Source, "s")));
        Assert.Equal((rows, false), (builder.Count, builder.IsComplete));
        Assert.Throws<InvalidOperationException>(() => builder.Data(1).Length);
        Assert.Throws<InvalidOperationException>(() => builder.Data(BlockFormat.TimeMember).Length);
    }

    [Fact]
    public void A_complete_block_takes_no_further_row_until_it_is_cleared()
    {
        byte[] line = BlockSample.Line(0, EntryMember.Source, "s");
        BlockBuilder builder = BlockSample.Build(Enumerable.Repeat(line, BlockFormat.Rows));
        Assert.True(builder.IsComplete);
        Assert.True(EntryFacts.TryRead(line, out EntryFacts facts, out _));
        Assert.Throws<InvalidOperationException>(() => builder.Add(line, facts));
        byte[] before = builder.Data((int)EntryMember.Source).ToArray();
        // Nothing of the block before shows in the next, whatever its forms were.
        BlockSample.Build(Enumerable.Range(0, BlockFormat.Rows)
            .Select(row => BlockSample.Line(row, EntryMember.Source, $"other{row}")), builder);
        Assert.Equal(BlockFormat.Hashes, builder.Data((int)EntryMember.Source)[0]);
        BlockSample.Build(Enumerable.Repeat(line, BlockFormat.Rows), builder);
        Assert.Equal(before, builder.Data((int)EntryMember.Source).ToArray());
    }

    [Fact]
    public void Times_are_the_smallest_and_the_largest_whatever_the_clock_did()
    {
        DateTimeOffset noon = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
        BlockBuilder builder = BlockSample.Build(Enumerable.Range(0, BlockFormat.Rows).Select(row => BlockSample.Line(
            row + 1, ["t", null, null, null, null, null, null],
                row == 1000 ? noon.AddHours(-5) : row == 2000 ? noon.AddHours(7).AddTicks(1) : noon.AddSeconds(row))));
        Assert.Equal("2026-11-20T07:00:00.0000000Z2026-11-20T19:00:00.0000001Z",
            Encoding.ASCII.GetString(builder.Data(BlockFormat.TimeMember)));
    }

    [Fact]
    public void Nothing_is_allocated_once_the_buffers_have_grown()
    {
        byte[][] lines = [.. Enumerable.Range(0, BlockFormat.Rows).Select(row => BlockSample.Line(
            row + 1, [$"type{row % 7}", $"User{row % 50}", null, $"target{row}", "success", "a\"b", $"Id-{row:x8}é"],
            DateTimeOffset.UnixEpoch.AddSeconds(row)))];
        EntryFacts[] facts = [.. lines.Select(line => EntryFacts.TryRead(line, out EntryFacts read, out _) ? read : default)];
        BlockBuilder builder = new();
        long Run()
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            builder.Clear();
            for (int i = 0; i < lines.Length; i++) builder.Add(lines[i], facts[i]);
            for (int member = 1; member <= BlockFormat.TimeMember; member++) _ = builder.Data(member);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
        Run();
        Assert.InRange(Run(), 0, 4096);
    }
}
