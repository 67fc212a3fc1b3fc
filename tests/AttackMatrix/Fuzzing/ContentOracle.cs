using System.Text;
using System.Text.Json;
using AttackMatrix.Honest;
using AttackMatrix.Vectors;
using AuditChain.Sqlite;

namespace AttackMatrix.Fuzzing;

// What counts as content, and may not differ when the verdict is Intact and a key and a checkpoint that covers all entries
// were handed over:
//
//   the header line; every entry line, their order and number; the hash beside each line of a log; what a query by any member
//   of a log finds, which must be what the lines say; the text and our signature of attestations that claim the key that was handed over;
//   openings; proofs but for the signatures of others on them; the end record.
//
// What does not count: the framing of gzip and SQLite (times, names, free pages, unused bytes, blocks without an
// index, which the report notes), signatures by unknown keys, records of unknown kinds, records that were taken away
// (nothing vouches for their presence), entries taken from the edges of a file that is only a part of a log, and entries
// added behind the last one, as anybody does who may append: the report says that nobody vouches for them.

/// <summary>Says whether a mutated file still holds the honest content, by means of its own.</summary>
internal static class ContentOracle
{
    /// <summary>What was changed, or null. Asked only of a file that was called Intact.</summary>
    public static string? Difference(Subject subject, byte[] file, string path, VerificationReport report)
    {
        bool more = report.LastSequence > subject.Last && report.VouchedSequence <= subject.Last;
        if (report.FirstSequence > 0 && (report.FirstSequence < subject.First || (report.LastSequence > subject.Last && !more) || (!subject.IsPart && report.Count < subject.Last)))
            return $"it reports the entries {report.FirstSequence} to {report.LastSequence} as verified";
        if (!subject.IsPart && report.VouchedSequence != subject.Last) return $"it vouches for {report.VouchedSequence} entries";
        return subject.Form == Form.Log ? OfLog(subject, file, path) : OfText(subject, file, report);
    }

    private static string? OfText(Subject subject, byte[] file, VerificationReport report)
    {
        byte[] text = file is [0x1f, 0x8b, ..] ? Decompress(file) : file;
        int first = report.FirstSequence == 0 ? subject.First : (int)report.FirstSequence, last = (int)Math.Min(report.LastSequence, subject.Last);
        byte[] expected = BundleText.Join([subject.Content.Header, .. subject.Content.Lines.GetRange(first - 1, Math.Max(0, last - first + 1))]);
        if (!text.AsSpan().StartsWith(expected)) return "header or entries differ";
        string end = BundleText.End(report.Count, report.Head!.Value);
        HashSet<string> honest = [end, .. subject.Content.Records, .. HonestLog.Openings];
        foreach (string line in Encoding.UTF8.GetString(text, expected.Length, text.Length - expected.Length).Split('\n').SkipLast(1).Skip((int)Math.Max(0, report.LastSequence - last)))
        {
            if (honest.Contains(line)) continue;
            using JsonDocument record = JsonDocument.Parse(line, new JsonDocumentOptions { MaxDepth = 100 });
            JsonProperty member = record.RootElement.EnumerateObject().Single();
            if (member.Name is "sealed" or "end" || (member.Name == "proof" && !IsOurProof(subject, member.Value))) return $"a record differs: {line}";
            if (member.Name == "attestation" && !IsOurNote(subject, member.Value.GetString()!)) return $"an attestation differs: {line}";
        }
        return null;
    }

    private static byte[] Decompress(byte[] file)
    {
        using MemoryStream content = new();
        using GzipReader gzip = new(new MemoryStream(file));
        gzip.CopyTo(content);
        return content.ToArray();
    }

    private static string? OfLog(Subject subject, byte[] file, string path)
    {
        string? header = null;
        DatabaseBuilder.Read(file, "SELECT line FROM header", reader => header = reader.GetString(0));
        if (header != subject.Content.Header) return "the header differs";
        List<string> rows = [], expected = [.. subject.Content.Lines.Select(EntryRow.Of).Select(Text)];
        DatabaseBuilder.Read(file, "SELECT seq, line, hash FROM entries NOT INDEXED ORDER BY seq", reader => rows.Add(Text(new EntryRow(
            reader.GetInt64(0), reader.GetValue(1), reader.GetFieldValue<byte[]>(2)))));
        if (!rows.Take(expected.Count).SequenceEqual(expected)) return "rows differ";
        List<string> notes = [];
        DatabaseBuilder.Read(file, "SELECT note FROM attestations", reader => notes.Add(reader.GetString(0)));
        if (!notes.TrueForAll(note => IsOurNote(subject, note))) return "an attestation differs";
        return QueryDifference(subject, path);
    }

    /// <summary>Every entry must still be found by each of its columns.</summary>
    private static string? QueryDifference(Subject subject, string path)
    {
        AuditEntry[] honest = [.. subject.Content.Lines.Select(line => AuditEntry.Parse(LogContent.Bytes(line)))];
        foreach (EntryMember member in Enum.GetValues<EntryMember>())
        {
            foreach (string name in honest.Select(entry => NameOf(entry, member)).OfType<string>().Distinct(StringComparer.Ordinal))
            {
                EntryQuery query = new() { Names = [NameFilter.AnyOf(member, name)] };
                if (!AuditFile.Read(path, query).Select(e => e.Seq).SequenceEqual(honest.Where(query.Matches).Select(e => e.Seq))) return $"a query by {member} = {name} differs";
            }
        }
        EntryQuery late = new() { After = HonestLog.TimeOf(subject.Last / 2) };
        return AuditFile.Read(path, late).Select(e => e.Seq).SequenceEqual(honest.Where(late.Matches).Select(e => e.Seq)) ? null : "a query by time differs";
    }

    private static string? NameOf(AuditEntry entry, EntryMember member) => member switch
    {
        EntryMember.Type => entry.Type,
        EntryMember.Actor => entry.Actor?.Id,
        EntryMember.Action => entry.Action,
        EntryMember.Target => entry.Target?.Id,
        EntryMember.Outcome => entry.Outcome,
        EntryMember.Source => entry.Source,
        _ => entry.Correlation,
    };

    /// <summary>True for a note without our signature, and for one whose text and our signature are those of an honest note.</summary>
    private static bool IsOurNote(Subject subject, string note) => Essence(note) is not { } said || subject.Content.Notes.Concat(subject.Options.Checkpoints.Select(c => c.ToString())).Any(honest => Essence(honest) == said);

    private static string? Essence(string note) =>
        SignedNote.TryParse(note, out SignedNote? parsed, out _) && parsed!.Signatures.FirstOrDefault(s => Keys.Ops.VerifierKey.IsNamedBy(s.KeyName, s.KeyId)) is { } ours ? parsed.Text + Convert.ToHexString(ours.Signature.Span) : null;

    private static bool IsOurProof(Subject subject, JsonElement proof)
    {
        SignedNote note = SignedNote.Parse(proof.GetProperty("checkpoint").GetString()!);
        int seq = proof.GetProperty("seq").GetInt32(), size = (int)note.Checkpoint().Size;
        return seq >= subject.First && seq <= subject.Last && size <= subject.Content.Lines.Count && note.Checkpoint().Root == subject.Content.Root(size) && IsOurNote(subject, note.ToString());
    }

    private static string Text(EntryRow row) => $"{row.Seq}|{row.Line}|{Convert.ToHexString(row.Hash)}";
}
