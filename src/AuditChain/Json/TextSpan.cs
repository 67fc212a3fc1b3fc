namespace AuditChain.Json;

/// <summary>Where a text lies in a line, in bytes. The default value means that it is not there.</summary>
internal readonly record struct TextSpan(int Start, int Length)
{
    /// <summary>No member's text starts at byte 0 of a line, so 0 says "absent".</summary>
    public bool IsPresent => Start > 0;

    public ReadOnlySpan<byte> In(ReadOnlySpan<byte> line) => line.Slice(Start, Length);
}
