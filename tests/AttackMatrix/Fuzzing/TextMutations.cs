using System.IO.Compression;
using System.Text;
using AttackMatrix.Honest;
using AttackMatrix.Vectors;

namespace AttackMatrix.Fuzzing;

/// <summary>Mutations of bundles and mirror files: of bytes, of lines, and of a chain that is then hashed and signed anew.</summary>
internal static class TextMutations
{
    public static byte[] Apply(Rng rng, Subject subject)
    {
        Subject other = rng.Pick(Subject.Of(rng.Chance(80) ? Form.Bundle : Form.Mirror));
        byte[] file = subject.File;
        if (subject.Form == Form.Gz && rng.Chance(40)) return Packed(rng, Gzip(file), Gzip(other.File));
        for (int rounds = rng.Chance(70) ? 1 : 1 + rng.Next(4); rounds > 0; rounds--)
        {
            file = rng.Next(10) switch
            {
                0 or 1 or 2 => ByteMutations.Apply(rng, file, other.File),
                3 or 4 => Lines(rng, file, other.File),
                5 when !subject.IsPart => Rehashed(rng, subject),
                _ => Line(rng, file),
            };
        }
        return subject.Form == Form.Gz ? Gzip(file) : file;
    }

    private static byte[] Gzip(byte[] file) => BundleText.Gzip(file, CompressionLevel.Fastest);

    private static byte[] Packed(Rng rng, byte[] file, byte[] other) => rng.Next(4) switch
    {
        0 => [.. file, .. other],
        1 => [.. file, .. file],
        2 => file[..^rng.Next(Math.Min(20, file.Length))],
        _ => ByteMutations.Apply(rng, file, other),
    };

    private static byte[] Line(Rng rng, byte[] file)
    {
        List<string> lines = Split(file);
        int at = rng.Next(lines.Count);
        lines[at] = LineMutations.Apply(rng, lines[at]);
        return Join(lines);
    }

    private static byte[] Lines(Rng rng, byte[] file, byte[] other)
    {
        List<string> lines = Split(file), others = Split(other);
        int a = rng.Next(lines.Count), b = rng.Next(lines.Count);
        switch (rng.Next(8))
        {
            case 0: (lines[a], lines[b]) = (lines[b], lines[a]); break;
            case 1: lines.Insert(a, lines[b]); break;
            case 2: lines.RemoveAt(a); break;
            case 3: lines.RemoveRange(Math.Min(a, b), Math.Abs(a - b)); break;
            case 4: lines.Insert(a, rng.Pick(others)); break;
            case 5: lines[a] = rng.Pick(others); break;
            case 6: lines = [.. lines[..a], .. others[Math.Min(others.Count, b)..]]; break;
            default: lines.Insert(a, rng.Pick<string>(["", "{}", "null", "[null]", "{\"x\":1}", "{\"end\":{}}", "{\"attestation\":\"\"}"])); break;
        }
        return Join(lines);
    }

    /// <summary>A changed entry, everything behind it hashed anew, and signed by the attacker or not at all.</summary>
    private static byte[] Rehashed(Rng rng, Subject subject)
    {
        LogContent content = subject.Content.Clone();
        if (content.Lines.Count == 0) return subject.File;
        int at = 1 + rng.Next(content.Lines.Count);
        switch (rng.Next(4))
        {
            case 0: content.Lines.RemoveAt(at - 1); break;
            case 1: content.Lines.Insert(at - 1, content.Lines[rng.Next(content.Lines.Count)]); break;
            case 2: (content.Lines[at - 1], content.Lines[^1]) = (content.Lines[^1], content.Lines[at - 1]); break;
            default: content.Lines[at - 1] = LineMutations.Apply(rng, content.Lines[at - 1]); break;
        }
        try
        {
            content.Relink(at);
        }
        catch (InvalidOperationException)
        {
            // The mutation hit the link itself.
        }
        if (rng.Chance(30)) content.Notes.Clear();
        if (rng.Chance(30)) content.Attest(rng.Next(content.Lines.Count + 1), Keys.Thief);
        return subject.Form == Form.Mirror ? BundleText.Mirror(content) : BundleText.Bundle(content);
    }

    private static List<string> Split(byte[] file)
    {
        // Latin-1 keeps every byte; what a line mutation adds beyond it is written as UTF-8.
        List<string> lines = [.. Encoding.Latin1.GetString(file).Split('\n')];
        if (lines.Count > 1 && lines[^1].Length == 0) lines.RemoveAt(lines.Count - 1);
        return lines;
    }

    private static byte[] Join(List<string> lines)
    {
        MemoryStream bytes = new();
        foreach (string line in lines)
        {
            bytes.Write(line.All(c => c <= 0xff) ? Encoding.Latin1.GetBytes(line) : Encoding.UTF8.GetBytes(line));
            bytes.WriteByte((byte)'\n');
        }
        return bytes.ToArray();
    }
}
