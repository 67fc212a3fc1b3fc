namespace AuditChain.Mirrors.Delivering;

/// <summary>Consecutive records of one log, in order: what a sink is handed at once.</summary>
/// <param name="header">The log that they are of.</param>
/// <param name="records">At least one.</param>
public sealed class MirrorBatch(LogHeader header, ReadOnlyMemory<MirrorRecord> records)
{
    /// <summary>The header of the log.</summary>
    public LogHeader Header { get; } = header;

    /// <summary>The records, ascending by sequence.</summary>
    public ReadOnlyMemory<MirrorRecord> Records { get; } = records;

    /// <summary>Number of records.</summary>
    public int Count => Records.Length;

    /// <summary>A record.</summary>
    /// <param name="index">From 0.</param>
    public MirrorRecord this[int index] => Records.Span[index];

    /// <summary>Some of the records.</summary>
    /// <param name="start">The first.</param>
    /// <param name="count">How many.</param>
    public MirrorBatch Part(int start, int count) => new(Header, Records.Slice(start, count));
}
