namespace AuditChain.Tests;

/// <summary>An index that lies is found at the first entry about which it does.</summary>
public sealed class BlockDifferenceTests
{
    private static readonly string[] s_few = [.. Enumerable.Range(0, BlockFormat.Rows).Select(row => row % 2 == 0 ? "alice" : "bob")];
    private static readonly string[] s_many = [.. Enumerable.Range(0, BlockFormat.Rows).Select(row => $"id-{row}")];

    private static int FirstRow(IReadOnlyList<string?> said, IReadOnlyList<string?> meant) =>
        BlockDifference.FirstRow(1, BlockSample.Expected(said), BlockSample.Expected(meant));

    private static string?[] With(string[] values, int row, string? value) => [.. values.Select((old, i) => i == row ? value : old)];

    [Theory]
    [InlineData(0)]
    [InlineData(1000)]
    [InlineData(4095)]
    public void One_wrong_row_is_named(int row)
    {
        Assert.Equal(-1, FirstRow(s_few, s_few));
        Assert.Equal(-1, FirstRow(s_many, s_many));
        Assert.Equal(row, FirstRow(With(s_few, row, "mallory"), s_few));
        Assert.Equal(row, FirstRow(With(s_few, row, null), s_few));
        Assert.Equal(row, FirstRow(s_few, With(s_few, row, "aaron")));
        Assert.Equal(row, FirstRow(With(s_few, row, s_few[row + (row == 4095 ? -1 : 1)]), s_few));
        Assert.Equal(row, FirstRow(With(s_many, row, "mallory"), s_many));
        Assert.Equal(row, FirstRow(With(s_many, row, null), s_many));
    }

    [Fact]
    public void Forms_are_compared_by_hash_and_another_form_alone_is_the_first_rows_fault()
    {
        byte[] few = BlockSample.Expected(s_few);
        byte[] asHashes = [2, .. s_few.SelectMany(value => BitConverter.GetBytes(ValueHash.Of(System.Text.Encoding.UTF8.GetBytes(value))))];
        Assert.Equal(0, BlockDifference.FirstRow(1, asHashes, few));
        Assert.Equal(0, BlockDifference.FirstRow(1, few, asHashes));
        asHashes[1 + (2 * 77)] ^= 1;
        Assert.Equal(77, BlockDifference.FirstRow(1, asHashes, few));
        Assert.Equal(77, BlockDifference.FirstRow(1, few, asHashes));
    }

    [Fact]
    public void A_value_that_no_row_has_and_a_code_without_value_are_found()
    {
        byte[] honest = BlockSample.Expected(s_few);
        // alice, bob → alice, bob, carol: the codes keep their two bits.
        byte[] more = [1, 3, .. honest[2..12], 5, .. "carol"u8, .. honest[12..]];
        Assert.True(BlockReader.TryParse(more, out _));
        Assert.Equal(0, BlockDifference.FirstRow(2, more, honest));
        byte[] beyond = [.. honest];
        beyond[^1] |= 0xC0;
        Assert.Equal(4095, BlockDifference.FirstRow(2, beyond, honest));
        Assert.Equal(0, BlockDifference.FirstRow(2, [], honest));
        Assert.Equal(0, BlockDifference.FirstRow(2, honest[..^1], honest));
        Assert.Equal(0, BlockDifference.FirstRow(BlockFormat.TimeMember, honest, more));
    }
}
