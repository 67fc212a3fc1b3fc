using System.Text;
using AttackMatrix.Honest;
using AttackMatrix.Vectors;

namespace AttackMatrix.Attacks;

/// <summary>Rows 1, 14 and 15: the line of one entry changed, and then nothing else, or everything behind it.</summary>
internal static class LineAttacks
{
    private const int At = HonestLog.Victim;

    public static void Add(VectorSet set)
    {
        AddBytes(set);
        Changed(set, new(14, "bytes-moved", "a byte moved from one member to its neighbour: metric+12345 became metric1+2345"), "\"metric\":\"metric\",\"path\":\"a/b\",\"ratio\":0.25,\"value\":\"12345\"", "\"metric\":\"metric1\",\"path\":\"a/b\",\"ratio\":0.25,\"value\":\"2345\"");
        Changed(set, new(14, "members-moved", "a value moved from one member to another: the action became the source"), "\"source\":\"vault\"", "\"source\":\"resolve\"");
        AddSpellings(set);
        AddTwins(set);
    }

    private static void AddBytes(VectorSet set)
    {
        Unhashed(set, new(1, "line-byte", "one byte of the line of entry 7 changed"), At, "\"outcome\":\"denied\"", "\"outcome\":\"denies\"", Expect.All(Expect.Tampered(At)));
        Rehashed(set, new(1, "line-byte", "one byte of the line of entry 7 changed"), At, "\"outcome\":\"denied\"", "\"outcome\":\"denies\"", Expect.Rewritten(), Expect.RewrittenUnsigned());
        Unhashed(set, new(1, "line-first", "one byte of the first line changed"), 1, "\"entry 1\"", "\"entry l\"", Expect.All(Expect.Tampered(1)));
        Unhashed(set, new(1, "line-before-last", "one byte of the last line but one changed", Why: "The last entry is confirmed by the end record, so it is the one before that no longer has the hash that it is linked by."),
            23, "\"entry 23\"", "\"entry 32\"", Expect.All(Expect.Tampered(23)));
        Unhashed(set, new(1, "line-last", "one byte of the last line changed", Why: "Nothing of a mirror file links to its last line, and no checkpoint covers it."),
            24, "\"entry 24\"", "\"entry 42\"", Expect.All(Expect.Tampered(24)), Expect.HonestUnsigned());
        string prev = HonestLog.Make().Leaf(At - 1).ToString();
        string other = (prev[0] == '0' ? '1' : '0') + prev[1..];
        Unhashed(set, new(1, "prev-byte", "one digit of prev of entry 7 changed"), At, prev, other, Expect.All(Expect.Tampered(At)));
        Rehashed(set, new(1, "prev-byte", "one digit of prev of entry 7 changed", Why: "Whether the link of 7 or the entry 6 was changed cannot be told: the place is between them."), At, prev, other, Expect.All(Expect.Tampered(null)));
        Unhashed(set, new(1, "seq-digit", "the seq of entry 7 says 8"), At, "\"seq\":7", "\"seq\":8", Expect.All(Expect.Tampered(At)));
        Unhashed(set, new(1, "time-digit", "one digit of the time of entry 7 changed"), At, ",\"time\":\"2026", ",\"time\":\"2025", Expect.All(Expect.Tampered(At)));
        // Overlong UTF-8: C1 8D is another spelling of M.
        byte[] Overlong(byte[] file) => Bytes.Replace(file, "\"name\":\"Ma"u8, [.. "\"name\":\""u8, 0xc1, 0x8d]);
        LogContent honest = HonestLog.Make();
        Attack overlong = new(1, "utf8-overlong", "two bytes of the line of entry 7 are an overlong spelling of one character");
        string hex = Convert.ToHexString(Overlong(LogContent.Bytes(honest.Lines[At - 1])));
        set.Log(overlong, DatabaseBuilder.Edit(DatabaseBuilder.Build(honest), $"UPDATE entries SET line = CAST(x'{hex}' AS TEXT) WHERE seq = {At}"), Expect.All(Expect.Tampered(At)));
        set.Bundles(overlong, Overlong(BundleText.Bundle(honest)), Expect.All(Expect.Tampered(At)));
        set.Mirror(overlong, Overlong(BundleText.Mirror(honest)), Expect.All(Expect.Tampered(At)));
    }

    private static void AddSpellings(VectorSet set)
    {
        string time = AuditTime.Format(HonestLog.TimeOf(At)), prev = HonestLog.Make().Leaf(At - 1).ToString();
        Respelled(set, "number-exponent", "1 as 1.0e0", "\"count\":1,", "\"count\":1.0e0,");
        Respelled(set, "number-point", "1 as 1.0", "\"count\":1,", "\"count\":1.0,");
        Respelled(set, "number-small", "0.25 as 2.5e-1", "\"ratio\":0.25", "\"ratio\":2.5e-1");
        Respelled(set, "number-zeros", "0.25 as 0.250", "\"ratio\":0.25", "\"ratio\":0.250");
        Respelled(set, "number-zero", "1 as -0", "\"count\":1,", "\"count\":-0,");
        Respelled(set, "number-large", "1e+21 by its digits", "1e+21", "1000000000000000000000", 12);
        Respelled(set, "number-sign", "1e+21 without the sign of its exponent", "1e+21", "1e21", 12);
        Respelled(set, "number-digits", "0.1 with digits that its double does not need", ",0.1,", ",0.1000000000000000055511151231257827,", 12);
        Respelled(set, "number-between", "an integer that is no double", "[9007199254740991,", "[9007199254740993,", 12);
        Respelled(set, "number-infinite", "a number beyond the doubles", "1.7976931348623157e+308", "1.7976931348623157e+309", 12);
        Respelled(set, "escape-letter", "a letter escaped", "\"metric\":\"metric\"", "\"metric\":\"\\u006detric\"");
        Respelled(set, "escape-name", "a letter of a name escaped", "\"metric\":\"metric\"", "\"\\u006detric\":\"metric\"");
        Respelled(set, "escape-slash", "a slash escaped", "\"a/b\"", "\"a\\/b\"");
        Respelled(set, "escape-tab", "\\t as \\u0009", "denied\\ttwice", "denied\\u0009twice");
        Respelled(set, "order", "two members exchanged", "\"metric\":\"metric\",\"path\":\"a/b\"", "\"path\":\"a/b\",\"metric\":\"metric\"");
        Respelled(set, "space", "white space after a colon", "\"count\":1", "\"count\": 1");
        Respelled(set, "space-end", "white space at the end of the line", "\"type\":\"secret\"}", "\"type\":\"secret\"} ");
        Respelled(set, "time-offset", "Z as +00:00", time, time.Replace("Z", "+00:00", StringComparison.Ordinal));
        Respelled(set, "time-zeros", "an eighth digit in the time", time, time.Replace("Z", "0Z", StringComparison.Ordinal));
        Respelled(set, "time-short", "one digit less in the time of occurrence", "04:00.0000000Z", "04:00.000000Z");
        Respelled(set, "time-lower", "t and z in lower case", time, time.ToLowerInvariant());
        Respelled(set, "prev-upper", "prev in upper case", prev, prev.ToUpperInvariant());
        Respelled(set, "seq-exponent", "7 as 7e0", "\"seq\":7", "\"seq\":7e0");
        Respelled(set, "seq-text", "7 as text", "\"seq\":7", "\"seq\":\"7\"");
        Respelled(set, "null-source", "a member of text that is null", "\"source\":\"vault\"", "\"source\":null");
        Respelled(set, "time-impossible", "a time that does not exist", ",\"time\":\"2026-11-20", ",\"time\":\"2026-02-30");
        Respelled(set, "type-long", "a type a character longer than is allowed", "\"type\":\"secret\"}", $"\"type\":\"{new string('t', AuditLimits.TypeLength + 1)}\"}}");
        Respelled(set, "type-newline", "a newline in the type", "\"type\":\"secret\"}", "\"type\":\"sec\\nret\"}");
        Respelled(set, "type-control", "a control character that JSON does not escape in the type", "\"type\":\"secret\"}", "\"type\":\"sec\u0085ret\"}");
        Respelled(set, "type-empty", "an empty type", "\"type\":\"secret\"}", "\"type\":\"\"}");
        Respelled(set, "actor-text", "an actor that is text and no object", "\"actor\":{\"id\":\"mallory\",\"name\":\"Mallory M\u00fcller\",\"runAs\":\"root\",\"session\":\"tty3\",\"type\":\"user\"}", "\"actor\":\"mallory\"");
        Respelled(set, "actor-no-id", "an actor without an id", "\"actor\":{\"id\":\"mallory\",", "\"actor\":{");
        Respelled(set, "escape-upper", "\\u001f as \\u001F", "\\u001f", "\\u001F", 11);
        Respelled(set, "escape-pair", "a character outside the BMP as two escapes", "\"type\":\"\u0430udit \U0001F512\"", "\"type\":\"\u0430udit \\ud83d\\udd12\"", 11);
        Changed(set, new(15, "normalized", "\u00fc as u with two dots: other bytes, and canonical"), "M\u00fcller", "Mu\u0308ller");
    }

    private static void AddTwins(VectorSet set)
    {
        Changed(set, new(12, "member-added", "a member that the format does not know added to entry 7"), "\"type\":\"secret\"}", "\"type\":\"secret\",\"verified\":true}");
        Changed(set, new(12, "member-twin", "a twin of a member in another case added: Type beside type"), "{\"action\"", "{\"Type\":\"console\",\"action\"");
        Respelled(set, "member-twice", "a member is there twice with the same value", "\"count\":1,", "\"count\":1,\"count\":1,", row: 12);
        Respelled(set, "member-twice-type", "the type is there twice with two values", "\"type\":\"secret\"}", "\"type\":\"secret\",\"type\":\"console\"}", row: 12);
        Respelled(set, "member-twice-escaped", "a name is there twice, once with an escape", "\"count\":1,", "\"count\":1,\"c\\u006funt\":2,", row: 12);
    }

    /// <summary>A spelling that the format refuses: hashing it anew does not help.</summary>
    private static void Respelled(VectorSet set, string name, string words, string old, string by, int at = At, int row = 15)
    {
        Attack attack = new(row, name, $"entry {at}: {words}");
        LogContent content = HonestLog.Make().Replace(at, old, by);
        content.End = BundleText.End(HonestLog.Make());
        set.Bundle(attack, BundleText.Bundle(content), Expect.All(Expect.Tampered(at)));
        Rehashed(set, attack, at, old, by, Expect.All(Expect.Tampered(at)), forms: [Form.Log, Form.Bundle, Form.Mirror]);
    }

    /// <summary>Other content that is of the format: hashed anew it is a valid chain, which the attestations contradict.</summary>
    private static void Changed(VectorSet set, Attack attack, string old, string by)
    {
        Unhashed(set, attack, At, old, by, Expect.All(Expect.Tampered(At)));
        Rehashed(set, attack, At, old, by, Expect.Rewritten(), Expect.RewrittenUnsigned());
    }

    private static void Unhashed(VectorSet set, Attack attack, int at, string old, string by, Expect expect, Expect? mirror = null)
    {
        LogContent honest = HonestLog.Make(), content = honest.Clone().Replace(at, old, by);
        content.End = BundleText.End(honest);
        set.Log(attack, DatabaseBuilder.Build(content, content.Lines.Zip(honest.Lines, EntryRow.Of)), expect);
        set.Texts(attack, content, expect, mirror);
    }

    private static void Rehashed(VectorSet set, Attack attack, int at, string old, string by, Expect expect, Expect? mirror = null, params Form[] forms)
    {
        attack = attack with { Name = $"{attack.Name}-rehashed", Words = $"{attack.Words}; everything behind it hashed anew", Rehashed = true };
        LogContent content = HonestLog.Make().Replace(at, old, by).Relink(at + 1);
        IEnumerable<EntryRow> rows = content.Lines.Select((line, i) => new EntryRow(i + 1, line, LeafHash.Of(LogContent.Bytes(line)).Span.ToArray()));
        set.Log(attack, DatabaseBuilder.Build(content, rows), expect);
        set.Bundle(attack, BundleText.Bundle(content), expect);
        if (forms.Length == 0) set.Gz(attack, BundleText.Gzip(BundleText.Bundle(content)), expect);
        set.Mirror(attack, BundleText.Mirror(content), mirror ?? expect);
    }
}

/// <summary>Edits of bytes in a file.</summary>
internal static class Bytes
{
    /// <summary>Exchanges bytes that are there once.</summary>
    public static byte[] Replace(ReadOnlySpan<byte> file, ReadOnlySpan<byte> old, ReadOnlySpan<byte> by)
    {
        int at = file.IndexOf(old);
        if (at < 0 || file[(at + 1)..].IndexOf(old) >= 0) throw new InvalidOperationException($"Expected once in the file: {Encoding.UTF8.GetString(old)}");
        return [.. file[..at], .. by, .. file[(at + old.Length)..]];
    }

    public static byte[] Set(byte[] file, int at, params byte[] by)
    {
        byte[] changed = [.. file];
        by.CopyTo(changed, at);
        return changed;
    }
}
