using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace AuditChain.Tests;

/// <summary>What an index says of a block is what its lines say, or more; and nothing that is not of the format is believed.</summary>
public sealed class BlockReaderTests
{
    private static byte[] Data(Func<int, string?> value) => BlockSample.Expected([.. Enumerable.Range(0, BlockFormat.Rows).Select(value)]);

    private static int[] Select(byte[] data, NameFilter filter)
    {
        RowSet rows = new();
        rows.SetAll();
        Assert.True(BlockReader.TryParse(data, out BlockReader reader));
        Assert.True(reader.TrySelect(filter, rows));
        Assert.Equal(BlockSample.Rows(rows).Count(), rows.Count);
        return [.. BlockSample.Rows(rows)];
    }

    private static bool Parses(byte[] data) => BlockReader.TryParse(data, out _);

    [Fact]
    public void Candidates_hold_every_match_and_in_form_01_no_other_row()
    {
        Gen<string?> value = Gen.Frequency<string?>(
            (1, Gen.Constant<string?>(null)),
            (5, Gen.Elements<string?>("alice", "ALICE", "Bob", "", "a\0b", "Zoë", "straße", "😀x")),
            (2, HonestValues.Name.Select(text => (string?)text)));
        Gen<NameFilter> filter = Gen.Elements(
            NameFilter.AnyOf(EntryMember.Actor, "Alice"), NameFilter.AnyOf(EntryMember.Actor, "nobody"),
            NameFilter.AnyOf(EntryMember.Actor, "", "BOB"),
            NameFilter.AnyOf(EntryMember.Actor, "a\0B"),
            NameFilter.AnyOf(EntryMember.Actor, [.. Enumerable.Range(0, 40).Select(i => $"id{i * 7}")]),
            NameFilter.Like(EntryMember.Actor, "*"), NameFilter.Like(EntryMember.Actor, "a*"),
            NameFilter.Like(EntryMember.Actor, "??", "*OË"),
            NameFilter.Like(EntryMember.Actor, "[a-b]*", "zoë"),
            NameFilter.Like(EntryMember.Actor, "?*x"), new NameFilter(EntryMember.Actor));
        int exact = 0, wider = 0, found = 0;
        Gen<(string?[], (NameFilter, int))> cases = Gen.Zip(
            value.NonEmptyListOf().Select(v => v.ToArray()), Gen.Zip(filter, Gen.Choose(0, int.MaxValue)));
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(60).WithReplay(20261124, 7), Prop.ForAll(cases.ToArbitrary(), c =>
        {
            (string?[] pool, (NameFilter wanted, int seed)) = c;
            Random random = new(seed);
            // In half of the blocks there are ids besides, so that they take form 02.
            string?[] values = [.. Enumerable.Range(0, BlockFormat.Rows)
                .Select(row => seed % 2 == 0 && row % 3 == 0 ? $"id{row % 700}" : pool[random.Next(pool.Length)])];
            byte[] data = BlockSample.Expected(values);
            int[] candidates = Select(data, wanted),
                matches = [.. Enumerable.Range(0, values.Length).Where(row => values[row] is { } text && wanted.Matches(text))];
            found += matches.Length;
            if (data[0] == BlockFormat.Dictionary)
            {
                Assert.Equal(matches, candidates);
                exact++;
            }
            else
            {
                Assert.Subset(candidates.ToHashSet(), matches.ToHashSet());
                Assert.All(candidates, row => Assert.NotNull(values[row]));
                // A hash keeps all but one of 65,536 other values away.
                if (wanted.IsNames) Assert.InRange(candidates.Length, matches.Length, matches.Length + 60);
                wider++;
            }
        }));
        Assert.True(exact > 15 && wider > 15 && found > 10_000, $"{exact} exact, {wider} wider, {found} rows");
    }

    [Fact]
    public void Filters_on_several_members_narrow_one_set()
    {
        byte[] actors = Data(row => row % 2 == 0 ? "alice" : "bob"), ids = Data(row => $"id-{row / 3}");
        RowSet rows = new();
        rows.SetAll();
        Assert.True(BlockReader.TryParse(actors, out BlockReader actor));
        Assert.True(BlockReader.TryParse(ids, out BlockReader id));
        Assert.True(actor.TrySelect(NameFilter.AnyOf(EntryMember.Actor, "ALICE"), rows));
        Assert.Equal(2048, rows.Count);
        Assert.True(id.TrySelect(NameFilter.AnyOf(EntryMember.Correlation, "ID-100"), rows));
        Assert.Superset(new HashSet<int> { 300, 302 }, BlockSample.Rows(rows).ToHashSet());
        Assert.All(BlockSample.Rows(rows), row => Assert.Equal(0, row % 2));
        Assert.True(actor.TrySelect(NameFilter.AnyOf(EntryMember.Actor, "nobody"), rows));
        Assert.True(rows.IsEmpty);
    }

    [Fact]
    public void Values_and_their_counts_come_from_a_dictionary()
    {
        byte[] data = Data(row => row < 10 ? null : row < 30 ? "Zed" : row < 31 ? "ZOË" : "alice");
        Assert.True(BlockReader.TryParse(data, out BlockReader reader));
        List<string> values = [];
        foreach (ReadOnlySpan<byte> value in reader) values.Add(Encoding.UTF8.GetString(value));
        Assert.Equal(["alice", "zed", "zoë"], values);
        int[] counts = new int[reader.Count + 1];
        Assert.True(reader.TryCount(counts));
        Assert.Equal([10, 4065, 20, 1], counts);
    }

    [Fact]
    public void Every_cut_and_every_extension_is_refused()
    {
        Func<int, string?>[] blocks =
        [
            _ => null, _ => "a", row => row % 3 == 0 ? "a" : "bc", row => $"user{row % 96}", row => $"user{row}", row => row == 0 ? "" : null,
        ];
        foreach (byte[] data in blocks.Select(Data))
        {
            Assert.True(Parses(data));
            for (int length = 0; length < Math.Min(data.Length, 600); length++)
                Assert.False(Parses(data[..length]), $"{length} of {data.Length} bytes");
            for (int length = Math.Max(0, data.Length - 600); length < data.Length; length++)
                Assert.False(Parses(data[..length]), $"{length} of {data.Length} bytes");
            Assert.False(Parses([.. data, 0]));
            Assert.False(Parses([.. data, .. data]));
        }
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("00", 0)]
    [InlineData("03", 8192)]
    [InlineData("FF", 8192)]
    [InlineData("01", 0)]
    [InlineData("0161", 0)]
    [InlineData("0161", 3584)]
    [InlineData("0102016101", 1024)]
    [InlineData("010201620161", 1024)]
    [InlineData("010201610161", 1024)]
    [InlineData("010202616201 61", 1024)]
    [InlineData("0101FF61", 512)]
    [InlineData("0100", 1)]
    [InlineData("02", 8191)]
    [InlineData("02", 8193)]
    public void What_is_not_of_the_format_is_refused(string start, int zeros) =>
        Assert.False(Parses([.. Convert.FromHexString(start.Replace(" ", "", StringComparison.Ordinal)), .. new byte[zeros]]));

    [Fact]
    public void A_code_over_the_count_is_refused_when_it_is_read()
    {
        byte[] data = Data(row => row % 2 == 0 ? "a" : "b");
        data[^1] |= 0xC0;
        Assert.True(BlockReader.TryParse(data, out BlockReader reader));
        RowSet rows = new();
        rows.SetAll();
        Assert.False(reader.TrySelect(NameFilter.AnyOf(EntryMember.Actor, "a"), rows));
        Assert.False(reader.TryCount(new int[3]));
        Assert.False(reader.TryReadCodes(new byte[BlockFormat.Rows]));
    }

    [Fact]
    public void Hostile_data_is_refused_or_read_and_never_throws()
    {
        byte[][] honest =
            [Data(_ => null), Data(row => row % 3 == 0 ? "a" : "bc"), Data(row => $"user{row % 96}"), Data(row => $"user{row}")];
        NameFilter[] filters = [NameFilter.AnyOf(EntryMember.Actor, "a"), NameFilter.Like(EntryMember.Actor, "*u?e*")];
        Random random = new(20261124);
        int refused = 0, read = 0;
        RowSet rows = new();
        for (int i = 0; i < 4000; i++)
        {
            byte[] data = [.. honest[i % honest.Length]];
            for (int edits = random.Next(1, 4); edits > 0; edits--)
                data[random.Next(2) == 0 ? random.Next(data.Length) : random.Next(Math.Min(data.Length, 40))] = (byte)random.Next(256);
            if (random.Next(8) == 0) data = data[..random.Next(data.Length)];
            rows.SetAll();
            if (BlockReader.TryParse(data, out BlockReader reader) && reader.TrySelect(filters[i % 2], rows)
                && (!reader.IsDictionary || reader.TryCount(new int[97]))) read++;
            else refused++;
            for (int member = 1; member <= BlockFormat.TimeMember; member++)
                Assert.Equal(data.AsSpan().SequenceEqual(honest[i % honest.Length]),
                    BlockDifference.FirstRow(member, data, honest[i % honest.Length]) < 0);
        }
        Assert.True(refused > 200 && read > 200, $"{refused} refused, {read} read");
    }
}
