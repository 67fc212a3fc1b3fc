using System.Text;

namespace AuditChain.Tests;

/// <summary>Times exclude a whole block and nothing else.</summary>
public sealed class BlockTimesTests
{
    private const string Early = "2026-11-20T08:00:00.0000000Z", Late = "2026-11-20T09:00:00.0000000Z";

    [Theory]
    [InlineData(Early + Late, true)]
    [InlineData(Early + Early, true)]
    [InlineData(Late + Early, false)]
    [InlineData("", false)]
    [InlineData(Early, false)]
    [InlineData(Early + Late + "Z", false)]
    [InlineData(" " + Early + Late, false)]
    [InlineData("2026-11-20T08:00:00.000000+Z" + Late, false)]
    [InlineData(Early + "2026-02-30T08:00:00.0000000Z", false)]
    [InlineData("2026-11-20t08:00:00.0000000Z" + Late, false)]
    public void Only_two_times_in_order_are_read(string text, bool read)
    {
        Assert.Equal(read, BlockTimes.TryParse(Encoding.ASCII.GetBytes(text), out BlockTimes times));
        if (read) Assert.Equal(text, AuditTime.Format(times.Smallest) + AuditTime.Format(times.Largest));
    }

    [Theory]
    [InlineData(null, null, true)]
    [InlineData("09:00:00", null, true)]
    [InlineData("09:00:00.0000001", null, false)]
    [InlineData(null, "08:00:00", false)]
    [InlineData(null, "08:00:00.0000001", true)]
    [InlineData("07:00:00", "08:00:00", false)]
    [InlineData("08:30:00", "08:31:00", true)]
    [InlineData("10:00:00", "11:00:00", false)]
    public void A_block_is_left_out_when_no_entry_can_lie_in_the_range(string? after, string? before, bool may)
    {
        Assert.True(BlockTimes.TryParse(Encoding.ASCII.GetBytes(Early + Late), out BlockTimes times));
        Assert.Equal(may, times.MayLieIn(Time(after), Time(before)));
        static DateTimeOffset? Time(string? clock) => clock is null ? null
            : AuditTime.TryParseRfc3339($"2026-11-20T{clock}Z", out DateTimeOffset time) ? time : throw new FormatException(clock);
    }
}
