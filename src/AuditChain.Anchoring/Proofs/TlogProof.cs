using System.Globalization;
using System.Text;

namespace AuditChain.Anchoring.Proofs;

// C2SP tlog-proof (https://c2sp.org/tlog-proof): that one entry is in a log, checkable without the log and without a network.
//
//   c2sp.org/tlog-proof@v1
//   extra eyJwcmV2Ijoi…          optional: base64; here of the entry line, whose seq is the index and one
//   index 73894                  from 0
//   gSKyXoYZUgZ6jduWYrkDOARinOMGJveXjgMkBTcdPlQ=     the inclusion path, bottom up: none or more lines of 32 bytes in base64
//   RoopEkOdkqYqMB4MJXrbt/hMjOxsVn0IrWjpz1ZMMes=
//   (an empty line)
//   example.com/fancylog         the checkpoint with its signatures, to the end
//   …
//
// A parser refuses: more than 4 MiB; another first line; an index with sign, leading zeros or past 2^63-1; a path of more than 63
// lines; base64 that is not canonical; a checkpoint that is no signed note; an index that its tree does not reach.

/// <summary>A proof that an entry is in a log. Immutable; that it parses says nothing about whether it holds.</summary>
public sealed class TlogProof
{
    private const string FirstLine = "c2sp.org/tlog-proof@v1";
    private const int MaxCharacters = 4 << 20;
    private const int MaxPath = 63;

    private TlogProof(ReadOnlyMemory<byte>? extra, long index, IReadOnlyList<Digest> path, SignedNote note, CheckpointBody head) =>
        (Extra, Index, Path, Note, Head) = (extra, index, path, note, head);

    /// <summary>The entry line without its newline, in proofs of ours; null where the proof does not carry it.</summary>
    public ReadOnlyMemory<byte>? Extra { get; }

    /// <summary>Position of the entry, from 0: its seq minus one.</summary>
    public long Index { get; }

    /// <summary>The inclusion path, bottom up.</summary>
    public IReadOnlyList<Digest> Path { get; }

    /// <summary>The checkpoint with its signatures.</summary>
    public SignedNote Note { get; }

    /// <summary>Origin, size and root of the checkpoint.</summary>
    public CheckpointBody Head { get; }

    /// <summary>Makes a proof of an entry.</summary>
    /// <param name="tree">The log's leaf hashes.</param>
    /// <param name="seq">1 to the size of the checkpoint.</param>
    /// <param name="line">The entry line; null to leave it out.</param>
    /// <param name="note">The signed checkpoint.</param>
    /// <exception cref="AuditException">AuditRangeInvalid; AuditChainBroken: the log does not lead to the checkpoint's root.</exception>
    public static TlogProof Create(ITreeReader tree, long seq, ReadOnlyMemory<byte>? line, SignedNote note)
    {
        ArgumentNullException.ThrowIfNull(tree);
        ArgumentNullException.ThrowIfNull(note);
        CheckpointBody head = HeadOf(note) is ({ } read, _) ? read : throw Invalid(HeadOf(note).Problem!);
        if (seq < 1 || seq > head.Size) throw new AuditException(AuditError.AuditRangeInvalid, $"The checkpoint covers the entries 1 to {head.Size}; there is no proof of entry {seq}. Attest the log, and take the newer checkpoint.");
        Digest leaf = tree.ReadHashes(seq, seq).Single();
        IReadOnlyList<Digest> path = LogProof.Inclusion(tree, seq, head.Size, head.Root);
        if (MerkleTree.VerifyInclusion(leaf, seq - 1, head.Size, path, head.Root)) return new TlogProof(line, seq - 1, path, note, head);
        throw new AuditException(AuditError.AuditChainBroken, $"Entry {seq} does not lead to the root of the checkpoint of {head.Size} entries: the log was changed. Verify it.");
    }

    /// <summary>Puts a proof together from its parts; whether it holds is not looked at.</summary>
    /// <param name="extra">The entry line, or null.</param>
    /// <param name="index">Position from 0, below the checkpoint's size.</param>
    /// <param name="path">Bottom up, at most 63.</param>
    /// <param name="note">The signed checkpoint.</param>
    /// <exception cref="AuditException">AuditProofInvalid.</exception>
    public static TlogProof From(ReadOnlyMemory<byte>? extra, long index, IReadOnlyList<Digest> path, SignedNote note)
    {
        ArgumentNullException.ThrowIfNull(path);
        (CheckpointBody? head, string? problem) = HeadOf(note);
        if (problem is null && (index < 0 || index >= head!.Size)) problem = $"the index {index} is not in a tree of {head!.Size}";
        if (problem is null && path.Count > MaxPath) problem = $"its path has more than {MaxPath} lines";
        return problem is null ? new TlogProof(extra, index, path, note, head!) : throw Invalid(problem);
    }

    /// <summary>Parses the exact text.</summary>
    /// <param name="text">At most 4 MiB.</param>
    /// <exception cref="AuditException">AuditProofInvalid: names the line, what was expected and what came.</exception>
    public static TlogProof Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length > MaxCharacters) throw Invalid($"it has more than {MaxCharacters} characters");
        Lines lines = new(text);
        if (lines.Next() is var first && first != FirstLine) throw Invalid($"line 1: expected '{FirstLine}', found {NoteText.Quote(first ?? "")}");
        string? line = lines.Next();
        byte[]? extra = null;
        if (line?.StartsWith("extra ", StringComparison.Ordinal) == true)
        {
            extra = Base64(line["extra ".Length..]) ?? throw Invalid($"line {lines.Number}: expected 'extra ' and base64");
            line = lines.Next();
        }
        if (line?.StartsWith("index ", StringComparison.Ordinal) != true || !CheckpointBody.TryReadSize(line.AsSpan("index ".Length), out long index))
            throw Invalid($"line {lines.Number}: expected 'index ' and a decimal number without leading zeros, found {NoteText.Quote(line ?? "")}");
        List<Digest> path = [];
        for (line = lines.Next(); line is { Length: > 0 }; line = lines.Next())
        {
            if (path.Count == MaxPath) throw Invalid($"its path has more than {MaxPath} lines");
            if (!Digest.TryParseBase64(line, out Digest hash)) throw Invalid($"line {lines.Number}: expected a hash, 44 characters of base64, or an empty line, found {NoteText.Quote(line)}");
            path.Add(hash);
        }
        if (line is null) throw Invalid("it ends before the empty line and the checkpoint");
        if (!SignedNote.TryParse(lines.Rest(), out SignedNote? note, out string? problem)) throw Invalid($"its checkpoint is not a signed note: {problem}");
        return From(extra, index, path, note!);
    }

    /// <summary>The exact text.</summary>
    public override string ToString()
    {
        var text = new StringBuilder(FirstLine).Append('\n');
        if (Extra is { } extra) text.Append("extra ").Append(Convert.ToBase64String(extra.Span)).Append('\n');
        text.Append(CultureInfo.InvariantCulture, $"index {Index}\n");
        foreach (Digest hash in Path) text.Append(hash.ToBase64()).Append('\n');
        return text.Append('\n').Append(Note).ToString();
    }

    private static (CheckpointBody? Head, string? Problem) HeadOf(SignedNote note) =>
        CheckpointBody.TryParse(note.Text, out CheckpointBody? head, out string? problem) ? (head, null) : (null, $"its note is not a checkpoint: {problem}");

    private static byte[]? Base64(string text)
    {
        byte[] bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out int length) && length > 0 && Convert.ToBase64String(bytes, 0, length) == text ? bytes[..length] : null;
    }

    private static AuditException Invalid(string problem) => new(AuditError.AuditProofInvalid, $"Not a proof of an entry: {problem}.");

    // Lines end in a line feed and nothing else; what follows the last one is no line.
    private sealed class Lines(string text)
    {
        private int _at;

        internal int Number { get; private set; }

        internal string? Next()
        {
            Number++;
            int end = text.IndexOf('\n', _at);
            if (end < 0) return null;
            string line = text[_at..end];
            _at = end + 1;
            return line;
        }

        internal string Rest() => text[_at..];
    }
}
