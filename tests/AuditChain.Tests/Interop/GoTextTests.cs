using System.Globalization;
using System.Text;

namespace AuditChain.Tests.Interop;

public sealed class GoTextTests
{
    [Theory]
    [InlineData("plain é 😀", "plain é 😀")]
    [InlineData("\" \\ / \b \f \n \r \t \u0000 \u001b \u007f", "\\\" \\\\ / \\b \\f \\n \\r \\t \\u0000 \\u001b \u007f")]
    [InlineData("<a href=\"x\">&</a>", "\\u003ca href=\\\"x\\\"\\u003e\\u0026\\u003c/a\\u003e")]
    [InlineData("a\u2028b\u2029c — “q”", "a\\u2028b\\u2029c — “q”")]
    public void Text_is_escaped_as_Go_does_and_decoded_again(string text, string escaped)
    {
        LineBuffer buffer = new();
        GoJson.WriteText(buffer, Encoding.UTF8.GetBytes(text));
        Assert.Equal(escaped, Encoding.UTF8.GetString(buffer.Written));
        Assert.Equal(text, Encoding.UTF8.GetString(GoJson.Decode(buffer.Written)));
    }

    [Theory]
    [InlineData(@"\ud83d\ude00 \u00E9 \/", "😀 é /")]
    [InlineData(@"\ud83d", "\uFFFD")]
    [InlineData(@"\ude00\ud83d!", "\uFFFD\uFFFD!")]
    [InlineData(@"\ud83d\u0041", "\uFFFDA")]
    public void Escapes_that_Go_never_writes_are_decoded_as_Go_does(string escaped, string text) =>
        Assert.Equal(text, Encoding.UTF8.GetString(GoJson.Decode(Encoding.ASCII.GetBytes(escaped))));

    [Theory]
    [InlineData(0.0, "0")]
    [InlineData(-0.0, "-0")]
    [InlineData(1e21, "1e+21")]
    [InlineData(1e20, "100000000000000000000")]
    [InlineData(1e-6, "0.000001")]
    [InlineData(1e-7, "1e-7")]
    [InlineData(9223372036854775807.0, "9223372036854776000")]
    [InlineData(123456789.125, "123456789.125")]
    [InlineData(double.MaxValue, "1.7976931348623157e+308")]
    [InlineData(double.Epsilon, "5e-324")]
    public void Numbers_are_written_as_Go_does(double value, string text)
    {
        Span<byte> buffer = stackalloc byte[GoJson.MaxNumber];
        Assert.Equal(text, Encoding.ASCII.GetString(buffer[..GoJson.Format(value, buffer)]));
    }

    [Theory]
    [InlineData("2026-11-21T00:01:29.547102847Z", "2026-11-21T00:01:29.5471028Z")]
    [InlineData("2026-11-21T00:01:29.5Z", "2026-11-21T00:01:29.5000000Z")]
    [InlineData("2026-11-21T00:01:29Z", "2026-11-21T00:01:29.0000000Z")]
    [InlineData("0001-01-01T00:00:00Z", "0001-01-01T00:00:00.0000000Z")]
    [InlineData("2024-02-29T23:59:59.000000001Z", "2024-02-29T23:59:59.0000000Z")]
    public void Times_are_read_in_the_one_spelling_of_Go(string text, string time)
    {
        Assert.True(GoTime.TryParse(text, out DateTimeOffset parsed));
        Assert.Equal(time, AuditTime.Format(parsed));
    }

    [Theory]
    [InlineData("")]
    [InlineData("2026-11-21T00:01:29.50Z")]
    [InlineData("2026-11-21T00:01:29.Z")]
    [InlineData("2026-11-21T00:01:29.5471028471Z")]
    [InlineData("2026-11-21T00:01:29+00:00")]
    [InlineData("2026-11-21T00:01:29+02:00")]
    [InlineData("2026-11-21t00:01:29Z")]
    [InlineData("2026-11-21 00:01:29Z")]
    [InlineData("2026-02-29T00:01:29Z")]
    [InlineData("2026-11-21T24:00:00Z")]
    [InlineData("2026-11-21T23:59:60Z")]
    [InlineData("0000-01-01T00:00:00Z")]
    [InlineData("2026-11-21T0١:01:29Z")]
    public void Every_other_spelling_is_refused(string text) => Assert.False(GoTime.TryParse(text, out _), text.ToString(CultureInfo.InvariantCulture));
}
