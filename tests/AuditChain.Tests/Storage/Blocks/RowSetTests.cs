namespace AuditChain.Tests;

public sealed class RowSetTests
{
    private static RowSet Of(params int[] rows)
    {
        RowSet set = new();
        foreach (int row in rows) set.Words[row / 64] |= 1UL << (row % 64);
        return set;
    }

    [Fact]
    public void Rows_are_walked_forwards_and_backwards()
    {
        int[] rows = [0, 1, 63, 64, 127, 128, 1000, 4031, 4032, 4095];
        RowSet set = Of(rows);
        List<int> up = [], down = [];
        for (int row = set.Next(0); row >= 0; row = set.Next(row + 1)) up.Add(row);
        for (int row = set.Previous(BlockFormat.Rows - 1); row >= 0; row = set.Previous(row - 1)) down.Add(row);
        Assert.Equal(rows, up);
        Assert.Equal(rows.Reverse(), down);
        Assert.Equal((rows.Length, false), (set.Count, set.IsEmpty));
        Assert.Equal((-1, -1), (set.Next(BlockFormat.Rows), set.Previous(-1)));
        Assert.Equal((-1, -1), (new RowSet().Next(0), new RowSet().Previous(BlockFormat.Rows - 1)));
    }

    [Theory]
    [InlineData(0, 4095)]
    [InlineData(0, 0)]
    [InlineData(4095, 4095)]
    [InlineData(63, 64)]
    [InlineData(64, 127)]
    [InlineData(5, 4)]
    [InlineData(100, 3000)]
    public void A_range_is_kept(int first, int last)
    {
        RowSet set = new();
        set.SetAll();
        set.Keep(first, last);
        Assert.Equal(Enumerable.Range(0, BlockFormat.Rows).Where(row => row >= first && row <= last), BlockSample.Rows(set));
        set.Clear();
        Assert.True(set.IsEmpty);
    }
}
