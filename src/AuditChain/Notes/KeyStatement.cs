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
//   announce example.com/ops-2027+463b47bd+AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea
//   retire example.com/ops+0f1e2d3c+AZ…
//
// From the entry on, an announced key is trusted as the one that announced it; a retired key vouches only for checkpoints
// whose size is not beyond the entry. A key can retire itself alone. The first line cannot be that of a checkpoint: an
// origin has no space.

/// <summary>What a key says about itself and its successor.</summary>
/// <param name="Log">The log that it speaks about: its header hash.</param>
/// <param name="Announced">The key to trust from here on; null for none.</param>
/// <param name="Retired">The key that signs nothing further; null for none.</param>
public sealed record KeyStatement(Digest Log, VerifierKey? Announced, VerifierKey? Retired)
{
    /// <summary>The type of the entries that carry a statement.</summary>
    public const string EntryType = "auditlog.key";

    private const string FirstLine = "auditlog/1 key statement";

    /// <summary>The text that is signed.</summary>
    public string ToText() =>
        $"{FirstLine}\nlog {Log}\n{(Announced is null ? "" : $"announce {Announced}\n")}{(Retired is null ? "" : $"retire {Retired}\n")}";

    /// <summary>Parses the exact text; anything else is refused.</summary>
    /// <param name="text">The text of a signed note.</param>
    /// <param name="statement">The statement, when the result is true.</param>
    public static bool TryParse(string text, out KeyStatement? statement)
    {
        statement = null;
        string[] lines = text.Split('\n');
        if (lines.Length is < 4 or > 5 || lines[0] != FirstLine || !lines[1].StartsWith("log ", StringComparison.Ordinal)
            || !Digest.TryParseHex(NoteText.Utf8.GetBytes(lines[1][4..]), out Digest log)) return false;
        try
        {
            KeyStatement read = new(log, Key(lines, "announce "), Key(lines, "retire "));
            if (read.ToText() == text) statement = read;
        }
        catch (AuditException)
        {
            // A key that is not one.
        }
        return statement is not null;
    }

    /// <summary>Records, in the log, that a key is announced, retired or both, signed by the key that speaks.</summary>
    /// <param name="log">A log open for appending.</param>
    /// <param name="speaker">The key that signs; the one that retires.</param>
    /// <param name="successor">The key to announce; null for none.</param>
    /// <param name="retire">Whether the speaker retires.</param>
    /// <returns>The sequence of the entry. Attest the log up to it with the speaker, so that the statement itself is vouched for.</returns>
    public static long Record(IAuditLog log, SigningKey speaker, VerifierKey? successor, bool retire)
    {
        if (successor is null && !retire) throw new ArgumentException("A statement announces a key, retires the speaker, or both.", nameof(successor));
        KeyStatement statement = new(log.Header.Hash, successor, retire ? speaker.VerifierKey : null);
        SignedNote note = SignedNote.Sign(statement.ToText(), speaker);
        string subject = (successor ?? speaker.VerifierKey).Name;
        AuditEvent said = new()
        {
            Type = EntryType,
            Action = successor is null ? "retire" : "announce",
            Target = new AuditTarget { Id = subject, Type = "key" },
            Message = successor is null ? $"{subject} is retired" : retire ? $"{speaker.Name} is retired, {subject} follows" : $"{subject} is announced by {speaker.Name}",
            Data = new Dictionary<string, object?> { ["note"] = note.ToString() },
        };
        return log.Append([PreparedEntry.From(said)])[0].Seq;
    }

    private static VerifierKey? Key(string[] lines, string word) =>
        lines.FirstOrDefault(line => line.StartsWith(word, StringComparison.Ordinal)) is { } line ? VerifierKey.Parse(line[word.Length..]) : null;
}
