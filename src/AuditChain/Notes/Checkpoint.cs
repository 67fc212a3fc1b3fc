using System.Globalization;
using System.Text;

namespace AuditChain.Notes;

// A C2SP tlog-checkpoint (https://c2sp.org/tlog-checkpoint) with three extension lines, each ended by one line feed:
//
//   example.com/ops                                                        origin: the name of the log
//   3                                                                      size: number of entries, decimal
//   h376yibPx7HwrL8FLvQaA/dGsaCzlXWVhawZdk3nUpE=                           base64 of the Merkle root of these entries
//   head addcbeded240f26801dc61b0e5c525a8f34a1c8590f7305b48e52bd590793a70  leaf hash of the last; the log's hash when size is 0
//   log 21507a5496b61db4b719c05b5161fbfef304807b95bb9e91c7ccc4bc0400a242   header hash: the identity of the log
//   time 2026-11-20T09:00:00.0000000Z                                      when it was signed
//
// Further extension lines may follow; they are covered by the signature of a note, and not interpreted.
//
// A parser refuses: a line missing, out of order or empty; another spelling of a value (size 03, upper-case hex, base64
// without padding, a time with an offset); a size past 2^53 - 1; size 0 with a head that is not the log's hash; an origin
// that is no name; carriage returns and other control characters; a text that does not end in a line feed.

/// <summary>What a signature vouches for: the size, root and head of one log at one time. An immutable value.</summary>
public sealed record Checkpoint
{
    private const long MaxSize = (1L << 53) - 1;

    /// <summary>Creates a checkpoint.</summary>
    /// <param name="origin">Name of the log: 1..255 characters, no white space, no control characters, no <c>+</c>.</param>
    /// <param name="size">Number of entries, 0..2^53-1.</param>
    /// <param name="root">Merkle root of the entries.</param>
    /// <param name="head">Leaf hash of the last entry; equal to <paramref name="log"/> when there is none.</param>
    /// <param name="log">Header hash of the log.</param>
    /// <param name="time">When it is signed; resolution 100 ns, kept as UTC.</param>
    /// <exception cref="ArgumentException">The origin is no name, the size is out of range, or a log without entries has a head.</exception>
    public Checkpoint(string origin, long size, Digest root, Digest head, Digest log, DateTimeOffset time)
    {
        ArgumentNullException.ThrowIfNull(origin);
        if (NoteText.NameProblem(origin) is { } problem) throw new ArgumentException($"Not an origin: {problem}.", nameof(origin));
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, MaxSize);
        if (size == 0 && head != log) throw new ArgumentException("The head of a log without entries is its header hash.", nameof(head));
        (Origin, Size, Root, Head, Log, Time) = (origin, size, root, head, log, time.ToUniversalTime());
    }

    /// <summary>Name of the log.</summary>
    public string Origin { get; }

    /// <summary>Number of entries, 0..2^53-1.</summary>
    public long Size { get; }

    /// <summary>Merkle root of the first <see cref="Size"/> entries (RFC 6962).</summary>
    public Digest Root { get; }

    /// <summary>Leaf hash of entry <see cref="Size"/>, or <see cref="Log"/> when there is none.</summary>
    public Digest Head { get; }

    /// <summary>Header hash: the identity of the log.</summary>
    public Digest Log { get; }

    /// <summary>When it was signed, UTC, by the signer's clock.</summary>
    public DateTimeOffset Time { get; }

    /// <summary>The six lines, each ended by a line feed: the exact text to be signed.</summary>
    public string ToText() =>
        string.Create(CultureInfo.InvariantCulture, $"{Origin}\n{Size}\n{Root.ToBase64()}\nhead {Head}\nlog {Log}\ntime {AuditTime.Format(Time)}\n");

    /// <summary>Parses the text of a checkpoint, without signatures.</summary>
    /// <param name="text">Six lines or more. Lines after the sixth are checked for their form and dropped.</param>
    /// <exception cref="AuditException"><see cref="AuditError.AuditCheckpointInvalid"/>: names the line, what was expected and what came.</exception>
    public static Checkpoint Parse(string text) =>
        TryParse(text, out Checkpoint? checkpoint, out string? problem)
            ? checkpoint!
            : throw new AuditException(AuditError.AuditCheckpointInvalid, $"Not a checkpoint of an audit log: {problem}.");

    /// <summary>As <see cref="Parse"/>, without an exception.</summary>
    /// <param name="text">Six lines or more.</param>
    /// <param name="checkpoint">The checkpoint, when the result is true.</param>
    /// <param name="problem">Which line is wrong, what was expected and what came, when the result is false.</param>
    public static bool TryParse(string text, out Checkpoint? checkpoint, out string? problem)
    {
        ArgumentNullException.ThrowIfNull(text);
        checkpoint = null;
        problem = NoteText.Problem(text);
        if (problem is not null) return false;

        string[] lines = text.Split('\n');
        string Line(int number) => number < lines.Length ? lines[number - 1] : ""; // what follows the last line feed is no line

        if (lines[^1].Length != 0) problem = $"line {lines.Length} does not end in a line feed, found {NoteText.Quote(lines[^1])}";
        else if (NoteText.NameProblem(Line(1)) is { } name) problem = $"line 1: expected the origin: {name}";
        else if (!TryReadSize(Line(2), out long size)) problem = Expected(2, $"the number of entries, decimal, without leading zeros, at most {MaxSize}");
        else if (!Digest.TryParseBase64(Line(3), out Digest root)) problem = Expected(3, "the root, 44 characters of base64");
        else if (!TryReadDigest("head ", Line(4), out Digest head)) problem = Expected(4, "'head ' and 64 lower-case hexadecimal digits");
        else if (!TryReadDigest("log ", Line(5), out Digest log)) problem = Expected(5, "'log ' and 64 lower-case hexadecimal digits");
        else if (size == 0 && head != log) problem = Expected(4, "the hash of line 5, because the size is 0");
        else if (!TryReadTime(Line(6), out DateTimeOffset time)) problem = Expected(6, "'time ' and a time like 2026-11-20T09:00:00.0000000Z");
        else if (Array.FindIndex(lines[..^1], line => line.Length == 0) is var empty and >= 0) problem = $"line {empty + 1} is empty";
        else checkpoint = new Checkpoint(Line(1), size, root, head, log, time);
        return checkpoint is not null;

        string Expected(int number, string what) => $"line {number}: expected {what}, found {NoteText.Quote(Line(number))}";
    }

    private static bool TryReadSize(string line, out long size) =>
        long.TryParse(line, NumberStyles.None, CultureInfo.InvariantCulture, out size)
        && size <= MaxSize && line == size.ToString(CultureInfo.InvariantCulture);

    private static bool TryReadDigest(string label, string line, out Digest digest)
    {
        digest = default;
        return line.StartsWith(label, StringComparison.Ordinal) && Digest.TryParseHex(Encoding.UTF8.GetBytes(line[label.Length..]), out digest);
    }

    private static bool TryReadTime(string line, out DateTimeOffset time)
    {
        time = default;
        return line.StartsWith("time ", StringComparison.Ordinal) && AuditTime.TryParse(Encoding.UTF8.GetBytes(line["time ".Length..]), out time);
    }
}
