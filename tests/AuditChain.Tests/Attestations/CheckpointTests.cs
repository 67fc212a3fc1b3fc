using System.Text;
using Xunit;

namespace AuditChain.Tests;

public class CheckpointTests
{
    private static readonly string Text = AttestationVectors.CheckpointText(0);
    private static readonly DateTimeOffset Time = new(2026, 11, 20, 9, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(0, 3)]
    [InlineData(1, 5)]
    public void Text_is_that_of_the_vectors(int note, long size)
    {
        Assert.True(Digest.TryParseBase64(AttestationVectors.Roots[size], out Digest root));
        var checkpoint = new Checkpoint(AttestationVectors.KeyName, size, root, Hex(AttestationVectors.LeafHashes[size - 1]), Hex(AttestationVectors.HeaderHash), Time);
        Assert.Equal(AttestationVectors.CheckpointText(note), checkpoint.ToText());
        Assert.Equal(checkpoint, Checkpoint.Parse(checkpoint.ToText()));
    }

    [Fact]
    public void Time_is_written_in_UTC_and_to_100_ns()
    {
        Checkpoint parsed = Checkpoint.Parse(Text);
        var elsewhere = new Checkpoint(parsed.Origin, parsed.Size, parsed.Root, parsed.Head, parsed.Log, Time.AddTicks(1).ToOffset(TimeSpan.FromHours(5)));
        Assert.Contains("\ntime 2026-11-20T09:00:00.0000001Z\n", elsewhere.ToText(), StringComparison.Ordinal);
        Assert.Equal(TimeSpan.Zero, elsewhere.Time.Offset);
    }

    [Fact]
    public void An_empty_log_has_its_own_hash_as_head()
    {
        Digest log = Digest.Of("log"u8);
        var empty = new Checkpoint("o", 0, Digest.Of([]), log, log, Time);
        Assert.Equal(empty, Checkpoint.Parse(empty.ToText()));
        Assert.Throws<ArgumentException>(() => new Checkpoint("o", 0, Digest.Of([]), Digest.Of("other"u8), log, Time));
    }

    [Fact]
    public void Size_may_be_2_to_the_53_less_1_and_no_more()
    {
        Digest hash = Digest.Of([]);
        Assert.Equal(9007199254740991, Checkpoint.Parse(new Checkpoint("o", 9007199254740991, hash, hash, hash, Time).ToText()).Size);
        Assert.Throws<ArgumentOutOfRangeException>(() => new Checkpoint("o", 9007199254740992, hash, hash, hash, Time));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Checkpoint("o", -1, hash, hash, hash, Time));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("a+b")]
    [InlineData("a\u00A0b")]
    [InlineData("a\nb")]
    [InlineData("a\u007f")]
    public void Origin_is_a_name(string origin) =>
        Assert.Throws<ArgumentException>(() => new Checkpoint(origin, 1, default, default, default, Time));

    // Not above: an attribute cannot hold it.
    [Fact]
    public void Origin_has_no_lone_surrogate() => Origin_is_a_name("a\ud800");

    [Fact]
    public void Further_extension_lines_are_tolerated() =>
        Assert.Equal(Checkpoint.Parse(Text), Checkpoint.Parse(Text + "extension 1\nand another 😀\n"));

    [Theory]
    [InlineData(1, "")]
    [InlineData(1, "two words")]
    [InlineData(1, "a+b")]
    [InlineData(2, "")]
    [InlineData(2, "03")]
    [InlineData(2, "+3")]
    [InlineData(2, "-3")]
    [InlineData(2, " 3")]
    [InlineData(2, "3 ")]
    [InlineData(2, "3.0")]
    [InlineData(2, "0x3")]
    [InlineData(2, "３")]
    [InlineData(2, "9007199254740992")]
    [InlineData(2, "99999999999999999999")]
    [InlineData(3, "")]
    [InlineData(3, "h376yibPx7HwrL8FLvQaA/dGsaCzlXWVhawZdk3nUpE")] // no padding
    [InlineData(3, "h376yibPx7HwrL8FLvQaA/dGsaCzlXWVhawZdk3nUpF=")] // bits after the last byte
    [InlineData(3, "h376yibPx7HwrL8FLvQaA_dGsaCzlXWVhawZdk3nUpE=")] // base64url
    [InlineData(3, " 376yibPx7HwrL8FLvQaA/dGsaCzlXWVhawZdk3nUpE=")]
    [InlineData(4, "")]
    [InlineData(4, "head addcbeded240f26801dc61b0e5c525a8f34a1c8590f7305b48e52bd590793a7")]
    [InlineData(4, "head ADDCBEDED240F26801DC61B0E5C525A8F34A1C8590F7305B48E52BD590793A70")]
    [InlineData(4, "head  ddcbeded240f26801dc61b0e5c525a8f34a1c8590f7305b48e52bd590793a70")]
    [InlineData(4, "addcbeded240f26801dc61b0e5c525a8f34a1c8590f7305b48e52bd590793a70")]
    [InlineData(4, "log 21507a5496b61db4b719c05b5161fbfef304807b95bb9e91c7ccc4bc0400a242")]
    [InlineData(5, "log 21507a5496b61db4b719c05b5161fbfef304807b95bb9e91c7ccc4bc0400a242 ")]
    [InlineData(5, "Log 21507a5496b61db4b719c05b5161fbfef304807b95bb9e91c7ccc4bc0400a242")]
    [InlineData(6, "time 2026-11-20T09:00:00Z")]
    [InlineData(6, "time 2026-11-20T09:00:00.0000000+00:00")]
    [InlineData(6, "time 2026-11-20T09:00:00.0000000z")]
    [InlineData(6, "time 2026-11-20 09:00:00.0000000Z")]
    [InlineData(6, "time 2026-13-20T09:00:00.0000000Z")]
    [InlineData(6, "time 2026-11-20T09:00:00.000000\u0660Z")]
    [InlineData(6, "2026-11-20T09:00:00.0000000Z")]
    public void Refuses_a_line_of_another_form_and_names_it(int number, string line)
    {
        string[] lines = Text.Split('\n');
        lines[number - 1] = line;
        Refused(string.Join('\n', lines), $"line {number}");
    }

    [Fact]
    public void Refuses_absent_added_and_unended_lines()
    {
        string[] lines = Text.Split('\n')[..6];
        Refused("", "line 1");
        for (int count = 1; count < 6; count++) Refused(string.Join("", lines[..count].Select(line => line + "\n")), $"line {count + 1}");
        Refused(Text[..^1], "line 6 does not end in a line feed");
        Refused(Text + "\n", "line 7 is empty");
        Refused(Text + "x\n\ny\n", "line 8 is empty");
        Refused("\n" + Text, "line 1");
        Refused("\ufeff" + Text.Replace("\n", "\r\n", StringComparison.Ordinal), "line 1 holds the control character U+000D");
        Refused(Text + "tab\tbed\n", "line 7 holds the control character U+0009");
        Refused(Text + "\udc00\n", "line 7 holds the lone surrogate U+DC00");
    }

    [Fact]
    public void Refuses_size_0_with_another_head() =>
        Refused(Text.Replace("\n3\n", "\n0\n", StringComparison.Ordinal), "line 4");

    [Fact]
    public void A_problem_quotes_what_came_on_one_line_and_cut()
    {
        Assert.False(Checkpoint.TryParse($"{new string('a', 300)}\u0085\n", out _, out string? problem));
        Assert.True(problem!.Length < 200 && !problem.Any(char.IsControl), problem);
        Assert.False(Checkpoint.TryParse($"o\n{new string('9', 300)}\n", out _, out problem));
        Assert.True(problem!.Length < 300, problem);
    }

    private static void Refused(string text, string problem)
    {
        AuditException e = Assert.Throws<AuditException>(() => Checkpoint.Parse(text));
        Assert.Equal(AuditError.AuditCheckpointInvalid, e.Error);
        Assert.Contains(problem, e.Message, StringComparison.Ordinal);
    }

    private static Digest Hex(string hex)
    {
        Assert.True(Digest.TryParseHex(Encoding.ASCII.GetBytes(hex), out Digest digest));
        return digest;
    }
}
