using AuditChain.Mirrors.Delivering;

namespace AuditChain.Mirrors.Schemas;

/// <summary>The line itself, byte for byte what is hashed.</summary>
internal sealed class LineFormat : IRecordFormat
{
    public string Name => "line";

    public string MediaType => "application/json";

    public byte[] Write(LogHeader log, MirrorRecord record) => record.Entry.LineBytes.ToArray();

    public byte[] WriteTruncated(LogHeader log, MirrorRecord record) => CanonicalJson.Serialize(RecordFormats.Envelope(log, record.Entry));
}
