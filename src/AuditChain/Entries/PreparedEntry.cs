using System.Text;

namespace AuditChain.Entries;

// An entry before the log has given it a place. The members that the log adds stand at two points of the line, so
// everything else is written once, in three parts:
//
//   {"action":…,…,"outcome":…,   "prev":"…","seq":n,   "source":…,"target":…,   "time":"…",   "type":…}
//   head                         added                 middle                   added         tail

/// <summary>An event, validated and written, that only lacks its place in a log. Immutable; any number of threads may prepare.</summary>
public sealed class PreparedEntry
{
    private const string LowerCase = "abcdefghijklmnopqrstuvwxyz0123456789-_.";
    private readonly byte[] _line;
    private readonly int _middle, _tail;

    private PreparedEntry(AuditEvent source, byte[] line, int middle, int tail)
    {
        Event = source;
        _line = line;
        _middle = middle;
        _tail = tail;
    }

    /// <summary>The event without its data: what the columns of a store are filled from.</summary>
    internal AuditEvent Event { get; }

    /// <summary>The line as far as it is known: one JSON object that lacks the members that the log adds.</summary>
    internal ReadOnlyMemory<byte> WithoutPlace => _line;

    /// <summary>Validates an event and writes it.</summary>
    /// <param name="source">What a caller says.</param>
    /// <param name="writer">Writes the data; null for the writer of plain .NET values.</param>
    /// <exception cref="AuditException">AuditEntryInvalid, AuditEntryTooLarge, AuditEntryTooDeep or AuditValueRefused; nothing is stored.</exception>
    public static PreparedEntry From(AuditEvent source, ValueWriter? writer = null)
    {
        Validate(source);
        writer ??= new ValueWriter();
        LineBuffer buffer = new(AuditLimits.LineBytes - PlaceLength);
        buffer.Write((byte)'{');
        WriteText(buffer, "action", source.Action);
        WriteParty(buffer, "actor", source.Actor, writer);
        WriteText(buffer, "correlation", source.Correlation);
        if (source.Data is not null)
        {
            buffer.Write("\"data\":"u8);
            writer.Write(buffer, source.Data, depth: 2);
            buffer.Write((byte)',');
        }
        WriteText(buffer, "message", source.Message);
        if (source.Occurred is { } occurred) WriteText(buffer, "occurred", AuditTime.Format(occurred));
        WriteText(buffer, "outcome", source.Outcome);
        int middle = buffer.Length;
        WriteText(buffer, "source", source.Source);
        WriteParty(buffer, "target", source.Target, writer);
        int tail = buffer.Length;
        buffer.Write("\"type\":"u8);
        CanonicalJson.WriteString(buffer, source.Type);
        buffer.Write((byte)'}');
        return new PreparedEntry(source with { Data = null }, buffer.Written.ToArray(), middle, tail);
    }

    /// <summary>Writes the whole line.</summary>
    /// <param name="buffer">Cleared first; holds the line afterwards.</param>
    /// <param name="seq">The entry's sequence.</param>
    /// <param name="prev">The leaf hash before it, or the header hash.</param>
    /// <param name="time">When it is recorded.</param>
    internal void WriteLine(LineBuffer buffer, long seq, Digest prev, DateTimeOffset time)
    {
        buffer.Clear();
        buffer.Write(_line.AsSpan(0, _middle));
        buffer.Write("\"prev\":\""u8);
        prev.WriteHex(buffer.Reserve(Digest.Size * 2));
        buffer.Advance(Digest.Size * 2);
        buffer.Write("\",\"seq\":"u8);
        CanonicalJson.WriteNumber(buffer, seq);
        buffer.Write((byte)',');
        buffer.Write(_line.AsSpan(_middle, _tail - _middle));
        buffer.Write("\"time\":\""u8);
        AuditTime.Format(time, buffer.Reserve(AuditTime.Length));
        buffer.Advance(AuditTime.Length);
        buffer.Write("\","u8);
        buffer.Write(_line.AsSpan(_tail));
    }

    /// <summary>The entry as the log holds it, once its place is known.</summary>
    /// <param name="place">What appending returned for it.</param>
    public AuditEntry ToEntry(in EntryPlace place)
    {
        LineBuffer buffer = new();
        WriteLine(buffer, place.Seq, place.Prev, place.Time);
        return AuditEntry.Parse(buffer.Written);
    }

    // What WriteLine adds at most: prev, seq with 16 digits, time.
    private const int PlaceLength = 8 + 64 + 8 + 16 + 1 + 8 + AuditTime.Length + 2;

    private static void WriteText(LineBuffer buffer, string name, string? value)
    {
        if (value is null) return;
        buffer.Write((byte)'"');
        buffer.Write(Encoding.ASCII.GetBytes(name));
        buffer.Write("\":"u8);
        CanonicalJson.WriteString(buffer, value);
        buffer.Write((byte)',');
    }

    private static void WriteParty(LineBuffer buffer, string name, AuditParty? party, ValueWriter writer)
    {
        if (party is null) return;
        buffer.Write(Encoding.ASCII.GetBytes($"\"{name}\":"));
        writer.Write(buffer, party.Members(), depth: 2);
        buffer.Write((byte)',');
    }

    private static void Validate(AuditEvent source)
    {
        if (string.IsNullOrEmpty(source.Type))
            throw Invalid("An entry needs a type, for example 'console' or 'secret'; none was given.");
        if (source.Type.Length > AuditLimits.TypeLength)
            throw Invalid($"A type has at most {AuditLimits.TypeLength} characters; this one has {source.Type.Length}. Put the text into the message or the data.");
        if (source.Type.Any(char.IsControl))
            throw Invalid("A type must not contain control characters such as a newline. Put free text into the message.");
        if (source.Actor is { Id: null or "" }) throw Invalid("An actor needs an id that is not empty.");
        if (source.Target is { Id: null or "" }) throw Invalid("A target needs an id that is not empty.");
        if (source.Outcome is { } outcome && !IsOutcome(outcome))
            throw Invalid($"An outcome is a lower-case word such as success, failure, granted, denied, warned or error; '{Shorten(outcome)}' is not.");
    }

    /// <summary>Whether it is a lower-case word, as an outcome must be.</summary>
    internal static bool IsOutcome(string text) => text.Length is > 0 and <= AuditLimits.TypeLength && !text.AsSpan().ContainsAnyExcept(LowerCase);

    private static string Shorten(string text) => text.Length <= 40 ? text : $"{text.AsSpan(0, 40)}…";

    private static AuditException Invalid(string message) => new(AuditError.AuditEntryInvalid, message);
}
