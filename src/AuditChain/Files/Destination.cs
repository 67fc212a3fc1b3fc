namespace AuditChain.Files;

/// <summary>
/// The one place that decides whether a file may be written where something is: nothing of value is overwritten. On purpose
/// (<c>-Force</c>, <c>--force</c>) a file may take the place of one of its own kind, and of nothing else.
/// </summary>
public static class Destination
{
    private static readonly string[] s_sidecars = ["-wal", "-shm", "-journal"];

    /// <summary>Refuses a place where something of another kind is, and any name that belongs to the files of a log.</summary>
    /// <param name="path">Where a file is to be written. Through links and under any spelling of the name, what counts is what is there.</param>
    /// <param name="kind">What is to be written.</param>
    /// <param name="overwrite">Whether a file of that kind may be replaced.</param>
    /// <exception cref="AuditException">AuditDestinationExists, AuditDestinationInvalid.</exception>
    public static void Check(string path, FileKind kind, bool overwrite)
    {
        if (Directory.Exists(path)) throw Refused(path, "is a folder. Name a file in it.");
        FileKind there = KindOf(path);
        if (there != FileKind.Nothing && there != kind && !overwrite)
            throw new AuditException(AuditError.AuditDestinationExists, $"'{path}' already exists, and is {FileKinds.Name(there)}, over which {NameOf(kind)} is never written. Choose another name.");
        if (there != FileKind.Nothing && there != kind)
            throw Refused(path, $"is {FileKinds.Name(there)}, and {NameOf(kind)} is never written over it, on purpose (-Force, --force) or not. Choose another name.");
        if (LogOf(path) is { } log)
            throw Refused(path, $"belongs to the database '{log}': what stands under that name is read as a part of it. Choose another name.");
        if (!overwrite && Path.Exists(path)) throw Exists(path);
    }

    /// <summary>The error for a place that was free a moment ago.</summary>
    internal static AuditException Exists(string path) =>
        new(AuditError.AuditDestinationExists, $"'{path}' already exists. Choose another name, or overwrite it on purpose (-Force, --force).");

    private static FileKind KindOf(string path)
    {
        try
        {
            return FileKinds.Of(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new AuditException(AuditError.AuditDestinationInvalid, $"What is at '{path}' cannot be read, so it is not overwritten: {e.Message} Choose another name.", e);
        }
    }

    /// <summary>The database to which a name belongs; null for a name of its own. Its end counts in any case, as some file systems do.</summary>
    private static string? LogOf(string path)
    {
        string? end = Array.Find(s_sidecars, end => path.EndsWith(end, StringComparison.OrdinalIgnoreCase));
        if (end is null) return null;
        string log = path[..^end.Length];
        return KindOf(log) == FileKind.Log ? log : null;
    }

    private static string NameOf(FileKind kind) => kind == FileKind.Log ? "a log" : FileKinds.Name(kind);

    private static AuditException Refused(string path, string why) => new(AuditError.AuditDestinationInvalid, $"'{path}' {why}");
}
