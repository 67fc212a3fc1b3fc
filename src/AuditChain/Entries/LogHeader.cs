using System.Security.Cryptography;
using System.Text;
using System.Text.Unicode;

namespace AuditChain.Entries;

// The log's birth certificate, the first line of every bundle and mirror file:
//
//   {"created":"2026-11-20T08:00:00.0000000Z","format":"auditlog/1","id":"000102030405060708090a0b0c0d0e0f","origin":"example.com/ops"}
//
// header hash = SHA-256("auditlog/1 header\n" ‖ line). Entry 1 links to it and every checkpoint repeats it.
// A parser refuses any other member, order, spelling or format name.

/// <summary>The header of a log: its identity.</summary>
public sealed class LogHeader
{
    /// <summary>The one format that this engine writes and reads.</summary>
    public const string Format = "auditlog/1";

    private LogHeader(DateTimeOffset created, string id, string origin, byte[] line)
    {
        Created = created;
        Id = id;
        Origin = origin;
        LineBytes = line;
        Hash = HashOf(line);
    }

    /// <summary>When the log was created; UTC.</summary>
    public DateTimeOffset Created { get; }

    /// <summary>32 hexadecimal characters, random.</summary>
    public string Id { get; }

    /// <summary>The log's name: 1 to 255 characters, no white space, no <c>+</c>.</summary>
    public string Origin { get; }

    /// <summary>The header hash, which identifies the log.</summary>
    public Digest Hash { get; }

    /// <summary>The line without a newline, UTF-8.</summary>
    public ReadOnlyMemory<byte> LineBytes { get; }

    /// <summary>Makes the header of a new log, with a random id.</summary>
    /// <param name="origin">The log's name.</param>
    /// <exception cref="AuditException">AuditEntryInvalid when the name is refused.</exception>
    public static LogHeader Create(string origin) =>
        Create(origin, DateTimeOffset.UtcNow, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)));

    internal static LogHeader Create(string origin, DateTimeOffset created, string id)
    {
        if (OriginFault(origin) is { } fault) throw new AuditException(AuditError.AuditEntryInvalid, $"'{origin}' cannot be the origin of a log: {fault}.");
        byte[] line = CanonicalJson.Serialize(new Dictionary<string, object?>
        {
            ["created"] = created,
            ["format"] = Format,
            ["id"] = id,
            ["origin"] = origin,
        });
        return new LogHeader(created, id, origin, line);
    }

    /// <summary>Reads a header line; anything but the exact form is refused.</summary>
    /// <param name="line">UTF-8 without a newline; copied.</param>
    /// <param name="header">The header, when the result is true.</param>
    /// <param name="problem">Why not, when it is false.</param>
    public static bool TryParse(ReadOnlySpan<byte> line, out LogHeader? header, out string? problem)
    {
        header = null;
        CanonicalScanner scanner = new(line);
        if (line.Length > AuditLimits.LineBytes || !Utf8.IsValid(line)) scanner.Fail("it is not a line of UTF-8");
        TextSpan[] values = new TextSpan[4];
        ReadMembers(ref scanner, line, values);
        problem = scanner.Problem;
        if (problem is not null) return false;
        string id = Encoding.UTF8.GetString(values[2].In(line)), origin = JsonText.Unescape(values[3].In(line));
        DateTimeOffset created = default;
        problem = !values[1].In(line).SequenceEqual("auditlog/1"u8) ? $"its format is '{Encoding.UTF8.GetString(values[1].In(line))}', not '{Format}'; a newer version may read it"
            : !AuditTime.TryParse(values[0].In(line), out created) ? "its time of creation is not of the form 2026-11-20T08:00:01.1234567Z"
            : id.Length != 32 || id.AsSpan().ContainsAnyExcept("0123456789abcdef") ? "its id is not 32 hexadecimal characters"
            : OriginFault(origin);
        if (problem is not null) return false;
        header = new LogHeader(created, id, origin, line.ToArray());
        return true;
    }

    /// <summary>The identity of a log: SHA-256("auditlog/1 header\n" ‖ line).</summary>
    /// <param name="line">The header line without its newline.</param>
    public static Digest HashOf(ReadOnlySpan<byte> line)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData("auditlog/1 header\n"u8);
        hash.AppendData(line);
        Span<byte> digest = stackalloc byte[Digest.Size];
        hash.GetHashAndReset(digest);
        return new Digest(digest);
    }

    private static void ReadMembers(ref CanonicalScanner scanner, ReadOnlySpan<byte> line, TextSpan[] values)
    {
        ReadOnlySpan<string> names = ["created", "format", "id", "origin"];
        if (!scanner.EnterObject(out CanonicalScanner.ObjectState state)) return;
        int count = 0;
        while (scanner.NextMember(ref state, out TextSpan name))
        {
            if (count == names.Length || Encoding.UTF8.GetString(name.In(line)) != names[count])
            {
                scanner.Fail($"a header has the members {string.Join(", ", names)} and no other");
                return;
            }
            if (!scanner.ReadString(out values[count++])) return;
        }
        if (scanner.Problem is null && count != names.Length) scanner.Fail($"'{names[count]}' is missing");
        else if (scanner.Problem is null && !scanner.AtEnd) scanner.Fail("there is something after the header");
    }

    private static string? OriginFault(string origin) => NoteText.NameProblem(origin);
}
