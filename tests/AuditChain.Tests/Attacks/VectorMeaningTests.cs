using System.IO.Compression;
using AttackMatrix.Honest;
using AttackMatrix.Vectors;

namespace AuditChain.Tests;

/// <summary>What makes two vectors the same: no byte that a library chooses, and everything that an attacker would.</summary>
public sealed class VectorMeaningTests
{
    private static readonly byte[] s_database = DatabaseBuilder.Build(HonestLog.Make());

    [Fact]
    public void A_database_laid_out_otherwise_is_the_same()
    {
        byte[] laidOut = DatabaseBuilder.Run(s_database, "CREATE TABLE scratch(x)", "INSERT INTO scratch VALUES (zeroblob(100000))", "DROP TABLE scratch", "VACUUM");
        Assert.NotEqual(s_database, laidOut);
        Assert.True(VectorMeaning.Same(Log(s_database), Log(laidOut)));
    }

    [Theory]
    [InlineData("UPDATE header SET line = line || ' '")]
    [InlineData("UPDATE header SET line = CAST(line AS BLOB)")]
    [InlineData("DELETE FROM attestations")]
    [InlineData("CREATE TABLE another(x)")]
    [InlineData("PRAGMA user_version = 99")]
    public void A_database_that_says_something_else_is_another(string sql) =>
        Assert.False(VectorMeaning.Same(Log(s_database), Log(DatabaseBuilder.Edit(s_database, sql))));

    [Fact]
    public void A_database_with_another_log_beside_it_is_another()
    {
        Vector cut = Log(s_database) with { Companions = [new Companion("-journal", [])] };
        Assert.False(VectorMeaning.Same(Log(s_database), cut));
    }

    [Fact]
    public void Gzip_data_is_compared_by_what_it_unpacks_to()
    {
        byte[] text = BundleText.Bundle(HonestLog.Make());
        Vector small = Log(BundleText.Gzip(text)), fast = Log(BundleText.Gzip(text, CompressionLevel.Fastest)), other = Log(BundleText.Gzip([.. text, (byte)'\n']));
        Assert.NotEqual(small.Content, fast.Content);
        Assert.True(VectorMeaning.Same(small, fast));
        Assert.False(VectorMeaning.Same(small, other));
    }

    [Fact]
    public void Text_is_compared_byte_for_byte_and_words_count()
    {
        Assert.False(VectorMeaning.Same(Log("a\n"u8.ToArray()), Log("a"u8.ToArray())));
        Assert.False(VectorMeaning.Same(Log(s_database), Log(s_database) with { Manipulation = "something else" }));
        Assert.False(VectorMeaning.Same(Log(s_database), Log(s_database) with { Expectations = [new Expectation { Verdict = Verdict.Tampered, Sequence = 3 }] }));
    }

    private static Vector Log(byte[] content) => new() { Name = "00-x.log", Row = 1, Form = Form.Log, Manipulation = "", FileName = "ops.audit", Content = content, Expectations = [] };
}
