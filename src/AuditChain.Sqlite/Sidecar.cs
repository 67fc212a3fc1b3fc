namespace AuditChain.Sqlite;

/// <summary>The files that SQLite keeps beside a database; beside the file itself, where the path is a symbolic link to it.</summary>
internal static class Sidecar
{
    /// <summary>The path of one of them.</summary>
    /// <param name="path">The log.</param>
    /// <param name="suffix">-wal or -shm.</param>
    public static string Of(string path, string suffix)
    {
        string? target = File.Exists(path) ? File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName : null;
        return $"{target ?? path}{suffix}";
    }

    /// <summary>True when a crash, or a writer at work, has left something in it.</summary>
    public static bool HasContent(string path, string suffix) => new FileInfo(Of(path, suffix)) is { Exists: true, Length: > 0 };
}
