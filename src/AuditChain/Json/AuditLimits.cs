namespace AuditChain.Json;

/// <summary>The bounds of the format. Each is checked before anything is stored, and again by every reader.</summary>
public static class AuditLimits
{
    /// <summary>The longest line in bytes, without its newline: 1 MiB.</summary>
    public const int LineBytes = 1024 * 1024;

    /// <summary>The deepest nesting of objects and arrays in a line; the entry itself is level 1.</summary>
    public const int Depth = 64;

    /// <summary>The longest type in UTF-16 code units.</summary>
    public const int TypeLength = 128;

    /// <summary>The longest origin or key name in UTF-16 code units.</summary>
    public const int NameLength = 255;

    /// <summary>The largest sequence: 2^53 - 1, up to which every integer is a double.</summary>
    public const long SafeInteger = (1L << 53) - 1;
}
