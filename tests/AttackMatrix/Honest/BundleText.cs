using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace AttackMatrix.Honest;

/// <summary>Writes bundles and mirror files from a content, whatever was done to it.</summary>
internal static class BundleText
{
    public static string Attestation(string note) => $"{{\"attestation\":{Encoding.UTF8.GetString(CanonicalJson.Serialize(note))}}}";

    public static string Proof(LogContent content, int seq, string note)
    {
        int size = (int)SignedNote.Parse(note).Checkpoint().Size;
        ProofBuilder builder = ProofBuilder.Inclusion(seq, size);
        for (int place = 1; place <= size; place++) builder.Add(content.Leaf(place));
        string path = string.Join(',', builder.Path().Select(hash => $"\"{hash.ToBase64()}\""));
        return string.Create(CultureInfo.InvariantCulture, $"{{\"proof\":{{\"checkpoint\":{Encoding.UTF8.GetString(CanonicalJson.Serialize(note))},\"path\":[{path}],\"seq\":{seq}}}}}");
    }

    public static string End(long count, Digest head) => string.Create(CultureInfo.InvariantCulture, $"{{\"end\":{{\"count\":{count},\"head\":\"{head}\"}}}}");

    public static string End(LogContent content) => End(content.Lines.Count, content.Leaf(content.Lines.Count));

    /// <summary>The lines of a full bundle in their order.</summary>
    public static List<string> Lines(LogContent content) =>
        [content.Header, .. content.Lines, .. Sorted(content.Notes), .. content.Records, content.End ?? End(content)];

    /// <summary>The records of notes, in the order of the format: by size, then by their bytes.</summary>
    private static IEnumerable<string> Sorted(IEnumerable<string> notes) => notes.OrderBy(note => note.Split('\n', 3) is [_, string size, _] && long.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : 0)
        .ThenBy(Attestation, StringComparer.Ordinal).Select(Attestation);

    /// <summary>The lines of a part of a log: the entries of some places, with the attestations among them.</summary>
    public static List<string> Part(LogContent content, int first, int last, params string[] records)
    {
        IEnumerable<string> notes = content.Notes.Where(note => SignedNote.Parse(note).Checkpoint().Size is var size && size >= (first == 1 ? 0 : first) && size <= last);
        return [content.Header, .. content.Lines[(first - 1)..last], .. notes.Select(Attestation), .. records, End(last - first + 1, content.Leaf(last))];
    }

    public static byte[] Bundle(LogContent content) => Join(Lines(content));

    public static byte[] Mirror(LogContent content) => Join([content.Header, .. content.Lines]);

    /// <summary>Each line with its newline.</summary>
    public static byte[] Join(IEnumerable<string> lines) => Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + "\n")));

    public static byte[] Gzip(byte[] content, CompressionLevel level = CompressionLevel.SmallestSize)
    {
        using MemoryStream packed = new();
        using (GZipStream gzip = new(packed, level)) gzip.Write(content);
        return packed.ToArray();
    }

    public static byte[] Gunzip(byte[] packed)
    {
        using MemoryStream content = new();
        using GZipStream gzip = new(new MemoryStream(packed), CompressionMode.Decompress);
        gzip.CopyTo(content);
        return content.ToArray();
    }
}
