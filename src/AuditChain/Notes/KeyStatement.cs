using System.Globalization;

namespace AuditChain.Notes;

// How a key is announced and retired: an entry of the type "auditlog.key" whose data holds a note, signed by the key that
// speaks. The log records it like everything else; the signature makes it more than anybody's word.
//
//   {"action":"announce","data":{"note":"…"},…,"target":{"id":"example.com/ops-2027","type":"key"},…,"type":"auditlog.key"}
//
// The signed text:
//
//   auditlog/1 key statement
//   log 21507a5496b61db4b719c05b5161fbfef304807b95bb9e91c7ccc4bc0400a242
//   tree 3 h376yibPx7HwrL8FLvQaA/dGsaCzlXWVhawZdk3nUpE=
//   announce example.com/ops-2027+463b47bd+AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea
//   retire example.com/ops+0f1e2d3c+AZ…
//
// The tree is that of the entries before this one: a statement that was copied into another history vouches for nothing there.
// An announced key vouches for sizes from this entry on, a retired one for sizes up to it. A key can retire itself alone. The
// first line cannot be that of a checkpoint: an origin has no space.
//
// A parser refuses: a line missing, out of order or spelled otherwise (size 03, upper-case hex, base64 without padding), a
// verifier key that is none, neither announce nor retire, a text that does not end in a line feed.

/// <summary>What a key says about itself and its successor.</summary>
/// <param name="Log">The log that it speaks about: its header hash.</param>
/// <param name="Size">Number of entries before the statement.</param>
/// <param name="Root">The root of these entries.</param>
/// <param name="Announced">The key to trust from here on; null for none.</param>
/// <param name="Retired">The key that signs nothing further; null for none.</param>
public sealed record KeyStatement(Digest Log, long Size, Digest Root, VerifierKey? Announced, VerifierKey? Retired)
{
    /// <summary>The type of the entries that carry a statement.</summary>
    public const string EntryType = "auditlog.key";

    // Two verifier keys of names of 255 characters, and the lines before them.
    private const int MaxText = 4096;
    private const string FirstLine = "auditlog/1 key statement";

    /// <summary>The text that is signed.</summary>
    public string ToText() =>
        $"{FirstLine}\nlog {Log}\ntree {Size.ToString(CultureInfo.InvariantCulture)} {Root.ToBase64()}\n{(Announced is null ? "" : $"announce {Announced}\n")}{(Retired is null ? "" : $"retire {Retired}\n")}";

    /// <summary>Parses the exact text; anything else is refused.</summary>
    /// <param name="text">The text of a signed note.</param>
    /// <param name="statement">The statement, when the result is true.</param>
    public static bool TryParse(string text, out KeyStatement? statement)
    {
        statement = null;
        if (text.Length > MaxText) return false;
        string[] lines = text.Split('\n');
        if (lines.Length is < 5 or > 6 || lines[0] != FirstLine || !lines[1].StartsWith("log ", StringComparison.Ordinal) || lines[2].Split(' ') is not ["tree", string size, string root]
            || !Digest.TryParseHex(NoteText.Utf8.GetBytes(lines[1][4..]), out Digest log) || !Digest.TryParseBase64(root, out Digest tree)
            || !long.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out long before)) return false;
        try
        {
            KeyStatement read = new(log, before, tree, Key(lines, "announce "), Key(lines, "retire "));
            if (read.ToText() == text) statement = read;
        }
        catch (AuditException)
        {
            // A key that is not one.
        }
        return statement is not null;
    }

    private static VerifierKey? Key(string[] lines, string word) =>
        lines.FirstOrDefault(line => line.StartsWith(word, StringComparison.Ordinal)) is { } line ? VerifierKey.Parse(line[word.Length..]) : null;
}
