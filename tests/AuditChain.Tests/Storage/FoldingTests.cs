using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;

namespace AuditChain.Tests;

/// <summary>The folding is one table that never changes, in UTF-8 as in UTF-16.</summary>
public sealed class FoldingTests
{
    private static string FoldUtf8(string text)
    {
        byte[] raw = Encoding.UTF8.GetBytes(text), folded = new byte[Folding.MaxBytes(raw.Length)];
        return Encoding.UTF8.GetString(folded, 0, Folding.Fold(raw, folded));
    }

    [Fact]
    public void The_table_is_frozen()
    {
        StringBuilder mappings = new();
        int count = 0;
        for (int character = 0; character <= 0x10FFFF; character++)
        {
            if (Folding.Fold(character) is var folded && folded == character) continue;
            mappings.Append(CultureInfo.InvariantCulture, $"{character:X4};{folded:X4}\n");
            count++;
        }
        Assert.Equal(1512, count);
        Assert.Equal("d51a3116370e8abd340b9a8430489b5d89dd555c105bc32e2859f1aa23da194e",
            Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(mappings.ToString()))));
    }

    [Fact]
    public void Folding_twice_changes_nothing_and_keeps_planes_and_bounds()
    {
        for (int character = 0; character <= 0x10FFFF; character++)
        {
            if (character is >= 0xD800 and < 0xE000) continue;
            int folded = Folding.Fold(character);
            Assert.Equal(folded, Folding.Fold(folded));
            string text = char.ConvertFromUtf32(character), result = char.ConvertFromUtf32(folded);
            Assert.Equal(text.Length, result.Length);
            Assert.InRange(Encoding.UTF8.GetByteCount(result), 1, Folding.MaxBytes(Encoding.UTF8.GetByteCount(text)));
            Assert.Equal(result, FoldUtf8(text));
            Assert.Equal(result, Folding.Fold(text));
        }
    }

    [Fact]
    public void The_vectors_of_another_implementation_hold()
    {
        using JsonDocument vectors = JsonDocument.Parse(File.ReadAllBytes(RepositoryFiles.Vector("block-index.json")));
        int count = 0;
        foreach (JsonElement value in vectors.RootElement.GetProperty("values").EnumerateArray())
        {
            string text = value.GetProperty("text").GetString()!, folded = value.GetProperty("folded").GetString()!;
            Assert.Equal(folded, Folding.Fold(text));
            Assert.Equal(folded, FoldUtf8(text));
            Assert.True(Folding.Equals(text, folded));
            count++;
        }
        Assert.True(count >= 14, $"{count} vectors");
    }

    [Fact]
    public void Both_encodings_fold_alike()
    {
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(2000).WithReplay(20261124, 1), Prop.ForAll(HonestValues.Text.ToArbitrary(), text =>
        {
            Assert.Equal(Folding.Fold(text), FoldUtf8(text));
            Assert.Equal(Encoding.UTF8.GetBytes(Folding.Fold(text)), Folding.FoldToUtf8(text));
        }));
    }

    [Theory]
    [InlineData("alice", "ALICE", true)]
    [InlineData("straße", "STRAẞE", true)]
    [InlineData("straße", "STRASSE", false)]
    [InlineData("\u212aelvin", "kelvin", true)]
    [InlineData("Σίσυφος", "ΣΊΣΥΦΟΣ", true)]
    [InlineData("I", "ı", false)]
    [InlineData("i", "İ", false)]
    [InlineData("", "", true)]
    [InlineData("a\0b", "A\0B", true)]
    [InlineData("a\0b", "A\0C", false)]
    [InlineData("\ud801\udc00", "\ud801\udc28", true)]
    [InlineData("\ud801", "\ud801", true)]
    [InlineData("e\u0301", "\u00e9", false)]
    public void Names_are_equal_but_for_their_case(string left, string right, bool equal)
    {
        Assert.Equal(equal, Folding.Equals(left, right));
        Assert.Equal(equal, Folding.Comparer.Equals(left, right));
        Assert.Equal(equal, Folding.Comparer.Compare(left, right) == 0);
        Assert.Equal(equal, Folding.StartsWith($"{left}!", right));
        if (equal) Assert.Equal(Folding.Comparer.GetHashCode(left), Folding.Comparer.GetHashCode(right));
    }

    [Fact]
    public void The_longest_growth_fits_the_bound_exactly()
    {
        string text = new('\u023a', 100);
        Assert.Equal(Folding.MaxBytes(200), Encoding.UTF8.GetByteCount(FoldUtf8(text)));
    }

    [Fact]
    public void A_name_with_a_lone_surrogate_is_no_entrys()
    {
        Assert.Null(Folding.FoldToUtf8("a\ud800"));
        Assert.Null(Folding.FoldToUtf8("\udc00\ud800"));
        Assert.False(NameFilter.AnyOf(EntryMember.Actor, "a\ud800").Matches("a\ufffd"));
    }
}
