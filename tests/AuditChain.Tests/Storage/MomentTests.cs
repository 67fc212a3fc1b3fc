namespace AuditChain.Tests.Storage;

public sealed class MomentTests
{
    private static readonly DateTimeOffset s_now = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("-90s", 90)]
    [InlineData("-30m", 1800)]
    [InlineData("-1h", 3600)]
    [InlineData("-7d", 604800)]
    [InlineData("-2w", 1209600)]
    public void So_long_ago(string text, int seconds)
    {
        Assert.True(Moment.TryParse(text, s_now, out DateTimeOffset time));
        Assert.Equal(s_now.AddSeconds(-seconds), time);
    }

    [Fact]
    public void A_date_is_its_local_midnight_and_a_time_is_itself()
    {
        Assert.True(Moment.TryParse("2026-11-20", s_now, out DateTimeOffset date));
        Assert.Equal(new DateTime(2026, 11, 20, 0, 0, 0, DateTimeKind.Local), date.LocalDateTime);
        Assert.True(Moment.TryParse("2026-11-20T09:00:01+05:00", s_now, out DateTimeOffset time));
        Assert.Equal(new DateTimeOffset(2026, 11, 20, 9, 0, 1, TimeSpan.FromHours(5)), time);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-1")]
    [InlineData("-h")]
    [InlineData("1h")]
    [InlineData("--1h")]
    [InlineData("-1y")]
    [InlineData("-2147483647w")]
    [InlineData("2026-13-01")]
    public void Anything_else_is_none(string text) => Assert.False(Moment.TryParse(text, s_now, out _));
}
