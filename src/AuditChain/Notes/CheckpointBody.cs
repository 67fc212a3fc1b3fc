using System.Globalization;

namespace AuditChain.Notes;

// The three lines that every C2SP tlog-checkpoint begins with, whoever's log it is; a Checkpoint of ours has three more.
//
//   example.com/behind-the-sofa                       origin: any text but an empty line
//   20852163                                          size: decimal, no leading zeros
//   CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=      base64 of the root
//
// Extension lines may follow. A parser refuses: fewer lines; an empty line; another spelling of the size, or one past 2^63 - 1;
// base64 that is not canonical or not 32 bytes; size 0 with another root than that of no leaves; a text without a final line feed.

/// <summary>Origin, size and root of a transparency log, ours or another. That it parses says nothing about signatures. Immutable.</summary>
/// <param name="Origin">Name of the log.</param>
/// <param name="Size">Number of leaves, 0..2^63-1.</param>
/// <param name="Root">The root over them (RFC 6962).</param>
public sealed record CheckpointBody(string Origin, long Size, Digest Root)
{
    /// <summary>Parses the text of a checkpoint, without signatures.</summary>
    /// <param name="text">Three lines or more, each ended by a line feed.</param>
    /// <param name="head">The tree head, when the result is true.</param>
    /// <param name="problem">Which line is wrong, what was expected and what came, when the result is false.</param>
    public static bool TryParse(string text, out CheckpointBody? head, out string? problem)
    {
        ArgumentNullException.ThrowIfNull(text);
        head = null;
        problem = NoteText.Problem(text);
        if (problem is not null) return false;
        string[] lines = text.Split('\n');
        if (lines.Length < 4) problem = $"expected three lines (origin, size, root), each ended by a line feed, found {lines.Length - 1}";
        else if (lines[^1].Length != 0) problem = "the last line does not end in a line feed";
        else if (Array.FindIndex(lines[..^1], line => line.Length == 0) is var empty and >= 0) problem = $"line {empty + 1} is empty";
        else if (!TryReadSize(lines[1], out long size)) problem = $"line 2: expected the number of leaves, decimal, without leading zeros, found {NoteText.Quote(lines[1])}";
        else if (!Digest.TryParseBase64(lines[2], out Digest root)) problem = $"line 3: expected the root, 44 characters of base64, found {NoteText.Quote(lines[2])}";
        else if (size == 0 && root != MerkleTree.EmptyRoot) problem = "line 3: the root of a tree without leaves is SHA-256 of nothing, found another";
        else head = new CheckpointBody(lines[0], size, root);
        return head is not null;
    }

    /// <summary>Parses a size or an index: decimal, without sign, leading zeros or spaces, at most 2^63 - 1.</summary>
    internal static bool TryReadSize(ReadOnlySpan<char> text, out long size) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out size) && (text[0] != '0' || text.Length == 1);
}
