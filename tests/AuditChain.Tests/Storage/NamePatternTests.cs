using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;

namespace AuditChain.Tests;

/// <summary>Wildcards mean what they mean in PowerShell, and the same over text as over the folded bytes of an index.</summary>
public sealed class NamePatternTests
{
    private static readonly JsonElement s_vectors =
        JsonDocument.Parse(File.ReadAllBytes(RepositoryFiles.Vector("name-patterns.json"))).RootElement;

    public static TheoryData<string> Patterns =>
        [.. s_vectors.GetProperty("patterns").EnumerateArray().Select(p => p.GetProperty("pattern").GetString()!)];

    private static byte[] Folded(string text) => Encoding.UTF8.GetBytes(Folding.Fold(text));

    [Theory]
    [MemberData(nameof(Patterns))]
    public void Matches_what_PowerShell_matches(string text)
    {
        JsonElement vector = s_vectors.GetProperty("patterns").EnumerateArray().Single(p => p.GetProperty("pattern").GetString() == text);
        bool refused = vector.TryGetProperty("refused", out _);
        Assert.Equal(!refused, NamePattern.TryParse(text, out NamePattern? pattern, out string? problem));
        Assert.Equal(refused, problem is not null);
        if (refused) return;
        string[] expected = [.. vector.GetProperty("matches").EnumerateArray().Select(m => m.GetString()!)];
        string[] texts = [.. s_vectors.GetProperty("texts").EnumerateArray().Select(m => m.GetString()!)];
        Assert.Equal(expected, texts.Where(pattern!.Matches));
        Assert.Equal(expected, texts.Where(value => pattern.MatchesFolded(Folded(value))));
        Assert.Equal(expected, texts.Where(new NameFilter(EntryMember.Actor, pattern).Matches));
    }

    [Theory]
    [InlineData("[", "a '[' has no ']'")]
    [InlineData("x[abc", "a '[' has no ']'")]
    [InlineData("[z-a]", "the range 'z-a' ends before it begins")]
    public void A_refusal_says_why_and_what_to_do(string text, string problem)
    {
        AuditException e = Assert.Throws<AuditException>(() => NameFilter.Like(EntryMember.Type, "console", text));
        Assert.Equal(AuditError.AuditPatternInvalid, e.Error);
        Assert.Contains(problem, e.Message, StringComparison.Ordinal);
        Assert.Contains("backtick", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("*", "\0")]
    [InlineData("a*c", "a\0\n\r\u0085\u2028c")]
    [InlineData("???", "\0\n\r")]
    [InlineData("[`\0-\u001f]", "\n")]
    [InlineData("*\0*", "a\0b")]
    public void No_character_is_beyond_a_wildcard(string pattern, string text)
    {
        Assert.True(NamePattern.Parse(pattern).Matches(text));
        Assert.True(NamePattern.Parse(pattern).MatchesFolded(Folded(text)));
    }

    [Theory]
    [InlineData("[\u212a]", "k")]
    [InlineData("[k]", "\u212a")]
    [InlineData("[Α-Ω]", "ς")]
    [InlineData("[s]", "ſ")]
    [InlineData("\u212a*", "Kelvin")]
    [InlineData("\U00010400?", "\U00010428x")]
    [InlineData("ẞ", "ß")]
    public void Case_is_that_of_the_table(string pattern, string text) => Assert.True(NamePattern.Parse(pattern).Matches(text));

    [Fact]
    public void A_name_means_itself_whatever_it_holds()
    {
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(1000).WithReplay(20261124, 9), Prop.ForAll(HonestValues.Text.ToArbitrary(), text =>
        {
            Assert.True(NamePattern.Name(text).IsName);
            Assert.True(NamePattern.Name(text).Matches(text));
            Assert.False(NamePattern.Name(text).Matches(text + "x"));
            string escaped = string.Concat(text.Select(c => c is '*' or '?' or '[' or ']' or '`' ? $"`{c}" : c.ToString()));
            Assert.Equal(Folded(text), NamePattern.Parse(escaped).FoldedName);
        }));
    }

    [Fact]
    public void Text_and_folded_bytes_give_one_answer()
    {
        Gen<string> pattern = Gen.Elements("*", "?", "a", "B", "é", "É", "😀", "[a-c]", "[É]", "`*", "\0")
            .ArrayOf().Where(p => p.Length < 8).Select(string.Concat);
        Gen<string> text = Gen.Elements("a", "A", "b", "c", "é", "É", "😀", "*", "\0", "\n")
            .ArrayOf().Where(p => p.Length < 8).Select(string.Concat);
        int matched = 0;
        Config config = Config.QuickThrowOnFailure.WithMaxTest(20_000).WithReplay(20261124, 3);
        Check.One(config, Prop.ForAll(Gen.Zip(pattern, text).ToArbitrary(), both =>
        {
            NamePattern parsed = NamePattern.Parse(both.Item1);
            bool expected = Naive(both.Item1, Folding.Fold(both.Item2));
            Assert.Equal(expected, parsed.Matches(both.Item2));
            Assert.Equal(expected, parsed.MatchesFolded(Folded(both.Item2)));
            if (expected) matched++;
        }));
        Assert.True(matched > 500, $"{matched} of the cases matched");
    }

    [Fact]
    public void Many_stars_cost_no_more_than_their_product()
    {
        NamePattern pattern = NamePattern.Parse(string.Concat(Enumerable.Repeat("*a", 200)) + "b");
        Assert.False(pattern.Matches(new string('a', 20_000)));
        Assert.True(pattern.Matches(new string('a', 20_000) + "b"));
    }

    /// <summary>The definition, one way after the other. Costs what it costs.</summary>
    private static bool Naive(string pattern, string text)
    {
        if (pattern.Length == 0) return text.Length == 0;
        if (pattern[0] == '*') return Enumerable.Range(0, text.Length + 1).Any(skipped => Naive(pattern[1..], text[skipped..]));
        if (text.Length == 0) return false;
        if (pattern[0] == '?') return Naive(pattern[1..], text[1..]);
        if (pattern[0] == '`') return text[0] == pattern[1] && Naive(pattern[2..], text[1..]);
        if (pattern.StartsWith("[a-c]", StringComparison.Ordinal)) return text[0] is 'a' or 'b' or 'c' && Naive(pattern[5..], text[1..]);
        if (pattern.StartsWith("[É]", StringComparison.Ordinal)) return text[0] == 'é' && Naive(pattern[3..], text[1..]);
        return text[0] == Folding.Fold(pattern[..1])[0] && Naive(pattern[1..], text[1..]);
    }
}
