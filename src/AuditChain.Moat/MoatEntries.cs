using System.Text.Json;

namespace AuditChain.Moat;

// An entry of moat in the terms of this format. Read where it lies, it keeps its place:
//
//   {"data":{"line":"hi"},"prev":"e80d…9d01","seq":2,"time":"2026-11-21T00:01:29.5493782Z","type":"console"}
//
// Taken over into a log of ours, it becomes what an entry of it says:
//
//   {"data":{"data":{"line":"hi"},"hash":"e74c…b68f","seq":2,"ts":"2026-11-21T00:01:29.549378246Z"},
//    "occurred":"2026-11-21T00:01:29.5493782Z","prev":…,"seq":…,"time":when it was taken over,"type":"console"}
//
// `ts` is there for the two digits that a time of ours does not hold, `attestation` where moat signed the entry's hash. Data
// that our format does not take (deeper than its levels, a member named $sealed, one there twice) is kept as text, in `json`.
// A type that it does not take is mended, and kept as it was in `type`.

/// <summary>Turns entries of moat into entries of ours.</summary>
internal static class MoatEntries
{
    private const int PayloadDepth = AuditLimits.Depth - 3;
    private static readonly JsonDocumentOptions s_options = new() { MaxDepth = PayloadDepth, AllowDuplicateProperties = false };

    /// <summary>Streams the entries of a log that a query asks for. Whether they are genuine, the verifier says.</summary>
    /// <param name="path">For messages.</param>
    /// <param name="open">Opens the log.</param>
    /// <param name="query">Filters, range and order.</param>
    public static IEnumerable<AuditEntry> Read(string path, Func<IMoatSource> open, EntryQuery query) => BundleEntries.Select(Scan(path, open), query);

    /// <summary>The event that a log of ours records of an entry.</summary>
    /// <param name="entry">One that holds.</param>
    /// <param name="attestation">The attestation of this entry; null for none.</param>
    /// <exception cref="AuditException">AuditEntryTooLarge.</exception>
    public static PreparedEntry Prepare(MoatEntry entry, MoatAttestation? attestation)
    {
        try
        {
            return PreparedEntry.From(Event(entry, attestation, "data", Parse(entry)));
        }
        catch (AuditException e) when (e.Error is AuditError.AuditEntryTooDeep or AuditError.AuditValueRefused)
        {
            return PreparedEntry.From(Event(entry, attestation, "json", Text(entry)));
        }
        catch (AuditException e) when (e.Error == AuditError.AuditEntryTooLarge)
        {
            throw new AuditException(e.Error, $"Entry {entry.Seq} of the old log cannot be taken over: {e.Message}", e);
        }
    }

    private static IEnumerable<AuditEntry> Scan(string path, Func<IMoatSource> open)
    {
        using IMoatSource source = Guard(path, open);
        MoatEntry entry = new();
        LineBuffer line = new();
        while (Guard(path, () => source.Read(entry))) yield return ToEntry(entry, line, path);
    }

    private static AuditEntry ToEntry(MoatEntry entry, LineBuffer line, string path)
    {
        if (!GoTime.TryParse(entry.Time, out DateTimeOffset time))
            throw new AuditException(AuditError.AuditBundleInvalid, $"'{path}' cannot be read further: entry {entry.Seq} has no time. Verify it.");
        if (entry.Seq is < 1 or > AuditLimits.SafeInteger)
            throw new AuditException(AuditError.AuditBundleInvalid, $"'{path}' cannot be read further: there is an entry with the seq {entry.Seq}. Verify it.");
        try
        {
            Write(line, entry, time, Parse(entry));
        }
        catch (AuditException e) when (e.Error is AuditError.AuditEntryTooDeep or AuditError.AuditValueRefused)
        {
            Write(line, entry, time, Text(entry));
        }
        return AuditEntry.FromOther(line.Written, entry.Hash);
    }

    private static void Write(LineBuffer line, MoatEntry entry, DateTimeOffset time, object? data)
    {
        line.Clear();
        line.Write("{\"data\":"u8);
        new ValueWriter().Write(line, data, depth: 2);
        line.Write(",\"prev\":"u8);
        CanonicalJson.WriteString(line, (entry.Prev ?? default).ToString());
        line.Write(",\"seq\":"u8);
        CanonicalJson.WriteNumber(line, entry.Seq);
        line.Write(",\"time\":"u8);
        CanonicalJson.WriteString(line, AuditTime.Format(time));
        line.Write(",\"type\":"u8);
        CanonicalJson.WriteString(line, Mend(entry.Type));
        line.Write((byte)'}');
    }

    private static AuditEvent Event(MoatEntry entry, MoatAttestation? attestation, string member, object? payload)
    {
        Dictionary<string, object?> data = new(StringComparer.Ordinal) { [member] = payload, ["hash"] = entry.Hash.ToString(), ["seq"] = entry.Seq, ["ts"] = entry.Time };
        string type = Mend(entry.Type);
        if (type != entry.Type) data["type"] = entry.Type;
        if (attestation is not null)
        {
            data["attestation"] = new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["public_key"] = attestation.PublicKey,
                ["root_hash"] = attestation.RootHash,
                ["signature"] = attestation.Signature,
                ["timestamp"] = attestation.Time,
            };
        }
        return new AuditEvent { Type = type, Occurred = GoTime.TryParse(entry.Time, out DateTimeOffset time) ? time : null, Data = data };
    }

    /// <summary>A type that our format takes: not empty, not too long, without control characters.</summary>
    private static string Mend(string type)
    {
        if (type.Length == 0) return "moat";
        string mended = string.Concat(type.Select(c => char.IsControl(c) ? ' ' : c));
        if (mended.Length <= AuditLimits.TypeLength) return mended;
        int length = AuditLimits.TypeLength;
        return mended[..(char.IsHighSurrogate(mended[length - 1]) ? length - 1 : length)];
    }

    /// <summary>The data as JSON.</summary>
    /// <exception cref="AuditException">AuditValueRefused: it is too deep, or has a member twice.</exception>
    private static object? Parse(MoatEntry entry)
    {
        try
        {
            return JsonElement.Parse(entry.Data.Written, s_options);
        }
        catch (JsonException e)
        {
            throw new AuditException(AuditError.AuditValueRefused, e.Message, e);
        }
    }

    private static string Text(MoatEntry entry) => System.Text.Encoding.UTF8.GetString(entry.Data.Written);

    private static T Guard<T>(string path, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (ChainFaultException e)
        {
            throw new AuditException(AuditError.AuditBundleInvalid, $"'{path}' cannot be read further: {e.Message}. Verify it.", e);
        }
    }
}
