using AuditChain.Mirrors.Delivering;
using AuditChain.Mirrors.Settings;

namespace AuditChain.Mirrors.Schemas;

/// <summary>How a record is written for another system. Without state: any thread may use it.</summary>
internal interface IRecordFormat
{
    /// <summary>The name in a mirror's settings.</summary>
    string Name { get; }

    /// <summary>The media type of one record.</summary>
    string MediaType { get; }

    /// <summary>Writes a record: UTF-8, one line, without a newline.</summary>
    /// <param name="log">The log that it is of.</param>
    /// <param name="record">The record.</param>
    byte[] Write(LogHeader log, MirrorRecord record);

    /// <summary>Writes in its place that it is too large: its seq, hash, time and type, and <c>truncated</c>.</summary>
    /// <param name="log">The log that it is of.</param>
    /// <param name="record">The record.</param>
    byte[] WriteTruncated(LogHeader log, MirrorRecord record);
}

/// <summary>Formats by name, and what is common to all.</summary>
internal static class RecordFormats
{
    private static readonly IRecordFormat[] s_all = [new LineFormat(), new CloudEventsFormat(), new OcsfFormat(), new EcsFormat(), new CefFormat(), new Rfc5424Format()];

    /// <summary>The names that settings may say.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. s_all.Select(format => format.Name)];

    public static IRecordFormat Find(string name) => s_all.FirstOrDefault(format => format.Name == name)
        ?? throw MirrorSettings.Invalid($"A format is one of {string.Join(", ", Names)}; {NoteText.Quote(name)} is none of them.");

    /// <summary>Writes a record; one that is longer than the other side takes, or than can be written at all, as what it is too large to be.</summary>
    /// <param name="format">How.</param>
    /// <param name="log">The log.</param>
    /// <param name="record">The record.</param>
    /// <param name="limit">The most bytes.</param>
    public static byte[] Write(this IRecordFormat format, LogHeader log, MirrorRecord record, int limit)
    {
        try
        {
            byte[] whole = format.Write(log, record);
            if (whole.Length <= limit) return whole;
        }
        catch (AuditException e) when (e.Error is AuditError.AuditEntryTooLarge or AuditError.AuditEntryTooDeep)
        {
            // Around a line of 1 MiB, an envelope is longer than JSON is written here.
        }
        return format.WriteTruncated(log, record);
    }

    /// <summary>What stands for an entry that is too large.</summary>
    public static SortedDictionary<string, object?> Envelope(LogHeader log, AuditEntry entry) => new(StringComparer.Ordinal)
    {
        ["hash"] = entry.Hash.ToString(),
        ["log"] = log.Hash.ToString(),
        ["seq"] = entry.Seq,
        ["time"] = entry.Time,
        ["truncated"] = true,
        ["type"] = entry.Type,
    };
}
