using System.Collections;
using System.Numerics;
using System.Security;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace AuditChain.Tests;

public sealed class CanonicalJsonTests
{
    private static string Write(object? value) => Encoding.UTF8.GetString(CanonicalJson.Serialize(value));

    [Theory]
    [InlineData(0.0, "0")]
    [InlineData(1.0, "1")]
    [InlineData(-1.5, "-1.5")]
    [InlineData(1e-6, "0.000001")]
    [InlineData(1e-7, "1e-7")]
    [InlineData(1.25e-7, "1.25e-7")]
    [InlineData(123456789012345680.5, "123456789012345680")]
    [InlineData(1e20, "100000000000000000000")]
    [InlineData(3.68815104498943e16, "36881510449894300")]
    [InlineData(1e21, "1e+21")]
    [InlineData(-1.5e300, "-1.5e+300")]
    [InlineData(5e-324, "5e-324")]
    [InlineData(1.7976931348623157e308, "1.7976931348623157e+308")]
    [InlineData(333333333.33333329, "333333333.3333333")]
    [InlineData(9007199254740991.0, "9007199254740991")]
    [InlineData(9007199254740992.0, "9007199254740992")]
    [InlineData(0.3333333333333333, "0.3333333333333333")]
    public void Doubles_are_spelled_as_ECMAScript_does(double value, string expected) => Assert.Equal(expected, Write(value));

    // RFC 8785 appendix B.
    [Theory]
    [InlineData(0x0000000000000001, "5e-324")]
    [InlineData(0x7fefffffffffffff, "1.7976931348623157e+308")]
    [InlineData(0x44b52d02c7e14af5, "9.999999999999997e+22")]
    [InlineData(0x44b52d02c7e14af6, "1e+23")]
    [InlineData(0x4340000000000000, "9007199254740992")]
    [InlineData(0x4430000000000000, "295147905179352830000")]
    [InlineData(0x444b1ae4d6e2ef4e, "999999999999999700000")]
    [InlineData(0x444b1ae4d6e2ef4f, "999999999999999900000")]
    [InlineData(0x444b1ae4d6e2ef50, "1e+21")]
    [InlineData(0x3eb0c6f7a0b5ed8c, "9.999999999999997e-7")]
    [InlineData(0x3eb0c6f7a0b5ed8d, "0.000001")]
    [InlineData(0x41b3de4355555553, "333333333.3333332")]
    [InlineData(0x41b3de4355555557, "333333333.33333343")]
    [InlineData(0x43143ff3c1cb0959, "1424953923781206.2")]
    public void The_samples_of_RFC_8785_come_out_as_printed(long bits, string expected) => Assert.Equal(expected, Write(BitConverter.Int64BitsToDouble(bits)));

    [Theory]
    [InlineData("0.1", "0.1")]
    [InlineData("1.10", "1.1")]
    [InlineData("100", "100")]
    [InlineData("9007199254740993", "\"9007199254740993\"")]
    [InlineData("0.12345678901234567890", "\"0.12345678901234567890\"")]
    [InlineData("-7.5", "-7.5")]
    [InlineData("0.0", "0")]
    [InlineData("-0.0", "0")]
    [InlineData("36881510449894300", "36881510449894300")]
    [InlineData("36881510449894304", "\"36881510449894304\"")]
    [InlineData("100000000000000000000", "100000000000000000000")]
    [InlineData("1000000000000000000000", "\"1000000000000000000000\"")]
    [InlineData("0.0000001", "1e-7")]
    [InlineData("79228162514264337593543950335", "\"79228162514264337593543950335\"")]
    public void A_decimal_is_a_number_only_where_a_double_carries_it_exactly(string value, string expected) =>
        Assert.Equal(expected, Write(decimal.Parse(value, System.Globalization.CultureInfo.InvariantCulture)));

    [Fact]
    public void Negative_zero_is_zero() => Assert.Equal("0", Write(-0.0));

    [Fact]
    public void An_integer_is_a_number_where_its_digits_are_the_spelling_of_a_double()
    {
        Assert.Equal("[9007199254740991,9007199254740992,\"9007199254740993\",9007199254740994,\"-9223372036854775808\",\"18446744073709551615\",\"36893488147419103232\"]",
            Write(new object[] { 9007199254740991L, 9007199254740992L, 9007199254740993L, 9007199254740994UL, long.MinValue, ulong.MaxValue, BigInteger.Pow(2, 65) }));
        Assert.Equal("[100000000000000000000,\"1000000000000000000000\",\"-36881510449894304\",-36881510449894300]",
            Write(new object[] { BigInteger.Pow(10, 20), BigInteger.Pow(10, 21), (Int128)(-36881510449894304), -36881510449894300L }));
        Assert.Equal($"\"{new string('9', 400)}\"", Write(BigInteger.Parse(new string('9', 400))));
    }

    // A property of an object, and a node, are written as the value alone is.
    [Fact]
    public void The_type_of_a_number_counts_wherever_it_stands()
    {
        decimal exact = 0.12345678901234567890m;
        BigInteger large = BigInteger.Pow(10, 21);
        const string Members = "{\"d\":\"0.12345678901234567890\",\"f\":0.10000000149011612,\"h\":0.0999755859375,\"i\":\"1000000000000000000000\"}";
        Assert.Equal(Members, Write(new { d = exact, f = 0.1f, h = (Half)0.1f, i = large }));
        Assert.Equal(Members, Write(new Dictionary<string, object?> { ["d"] = exact, ["f"] = 0.1f, ["h"] = (Half)0.1f, ["i"] = large }));
        Assert.Equal("{\"d\":[\"0.12345678901234567890\"],\"f\":0.10000000149011612,\"n\":null,\"t\":\"x\"}",
            Write(new JsonObject { ["t"] = "x", ["f"] = 0.1f, ["n"] = null, ["d"] = new JsonArray(JsonValue.Create(exact)) }));
        Assert.Equal(AuditError.AuditValueRefused, Assert.Throws<AuditException>(() => Write(new { f = float.NaN })).Error);
    }

    [Fact]
    public void Members_ascend_by_UTF16_code_unit()
    {
        // U+FB33 lies above the surrogates of U+1F600 in UTF-8 order only.
        Assert.Equal("{\"\":0,\"1\":1,\"A\":2,\"a\":3,\"\u00e9\":4,\"\U0001F600\":5,\"\uFB33\":6}",
            Write(new Dictionary<string, object?> { ["\uFB33"] = 6, ["\U0001F600"] = 5, ["é"] = 4, ["a"] = 3, ["A"] = 2, ["1"] = 1, [""] = 0 }));
    }

    [Fact]
    public void Only_what_must_be_escaped_is_escaped() =>
        Assert.Equal("\"\\\"\\\\\\b\\t\\n\\f\\r\\u0000\\u001f/\u007f<>&\u2028é😀\"", Write("\"\\\b\t\n\f\r\0\u001f/\u007f<>&\u2028é😀"));

    [Fact]
    public void Values_of_NET_are_written_by_what_they_mean()
    {
        Assert.Equal("\"2026-11-20T08:00:00.0000000Z\"", Write(new DateTimeOffset(2026, 11, 20, 9, 0, 0, TimeSpan.FromHours(1))));
        Assert.Equal("\"AQID\"", Write(new byte[] { 1, 2, 3 }));
        Assert.Equal("\"Friday\"", Write(DayOfWeek.Friday));
        Assert.Equal("\"1.2.3\"", Write(new Version(1, 2, 3)));
        Assert.Equal("\"::1\"", Write(System.Net.IPAddress.IPv6Loopback));
        Assert.Equal("0.10000000149011612", Write(0.1f));
        Assert.Equal("{\"A\":1,\"b\":[true,null]}", Write(new { b = new object?[] { true, null }, A = 1 }));
        Assert.Equal("{\"1\":\"x\"}", Write(new Hashtable { [1] = "x" }));
        Assert.Equal("{\"a\":1,\"b\":{}}", Write(JsonDocument.Parse("{\"b\":{},\"a\":1.0e0}").RootElement));
    }

    [Fact]
    public void What_JSON_cannot_carry_is_refused_by_name()
    {
        foreach (object bad in new object[] { double.NaN, double.PositiveInfinity, "\ud800", "x\udc00y", new SecureString(), new Dictionary<string, object?> { ["$sealed"] = 1 } })
            Assert.Equal(AuditError.AuditValueRefused, Assert.Throws<AuditException>(() => Write(bad)).Error);
    }

    [Fact]
    public void Depth_is_limited_and_a_cycle_is_an_error()
    {
        ArrayList cycle = [];
        cycle.Add(cycle);
        Assert.Equal(AuditError.AuditEntryTooDeep, Assert.Throws<AuditException>(() => Write(cycle)).Error);
        object nested = 1;
        for (int i = 0; i < AuditLimits.Depth; i++) nested = new[] { nested };
        Assert.Null(CanonicalJson.FindFault(CanonicalJson.Serialize(nested)));
        Assert.Throws<AuditException>(() => Write(new[] { nested }));
    }

    [Fact]
    public void A_text_of_a_hundred_megabytes_is_refused_before_it_is_copied()
    {
        string huge = new('x', 100_000_000);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(AuditError.AuditEntryTooLarge, Assert.Throws<AuditException>(() => Write(huge)).Error);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000_000);
    }

    [Theory]
    [InlineData("{\"a\":1,\"a\":2}")]
    [InlineData("{\"b\":1,\"a\":2}")]
    [InlineData("{\"a\": 1}")]
    [InlineData(" {}")]
    [InlineData("{} ")]
    [InlineData("[1,]")]
    [InlineData("[1.0]")]
    [InlineData("[01]")]
    [InlineData("[-0]")]
    [InlineData("[1e0]")]
    [InlineData("[1E+21]")]
    [InlineData("[1e21]")]
    [InlineData("[9007199254740993]")]
    [InlineData("[36881510449894304]")]
    [InlineData("[1000000000000000000000]")]
    [InlineData("[1e+309]")]
    [InlineData("[NaN]")]
    [InlineData("[-]")]
    [InlineData("\"\\/\"")]
    [InlineData("\"\\u0041\"")]
    [InlineData("\"\\u000A\"")]
    [InlineData("\"\\u000a\"")]
    [InlineData("\"\\u001F\"")]
    [InlineData("\"\u0001\"")]
    [InlineData("\"a")]
    [InlineData("nul")]
    [InlineData("")]
    [InlineData("{\"\uFB33\":1,\"\U0001F600\":2}")]
    [InlineData("{\"a\\n\":1,\"a\\n\":2}")]
    public void Anything_that_is_not_canonical_is_found(string json) => Assert.NotNull(CanonicalJson.FindFault(Encoding.UTF8.GetBytes(json)));

    [Fact]
    public void Invalid_UTF8_is_found() => Assert.NotNull(CanonicalJson.FindFault([(byte)'"', 0xC3, 0x28, (byte)'"']));
}
