using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json;
using AuditChain.Sqlite;
using AuditChain.Tests.Cli;
using FsCheck;
using FsCheck.Fluent;

namespace AuditChain.Tests;

/// <summary>tests/vectors/numbers.json: what comes in as a JSON number, and what stands in the line. Made by an independent implementation.</summary>
public sealed class NumberVectorTests
{
    /// <summary>The token, and what is written for it; null where it is refused.</summary>
    public static TheoryData<string, string?> Rows
    {
        get
        {
            TheoryData<string, string?> rows = [];
            using JsonDocument file = JsonDocument.Parse(File.ReadAllBytes(RepositoryFiles.Vector("numbers.json")));
            foreach (JsonElement row in file.RootElement.GetProperty("numbers").EnumerateArray())
                rows.Add(row.GetProperty("json").GetString()!, row.TryGetProperty("line", out JsonElement line) ? line.GetString() : null);
            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void Written(string json, string? line)
    {
        object token = JsonDocument.Parse(json).RootElement;
        if (line is null) Assert.Equal(AuditError.AuditValueRefused, Assert.Throws<AuditException>(() => Write(token)).Error);
        else Assert.Equal(line, Write(token));
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void A_token_is_canonical_where_it_is_what_would_be_written(string json, string? line)
    {
        Assert.Equal(json == line, CanonicalJson.FindFault(Encoding.ASCII.GetBytes(json)) is null);
        if (line is not null) Assert.Null(CanonicalJson.FindFault(Encoding.ASCII.GetBytes(line)));
    }

    // All of them by one process, as lines of standard input.
    [Fact]
    public void Read_by_the_command_line()
    {
        using CliFolder folder = new();
        (string Json, string? Line)[] rows = [.. Rows.Select(row => (row.Data.Item1, row.Data.Item2))];
        string[] taken = [.. rows.Where(row => row.Line is not null).Select(row => row.Json)];
        Assert.NotEmpty(taken);
        Auditlog.RunWith(string.Concat(taken.Select(json => $"{Event(json)}\n")), "add", folder.Log, "--stdin").Succeeded();
        Assert.Equal(rows.Where(row => row.Line is not null).Select(row => row.Line), folder.Entries().Select(entry => entry.Data!.Value.GetProperty("n").GetRawText()));

        foreach ((string json, _) in rows.Where(row => row.Line is null))
            Auditlog.RunWith(Event(json), "add", folder.Log, "--stdin").Refused("AuditValueRefused", json);
        Assert.Equal(taken.Length, folder.Entries().Length);
    }

    [Fact]
    public void Any_token_that_is_written_is_read_and_written_again_the_same()
    {
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(20_000), Prop.ForAll(Token.ToArbitrary(), static token =>
        {
            string? line;
            try
            {
                line = Write(JsonDocument.Parse(token).RootElement);
            }
            catch (AuditException e) when (e.Error == AuditError.AuditValueRefused)
            {
                // By an independent measure: as a double it is not finite.
                return token.AsSpan().ContainsAny('.', 'e', 'E') && !double.IsFinite(double.Parse(token, CultureInfo.InvariantCulture));
            }
            JsonElement read = JsonDocument.Parse(line).RootElement;
            bool told = token.AsSpan().ContainsAny('.', 'e', 'E')
                ? read.GetDouble() == double.Parse(token, CultureInfo.InvariantCulture) && Write(read.GetDouble()) == line
                : line.Trim('"') == (token == "-0" ? "0" : token) && Write(BigInteger.Parse(token, CultureInfo.InvariantCulture)) == line;
            return told && Write(read) == line && CanonicalJson.FindFault(Encoding.ASCII.GetBytes(line)) is null;
        }));
    }

    // Integers around the powers of ten and two, where the spelling changes, and decimals and exponents of all sizes.
    private static Gen<string> Token => Gen.Frequency(
        (3, Digits(1, 30)),
        (2, Gen.Zip(Gen.Choose(50, 90), Gen.Choose(-3, 3)).Select(pair => (BigInteger.Pow(2, pair.Item1) + pair.Item2).ToString(CultureInfo.InvariantCulture))),
        (2, Gen.Zip(Digits(1, 17).Where(digits => digits.Trim('-') != "0"), Gen.Choose(0, 8)).Select(pair => pair.Item1 + new string('0', pair.Item2))),
        (2, Gen.Zip(Digits(1, 20), Digits(1, 20).Select(digits => digits.TrimStart('-'))).Select(pair => $"{pair.Item1}.{pair.Item2}")),
        (3, Gen.Zip(Digits(1, 20), Gen.Choose(-340, 320)).Select(pair => $"{pair.Item1}e{pair.Item2}")));

    private static Gen<string> Digits(int least, int most) =>
        from length in Gen.Choose(least, most)
        from digits in Gen.Choose(0, 9).ListOf(length)
        from negative in Gen.Elements("", "", "-")
        select negative + (string.Concat(digits).TrimStart('0') is { Length: > 0 } text ? text : "0");

    private static string Event(string number) => """{"type":"n","data":{"n":""" + number + "}}";

    private static string Write(object value) => Encoding.UTF8.GetString(CanonicalJson.Serialize(value));
}
