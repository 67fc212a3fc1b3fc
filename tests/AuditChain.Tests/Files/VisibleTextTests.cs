namespace AuditChain.Tests.Files;

public sealed class VisibleTextTests
{
    [Theory]
    [InlineData("a\u001b]0;x\u0007\u007f\0\t\r\nb", "a␛]0;x␇␡␀␉␍␊b")]
    [InlineData("\u0085\u009b31m", "\\u{85}\\u{9b}31m")]
    [InlineData("\u202eevil\u202c \u2066x\u2069 \u200f\u061c", "\\u{202e}evil\\u{202c} \\u{2066}x\\u{2069} \\u{200f}\\u{61c}")]
    [InlineData("al\u200bi\u200dce\u2060\ufeff\u00ad\u3164", "al\\u{200b}i\\u{200d}ce\\u{2060}\\u{feff}\\u{ad}\\u{3164}")]
    [InlineData("one\u2028two\u2029", "one\\u{2028}two\\u{2029}")]
    [InlineData("tag\U000e0041\U000e0100", "tag\\u{e0041}\\u{e0100}")]
    public void What_acts_or_hides_becomes_a_symbol(string text, string shown) => Assert.Equal(shown, VisibleText.Of(text));

    [Theory]
    [InlineData("")]
    [InlineData("plain text, with 'quotes' \\ and {braces}")]
    [InlineData("Zürich 東京 Ελλάδα 🌍 e\u0301")]
    public void Any_other_text_is_left_as_it_is(string text) => Assert.Same(text, VisibleText.Of(text) == text ? text : null);

    [Fact]
    public void No_character_at_all_comes_through_that_a_terminal_obeys()
    {
        string all = string.Concat(Enumerable.Range(0, 0x10FFFF).Where(value => value is < 0xD800 or > 0xDFFF).Select(char.ConvertFromUtf32));
        Assert.DoesNotContain(VisibleText.Of(all), c => char.IsControl(c) || c is '\u2028' or '\u2029' or (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069'));
    }

    [Fact]
    public void A_lone_surrogate_becomes_a_symbol_too() => Assert.Equal("lone\\u{d83c}!", VisibleText.Of("lone\ud83c!"));

    [Fact]
    public void Errors_and_reports_are_shown_so()
    {
        const string Hostile = "x\u001b[2J\u202e";
        Assert.Equal("x␛[2J\\u{202e}", new AuditException(AuditError.AuditLogDamaged, Hostile).Message);
        VerificationReport report = new() { Path = "p", Verdict = Verdict.Tampered, Sequence = 1, Reason = Hostile, Notes = [Hostile], Origin = Hostile };
        Assert.Equal(("x␛[2J\\u{202e}", "x␛[2J\\u{202e}", Hostile), (report.Reason, report.Notes[0], report.Origin));
    }
}
