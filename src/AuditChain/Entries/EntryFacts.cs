using System.Buffers.Text;
using System.Text.Unicode;

namespace AuditChain.Entries;

/// <summary>What the chain and the queries need of one entry line: where each member lies, and that the line is of the format.</summary>
internal struct EntryFacts
{
    public long Seq;
    public long TimeTicks;
    public Digest Prev;
    public TextSpan Type, Time, Occurred, Action, Outcome, Message, Source, Correlation;
    public TextSpan Actor, ActorId, Target, TargetId, Data;

    /// <summary>Reads a line; false, with the reason in words, when it is not canonical or not an entry.</summary>
    public static bool TryRead(ReadOnlySpan<byte> line, out EntryFacts facts, out string? problem)
    {
        facts = default;
        problem = line.Length > AuditLimits.LineBytes ? $"the line is longer than {AuditLimits.LineBytes} bytes"
            : !Utf8.IsValid(line) ? "the line is not valid UTF-8" : null;
        if (problem is not null) return false;
        CanonicalScanner scanner = new(line);
        Seen seen = default;
        if (scanner.EnterObject(out CanonicalScanner.ObjectState state))
        {
            while (scanner.NextMember(ref state, out TextSpan name))
            {
                if (!ReadMember(ref scanner, line, name.In(line), ref facts, ref seen)) break;
            }
        }
        if (scanner.Problem is null && !scanner.AtEnd) scanner.Fail("there is something after the entry");
        problem = scanner.Problem ?? Missing(facts, seen) ?? TypeProblem(facts.Type.In(line));
        return problem is null;
    }

    private static bool ReadMember(ref CanonicalScanner scanner, ReadOnlySpan<byte> line, ReadOnlySpan<byte> name, ref EntryFacts facts, ref Seen seen)
    {
        switch (name)
        {
            case [(byte)'s', (byte)'e', (byte)'q']:
                seen.Seq = true;
                return scanner.ReadNumber(out TextSpan seq)
                    && (Utf8Parser.TryParse(seq.In(line), out facts.Seq, out int used) && used == seq.Length || scanner.Fail("seq is not an integer"));
            case [(byte)'p', (byte)'r', (byte)'e', (byte)'v']:
                seen.Prev = true;
                return scanner.ReadString(out TextSpan prev)
                    && (Digest.TryParseHex(prev.In(line), out facts.Prev) || scanner.Fail("prev is not a hash"));
            case [(byte)'t', (byte)'i', (byte)'m', (byte)'e']:
                if (!ReadTime(ref scanner, line, "time", out facts.Time, out DateTimeOffset time)) return false;
                facts.TimeTicks = time.Ticks;
                return true;
            case [(byte)'d', (byte)'a', (byte)'t', (byte)'a']:
                int start = scanner.Position;
                if (!scanner.SkipValue(AuditLimits.Depth - 1)) return false;
                facts.Data = new TextSpan(start, scanner.Position - start);
                return true;
            case [(byte)'t', (byte)'y', (byte)'p', (byte)'e']: return scanner.ReadString(out facts.Type);
            case [(byte)'o', ..] when name.SequenceEqual("occurred"u8): return ReadTime(ref scanner, line, "occurred", out facts.Occurred, out _);
            case [(byte)'o', ..] when name.SequenceEqual("outcome"u8): return scanner.ReadString(out facts.Outcome);
            case [(byte)'a', ..] when name.SequenceEqual("action"u8): return scanner.ReadString(out facts.Action);
            case [(byte)'a', ..] when name.SequenceEqual("actor"u8): return ReadParty(ref scanner, line, "actor", out facts.Actor, out facts.ActorId);
            case [(byte)'t', ..] when name.SequenceEqual("target"u8): return ReadParty(ref scanner, line, "target", out facts.Target, out facts.TargetId);
            case [(byte)'m', ..] when name.SequenceEqual("message"u8): return scanner.ReadString(out facts.Message);
            case [(byte)'s', ..] when name.SequenceEqual("source"u8): return scanner.ReadString(out facts.Source);
            case [(byte)'c', ..] when name.SequenceEqual("correlation"u8): return scanner.ReadString(out facts.Correlation);
            default: return scanner.SkipValue(AuditLimits.Depth - 1);
        }
    }

    private static bool ReadTime(ref CanonicalScanner scanner, ReadOnlySpan<byte> line, string name, out TextSpan span, out DateTimeOffset time)
    {
        time = default;
        return scanner.ReadString(out span)
            && (AuditTime.TryParse(span.In(line), out time) || scanner.Fail($"{name} is not a time of the form 2026-11-20T08:00:01.1234567Z"));
    }

    private static bool ReadParty(ref CanonicalScanner scanner, ReadOnlySpan<byte> line, string name, out TextSpan whole, out TextSpan id)
    {
        whole = id = default;
        int start = scanner.Position;
        if (!scanner.EnterObject(out CanonicalScanner.ObjectState state)) return false;
        while (scanner.NextMember(ref state, out TextSpan member))
        {
            if (member.In(line).SequenceEqual("id"u8) ? !scanner.ReadString(out id) : !scanner.SkipValue(AuditLimits.Depth - 2)) return false;
        }
        whole = new TextSpan(start, scanner.Position - start);
        return scanner.Problem is null && (id.IsPresent || scanner.Fail($"{name} has no id"));
    }

    private static string? Missing(in EntryFacts facts, in Seen seen) =>
        !seen.Seq ? "seq is missing"
        : facts.Seq is < 1 or > AuditLimits.SafeInteger ? $"seq is {facts.Seq}, not between 1 and 2^53-1"
        : !seen.Prev ? "prev is missing"
        : !facts.Time.IsPresent ? "time is missing"
        : !facts.Type.IsPresent ? "type is missing"
        : facts.Type.Length == 0 ? "type is empty"
        : null;

    /// <summary>A type is a name: short, and without control characters, so that it cannot break a line of anybody's report.</summary>
    private static string? TypeProblem(ReadOnlySpan<byte> raw)
    {
        if (raw.Length <= AuditLimits.TypeLength && !raw.ContainsAnyExceptInRange((byte)' ', (byte)'~') && !raw.Contains((byte)'\\')) return null;
        string type = JsonText.Unescape(raw);
        return type.Length > AuditLimits.TypeLength ? $"type has {type.Length} characters, more than {AuditLimits.TypeLength}"
            : type.Any(char.IsControl) ? "type holds a control character"
            : null;
    }

    private struct Seen
    {
        public bool Seq, Prev;
    }
}
