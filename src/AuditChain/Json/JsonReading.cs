using System.Text.Json;

namespace AuditChain.Json;

/// <summary>How JSON of others is read: as deep as a line may nest, nothing that RFC 8259 does not allow, no member twice.</summary>
internal static class JsonReading
{
    public static readonly JsonDocumentOptions Options = new() { MaxDepth = AuditLimits.Depth, AllowDuplicateProperties = false };
}
