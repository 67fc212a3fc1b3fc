using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace AuditChain.Tests;

/// <summary>The bytes are those that another implementation makes.</summary>
public sealed class BlockVectorTests
{
    private static readonly JsonElement s_vectors =
        JsonDocument.Parse(File.ReadAllBytes(RepositoryFiles.Vector("block-index.json"))).RootElement;

    public static TheoryData<string> Names =>
        [.. s_vectors.GetProperty("members").EnumerateArray().Select(m => m.GetProperty("name").GetString()!)];

    /// <summary>The runs of "first", then the values of "cycle" again and again, with {} for the row's number.</summary>
    private static string?[] Values(JsonElement vector)
    {
        string?[] cycle = [.. vector.GetProperty("cycle").EnumerateArray().Select(value => value.GetString())];
        string?[] first =
            [.. vector.GetProperty("first").EnumerateArray().SelectMany(run => Enumerable.Repeat(run[0].GetString(), run[1].GetInt32()))];
        return [.. Enumerable.Range(0, BlockFormat.Rows)
            .Select(row => row < first.Length ? first[row] : cycle[(row - first.Length) % cycle.Length])
            .Select((value, row) => value?.Replace("{}", $"{row}", StringComparison.Ordinal))];
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Data_is_that_of_the_vector(string name)
    {
        JsonElement vector = s_vectors.GetProperty("members").EnumerateArray().Single(m => m.GetProperty("name").GetString() == name);
        string?[] values = Values(vector);
        foreach (EntryMember member in new[] { EntryMember.Target, EntryMember.Outcome, EntryMember.Correlation })
        {
            byte[] data = BlockSample.Build(values.Select((value, row) => BlockSample.Line(row, member, value)))
                .Data((int)member).ToArray();
            Assert.StartsWith(vector.GetProperty("start").GetString(), Convert.ToHexStringLower(data), StringComparison.Ordinal);
            Assert.Equal(vector.GetProperty("length").GetInt32(), data.Length);
            Assert.Equal(vector.GetProperty("sha256").GetString(), Convert.ToHexStringLower(SHA256.HashData(data)));
            Assert.InRange(data.Length, 2, BlockFormat.MaxBytes);
        }
        // The slow model of these tests is held against the same vectors.
        Assert.Equal(vector.GetProperty("sha256").GetString(), Convert.ToHexStringLower(SHA256.HashData(BlockSample.Expected(values))));
    }

    [Fact]
    public void Hashes_are_those_of_the_vectors()
    {
        foreach (JsonElement value in s_vectors.GetProperty("values").EnumerateArray())
        {
            byte[] folded = Encoding.UTF8.GetBytes(value.GetProperty("folded").GetString()!);
            Assert.Equal(value.GetProperty("crc32c").GetString(), $"{ValueHash.Crc32C(folded):x8}");
            Assert.Equal(value.GetProperty("hash").GetInt32(), ValueHash.Of(folded));
        }
        Assert.Equal(0xe3069283u, ValueHash.Crc32C("123456789"u8));
    }

    [Fact]
    public void Places_are_counted_in_blocks_of_4096()
    {
        Assert.Equal((0, 0, 0, 4095), (BlockFormat.BlockOf(1), BlockFormat.RowOf(1), BlockFormat.BlockOf(4096), BlockFormat.RowOf(4096)));
        Assert.Equal((1, 0, 4097), (BlockFormat.BlockOf(4097), BlockFormat.RowOf(4097), BlockFormat.FirstSequence(1)));
        Assert.Equal([0, 0, 1, 1, 2], new long[] { 0, 4095, 4096, 8191, 8192 }.Select(BlockFormat.Blocks));
        Assert.Equal(((3L << 40) + 7, 8L << 40), (BlockFormat.RowId(3, 7), BlockFormat.RowId(BlockFormat.TimeMember, 0)));
        Assert.Throws<ArgumentOutOfRangeException>(() => BlockFormat.RowId(1, 1L << 40));
        Assert.Throws<ArgumentOutOfRangeException>(() => BlockFormat.RowId(1, -1));
    }
}
