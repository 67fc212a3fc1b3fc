using System.Text;

namespace AttackMatrix.Honest;

/// <summary>A log taken apart, so that any piece can be exchanged: the header line, entry lines, notes and other records.</summary>
internal sealed class LogContent
{
    /// <summary>The header line.</summary>
    public required string Header { get; set; }

    /// <summary>Entry lines; line i is the entry with seq i+1 as long as nothing was done to them.</summary>
    public List<string> Lines { get; init; } = [];

    /// <summary>Signed notes, as attestations of the log.</summary>
    public List<string> Notes { get; init; } = [];

    /// <summary>Further trailer records of a bundle, as they are written.</summary>
    public List<string> Records { get; init; } = [];

    /// <summary>The end record of a bundle, where it is not the one that fits the lines.</summary>
    public string? End { get; set; }

    public Digest HeaderHash => LogHeader.HashOf(Bytes(Header));

    public static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    public LogContent Clone() => new() { Header = Header, Lines = [.. Lines], Notes = [.. Notes], Records = [.. Records], End = End };

    /// <summary>Leaf hash of the line at a place; the header hash for 0.</summary>
    public Digest Leaf(int place) => place == 0 ? HeaderHash : LeafHash.Of(Bytes(Lines[place - 1]));

    public Digest Root(int size) => MerkleTree.Root(Lines.Take(size).Select(line => LeafHash.Of(Bytes(line))));

    /// <summary>Exchanges a piece of the line at a place. That the piece is there, and once, is part of the recipe.</summary>
    public LogContent Replace(int place, string old, string by)
    {
        Lines[place - 1] = ReplaceOnce(Lines[place - 1], old, by);
        return this;
    }

    /// <summary>Links the lines anew from a place on: seq by place, prev by hash. What an attacker with an editor and a hash function does.</summary>
    public LogContent Relink(int from, long firstSeq = 1)
    {
        for (int place = from; place <= Lines.Count; place++) Lines[place - 1] = LineText.Place(Lines[place - 1], Leaf(place - 1), firstSeq + place - 1);
        return this;
    }

    /// <summary>Numbers the lines by place and leaves every link as it is.</summary>
    public LogContent Renumber(int from, long firstSeq = 1)
    {
        for (int place = from; place <= Lines.Count; place++) Lines[place - 1] = LineText.Number(Lines[place - 1], firstSeq + place - 1);
        return this;
    }

    /// <summary>The checkpoint of the first entries.</summary>
    public Checkpoint Checkpoint(int size) =>
        new(HonestLog.Origin, size, Root(size), Leaf(size), HeaderHash, HonestLog.Start.AddHours(1).AddMinutes(size));

    /// <summary>Signs the first entries.</summary>
    public string Sign(int size, params SigningKey[] keys) => SignedNote.Sign(Checkpoint(size), keys).ToString();

    /// <summary>Signs the first entries and keeps the note.</summary>
    public LogContent Attest(int size, params SigningKey[] keys)
    {
        Notes.Add(Sign(size, keys));
        return this;
    }

    public static string ReplaceOnce(string text, string old, string by)
    {
        int at = text.IndexOf(old, StringComparison.Ordinal);
        if (at < 0 || text.IndexOf(old, at + 1, StringComparison.Ordinal) >= 0) throw new InvalidOperationException($"'{old}' was expected once in: {text}");
        return $"{text.AsSpan(0, at)}{by}{text.AsSpan(at + old.Length)}";
    }
}
