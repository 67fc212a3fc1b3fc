using System.Text;
using AttackMatrix.Honest;
using AttackMatrix.Vectors;

namespace AttackMatrix.Attacks;

/// <summary>Row 12: a bundle or a mirror file whose records, ends and line ends are not as they were written.</summary>
internal static class BundleAttacks
{
    private const int Next = HonestLog.Count + 1;
    private static readonly Expect s_malformed = Expect.All(Expect.Malformed(Next));

    public static void Add(VectorSet set)
    {
        AddEnds(set);
        AddRecords(set);
        AddPlaces(set);
        AddBytes(set);
        AddWholes(set);
    }

    private static void AddEnds(VectorSet set)
    {
        LogContent honest = HonestLog.Make();
        string end = BundleText.End(HonestLog.Count, honest.Leaf(HonestLog.Count));
        void End(string name, string words, string? by, Expect expect) => Lines(set, name, words, lines =>
        {
            lines.RemoveAt(lines.Count - 1);
            if (by is not null) lines.Add(by);
        }, expect);

        End("end-missing", "the end record removed", null, s_malformed);
        End("end-count-small", "the end record says 23 entries", end.Replace("\"count\":24", "\"count\":23", StringComparison.Ordinal), Expect.All(Expect.Tampered(24)));
        End("end-count-large", "the end record says 30 entries", end.Replace("\"count\":24", "\"count\":30", StringComparison.Ordinal), Expect.All(Expect.Tampered(Next)));
        End("end-count-negative", "the end record says -1 entries", end.Replace("\"count\":24", "\"count\":-1", StringComparison.Ordinal), s_malformed);
        End("end-head", "the end record has the head of entry 23", BundleText.End(24, honest.Leaf(23)), Expect.All(Expect.Tampered(24)));
        End("end-head-upper", "the head of the end record in upper case", BundleText.End(24, honest.Leaf(24)).Replace(honest.Leaf(24).ToString(), honest.Leaf(24).ToString().ToUpperInvariant(), StringComparison.Ordinal), s_malformed);
        End("end-twin", "the end record under the name End", end.Replace("end", "End", StringComparison.Ordinal), s_malformed);
        End("end-member-twin", "a member Count beside count in the end record", end.Replace("{\"count\"", "{\"Count\":1,\"count\"", StringComparison.Ordinal), s_malformed);
        End("end-member-twice", "count is there twice in the end record", end.Replace("\"head\"", "\"count\":24,\"head\"", StringComparison.Ordinal), s_malformed);
        End("end-order", "the members of the end record exchanged", $"{{\"end\":{{\"head\":\"{honest.Leaf(24)}\",\"count\":24}}}}", s_malformed);
        End("end-space", "white space in the end record", end.Replace(":24", ": 24", StringComparison.Ordinal), s_malformed);
        End("end-number", "the count of the end record as 24.0", end.Replace(":24", ":24.0", StringComparison.Ordinal), s_malformed);
        Lines(set, "end-twice", "the end record is there twice", lines => lines.Add(lines[^1]), s_malformed);
        Lines(set, "end-first", "the end record before the attestations", lines => Move(lines, lines.Count - 1, Next), s_malformed);
        Lines(set, "end-middle", "the end record after entry 12", lines => Move(lines, lines.Count - 1, 13), Expect.All(Expect.Malformed(13)));
        Lines(set, "end-left", "the entries 23 and 24 removed, the end record left", lines => lines.RemoveRange(23, 2), Expect.All(Expect.Tampered(23)));
        Lines(set, "trailer-missing", "all records removed", lines => lines.RemoveRange(Next, lines.Count - Next), s_malformed);
        Lines(set, "attestations-missing", "the attestations removed", lines => lines.RemoveRange(Next, 3), Expect.HonestUnsigned());
    }

    private static void AddRecords(VectorSet set)
    {
        foreach ((string name, string record) in ((string, string)[])
        [
            ("array-null", "[null]"), ("null", "null"), ("object", "{}"), ("text", "\"end\""), ("number", "1"), ("empty", ""),
            ("attestation-null", "{\"attestation\":null}"), ("attestation-array", "{\"attestation\":[null]}"), ("attestation-object", "{\"attestation\":{}}"),
            ("sealed-null", "{\"sealed\":null}"), ("sealed-array", "{\"sealed\":[null]}"), ("proof-null", "{\"proof\":null}"), ("proof-object", "{\"proof\":{}}"), ("proof-array", "{\"proof\":[null]}"),
            ("end-null", "{\"end\":null}"), ("end-object", "{\"end\":{}}"), ("end-array", "{\"end\":[null]}"), ("twice", "{\"stamp\":1,\"stamp\":1}"), ("two-members", "{\"attestation\":\"x\",\"x\":1}"),
            ("deep", $"{{\"stamp\":{new string('[', 10_000)}{new string(']', 10_000)}}}"), ("long", $"{{\"stamp\":\"{new string('x', 3 << 20)}\"}}"), ("surrogate", "{\"stamp\":\"\\ud800\"}"), ("space", "{\"stamp\": 1}"),
        ])
        {
            Lines(set, $"record-{name}", $"a record added: {(record.Length > 60 ? name : record)}", lines => lines.Insert(Next + 1, record), s_malformed);
        }
        Lines(set, "record-unknown-many", "two thousand records of unknown kinds added", lines => lines.InsertRange(Next, Enumerable.Repeat("{\"stamp\":1}", 2000)), s_malformed);
        Lines(set, "attestation-escaped", "an attestation written with other escapes", lines => lines[Next] = lines[Next].Replace("\\n", "\\u000a", StringComparison.Ordinal), s_malformed);
        foreach ((string name, string line) in ((string, string)[])[("array-null", "[null]"), ("null", "null"), ("object", "{}"), ("empty", ""), ("garbage", "\u0001\u0002")])
            Lines(set, $"entry-{name}", $"'{name}' in the place of entry 7", lines => lines[7] = line, Expect.All(Expect.Tampered(7)));
        Lines(set, "entry-deep", "an entry of ten thousand arrays in each other appended", lines => lines.Insert(Next, $"{{\"data\":{new string('[', 10_000)}{new string(']', 10_000)},\"seq\":25}}"), Expect.All(Expect.Tampered(Next)));
        Lines(set, "entry-long", "an entry of 3 MiB appended", lines => lines.Insert(Next, $"{{\"data\":\"{new string('x', 3 << 20)}\",\"seq\":25}}"), s_malformed);
        Lines(set, "entry-too-long", "an entry a byte longer than is allowed appended", lines => lines.Insert(Next, $"{{\"data\":\"{new string('x', AuditLimits.LineBytes - 19)}\",\"seq\":25}}"), Expect.All(Expect.Tampered(Next)));
    }

    private static void AddPlaces(VectorSet set)
    {
        Lines(set, "record-between", "an attestation between the entries 12 and 13", lines => Move(lines, Next, 13), Expect.All(Expect.Malformed(13)));
        Lines(set, "entry-after", "entry 24 after the attestations", lines => Move(lines, 24, 27), Expect.All(Expect.Malformed(24)));
        Lines(set, "header-missing", "the header removed", lines => lines.RemoveAt(0), Expect.All(Expect.Malformed(1)));
        Lines(set, "header-twice", "the header is there twice", lines => lines.Insert(0, lines[0]), Expect.All(Expect.Tampered(1)));
        Lines(set, "header-last", "the header after the entries", lines => Move(lines, 0, 24), Expect.All(Expect.Malformed(1)));
        foreach ((string name, string words, string old, string by, Expectation said) in ((string, string, string, string, Expectation)[])
        [
            ("origin", "the origin changed", "example.com/ops", "example.com/0ps", Expect.Tampered(1)),
            ("created", "a digit of its time changed", "\"created\":\"2026", "\"created\":\"2027", Expect.Tampered(1)),
            ("id", "a digit of its id changed", "\"id\":\"00", "\"id\":\"10", Expect.Tampered(1)),
            ("id-upper", "its id in upper case", "0c0d0e0f\"", "0C0D0E0F\"", Expect.Malformed(1)),
            ("format", "another format", "auditlog/1", "auditlog/2", Expect.Malformed(1)),
            ("member", "a member more", "\"origin\"", "\"note\":1,\"origin\"", Expect.Malformed(1)),
            ("space", "white space", "\"origin\":", "\"origin\": ", Expect.Malformed(1)),
        ])
        {
            LogContent content = HonestLog.Make();
            content.Header = LogContent.ReplaceOnce(content.Header, old, by);
            Attack attack = new(1, $"header-{name}", $"the header: {words}", Why: said.Verdict == Verdict.Malformed ? "What is no header of this format can be that of another one." : null);
            LogContent honest = HonestLog.Make();
            set.Log(attack, DatabaseBuilder.Edit(DatabaseBuilder.Build(honest), $"UPDATE header SET line = '{content.Header}'"), Expect.All(said));
            set.Texts(attack, content, Expect.All(said));
        }
    }

    private static void AddBytes(VectorSet set)
    {
        byte[] bundle = BundleText.Bundle(HonestLog.Make()), mirror = BundleText.Mirror(HonestLog.Make());
        void File(string name, string words, Func<byte[], byte[]> edit, Expect expect, Expect? forMirror = null)
        {
            set.Bundle(new(12, name, words), edit(bundle), expect);
            set.Mirror(new(12, name, words), edit(mirror), forMirror ?? expect);
        }

        File("final-newline", "the final newline removed", file => file[..^1], s_malformed, Expect.All(Expect.Malformed(24)));
        File("crlf", "line ends converted to CRLF", file => Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(file).Replace("\n", "\r\n", StringComparison.Ordinal)), Expect.All(Expect.Malformed(1)));
        File("bom", "a byte order mark at the start", file => [0xef, 0xbb, 0xbf, .. file], Expect.All(Expect.Malformed(1)));
        File("utf16", "converted to UTF-16", file => Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes(Encoding.UTF8.GetString(file))).ToArray(), Expect.All(Expect.Malformed(1)));
        File("empty-line-first", "an empty line at the start", file => [(byte)'\n', .. file], Expect.All(Expect.Malformed(1)));
        File("cut", "cut in the middle of a line", file => file[..(file.Length / 2)], Expect.All(Expect.Malformed(null)));
        File("garbage", "a line of garbage at the end", file => [.. file, .. "garbage\n"u8], s_malformed, Expect.All(Expect.Tampered(Next)));
        File("garbage-cut", "garbage without a newline at the end", file => [.. file, .. "garbage"u8], s_malformed);
        File("empty-line-last", "an empty line at the end", file => [.. file, (byte)'\n'], s_malformed, Expect.All(Expect.Tampered(Next)));
        File("zeros", "a block of zeros at the end, as a torn write leaves them", file => [.. file, .. new byte[512]], s_malformed);
        File("twice", "the whole file is there twice", file => [.. file, .. file], s_malformed, Expect.All(Expect.Tampered(Next)));
        Lines(set, "cr", "a carriage return at the end of entry 7", lines => lines[7] += "\r", Expect.All(Expect.Tampered(7)));
        Lines(set, "cr-record", "a carriage return at the end of a record", lines => lines[Next + 1] += "\r", s_malformed);
        set.Add(new(12, "mirror-renamed", "a mirror file under a name that is not one of a mirror file", Why: "Without a record and without the name it cannot be told from a bundle that was cut."), Form.Mirror, mirror, s_malformed, "ops.txt");
    }

    private static void AddWholes(VectorSet set)
    {
        foreach ((string name, byte[] content) in ((string, byte[])[])
        [
            ("empty", []), ("newline", "\n"u8.ToArray()), ("array-null", "[null]\n"u8.ToArray()), ("array-null-cut", "[null]"u8.ToArray()), ("null", "null\n"u8.ToArray()), ("object", "{}\n"u8.ToArray()),
            ("header-cut", Encoding.UTF8.GetBytes(HonestLog.Make().Header)), ("zeros", new byte[4096]), ("picture", [0x89, .. "PNG\r\n\u001a\n"u8, 0, 0, 0, 13]), ("archive", "PK\u0003\u0004"u8.ToArray()),
            ("text", "This is not an audit log.\n"u8.ToArray()), ("nested", Encoding.ASCII.GetBytes(new string('[', 100_000))), ("one-line", Encoding.ASCII.GetBytes(new string('x', 5 << 20))),
        ])
        {
            set.Bundle(new(12, $"whole-{name}", $"not a bundle at all: {name}"), content, Expect.All(Expect.Malformed(1)));
        }
    }

    private static void Move(List<string> lines, int from, int to)
    {
        string line = lines[from];
        lines.RemoveAt(from);
        lines.Insert(to, line);
    }

    /// <summary>The lines of the honest bundle: 0 the header, 1 to 24 the entries, then three attestations and the end.</summary>
    private static void Lines(VectorSet set, string name, string words, Action<List<string>> edit, Expect expect)
    {
        List<string> lines = BundleText.Lines(HonestLog.Make());
        edit(lines);
        set.Bundle(new(12, name, words), BundleText.Join(lines), expect);
    }
}
