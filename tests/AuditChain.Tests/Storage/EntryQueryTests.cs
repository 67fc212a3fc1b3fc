using FsCheck;
using FsCheck.Fluent;

namespace AuditChain.Tests;

/// <summary>A line is judged as its entry is.</summary>
public sealed class EntryQueryTests
{
    private static readonly DateTimeOffset s_noon = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    private static bool Matches(EntryQuery query, byte[] line)
    {
        Assert.True(EntryFacts.TryRead(line, out EntryFacts facts, out string? problem), problem);
        bool matches = query.Matches(line, facts, new FoldBuffer());
        Assert.Equal(matches, query.Matches(AuditEntry.Parse(line)));
        return matches;
    }

    [Fact]
    public void Each_member_is_compared_with_its_own_filter()
    {
        string?[] values = ["type", "actor", "action", "target", "outcome", "source", "correlation"];
        byte[] line = BlockSample.Line(7, values, s_noon);
        foreach (EntryMember member in Enum.GetValues<EntryMember>())
        {
            foreach (string? value in values)
            {
                EntryQuery query = new() { Names = [NameFilter.AnyOf(member, value!.ToUpperInvariant())] };
                Assert.Equal(value == values[(int)member - 1], Matches(query, line));
            }
            byte[] without = BlockSample.Line(7, [.. values.Select((value, i) => i == (int)member - 1 && i > 0 ? null : value)], s_noon);
            Assert.Equal(member == EntryMember.Type, Matches(new EntryQuery { Names = [NameFilter.Like(member, "*")] }, without));
        }
    }

    [Fact]
    public void Bounds_are_as_documented()
    {
        byte[] line = BlockSample.Line(7, ["t", null, null, null, null, null, null], s_noon);
        Assert.True(Matches(new EntryQuery(), line));
        Assert.True(Matches(new EntryQuery { FirstSequence = 7, LastSequence = 7, Sequences = [7],
            After = s_noon, Before = s_noon.AddTicks(1) }, line));
        Assert.True(Matches(new EntryQuery { After = s_noon.ToOffset(TimeSpan.FromHours(5)) }, line));
        Assert.False(Matches(new EntryQuery { FirstSequence = 8 }, line));
        Assert.False(Matches(new EntryQuery { LastSequence = 6 }, line));
        Assert.False(Matches(new EntryQuery { Sequences = [6, 8] }, line));
        Assert.False(Matches(new EntryQuery { After = s_noon.AddTicks(1) }, line));
        Assert.False(Matches(new EntryQuery { Before = s_noon }, line));
        Assert.False(Matches(new EntryQuery { Names = [NameFilter.AnyOf(EntryMember.Type, "t"),
            NameFilter.AnyOf(EntryMember.Actor, "")] }, line));
    }

    [Theory]
    [InlineData("access DENIED", "*denied*", true)]
    [InlineData("access DENIED", "denied", false)]
    [InlineData("access DENIED", "Access Denied", true)]
    [InlineData("Straße\u0000\"ends\"", "STRASSE*", false)]
    [InlineData("ÄRGER\u0000 \"denied\"", "ärger*\"denied\"", true)]
    [InlineData("", "", true)]
    [InlineData("", "?*", false)]
    [InlineData(null, "*", false)]
    public void A_message_is_compared_as_a_whole(string? message, string pattern, bool expected)
    {
        PreparedEntry entry = PreparedEntry.From(new AuditEvent { Type = "t", Message = message });
        byte[] line = entry.ToEntry(new EntryPlace(1, s_noon, default, default)).LineBytes.ToArray();
        Assert.Equal(expected, Matches(new EntryQuery { Messages = [NamePattern.Parse(pattern)] }, line));
        Assert.Equal(expected, Matches(new EntryQuery { Messages = [NamePattern.Parse("other"), NamePattern.Parse(pattern)] }, line));
        Assert.False(Matches(new EntryQuery { Messages = [NamePattern.Parse(pattern)], Names = [NameFilter.AnyOf(EntryMember.Type, "x")] }, line));
    }

    [Fact]
    public void Whatever_a_value_holds_it_is_found_by_name_and_by_wildcard()
    {
        Config config = Config.QuickThrowOnFailure.WithMaxTest(1000).WithReplay(20261124, 11);
        Check.One(config, Prop.ForAll(HonestValues.Text.ToArbitrary(), text =>
        {
            byte[] line = BlockSample.Line(0, EntryMember.Target, text);
            Assert.True(Matches(new EntryQuery { Names = [NameFilter.AnyOf(EntryMember.Target, "other", Folding.Fold(text))] }, line));
            Assert.True(Matches(new EntryQuery { Names = [NameFilter.Like(EntryMember.Target, "*")] }, line));
            Assert.True(Matches(new EntryQuery { Names = [NameFilter.Like(EntryMember.Target, new string('?', text.Length))] }, line));
            Assert.False(Matches(new EntryQuery { Names = [NameFilter.Like(EntryMember.Target,
                new string('?', text.Length + 1) + "*")] }, line));
        }));
    }
}
