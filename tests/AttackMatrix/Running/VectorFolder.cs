using AttackMatrix.Honest;
using AttackMatrix.Vectors;
using AuditChain.Sqlite;

namespace AttackMatrix.Running;

/// <summary>The files of one case of a vector, in a folder of their own, so that what a surface creates is seen.</summary>
internal sealed class VectorFolder : IDisposable
{
    private static readonly Lazy<byte[]> s_honest = new(() => DatabaseBuilder.Build(HonestLog.Make()));
    private readonly string _folder = Directory.CreateTempSubdirectory("attackmatrix-").FullName;
    private readonly Dictionary<string, byte[]> _written;

    public VectorFolder(Vector vector)
    {
        Path = System.IO.Path.Combine(_folder, vector.FileName);
        if (vector.Form != Form.Missing)
        {
            File.WriteAllBytes(Path, vector.Form == Form.Input ? s_honest.Value : vector.Content);
            foreach (Companion companion in vector.Companions) File.WriteAllBytes(Path + companion.Suffix, companion.Content);
        }
        _written = Files();
    }

    public string Path { get; }

    /// <summary>What was done to the folder that should not have been: files made, changed or removed, refused input stored. Null for nothing.</summary>
    public string? Harm(Vector vector, Expectation expected)
    {
        if (vector.Form == Form.Input && expected.Error is not null && AuditFile.Verify(Path) is not { IsValid: true, Count: HonestLog.Count }) return "something of it was stored";
        Dictionary<string, byte[]> now = Files();
        string[] created = [.. now.Keys.Except(_written.Keys)];
        if (created.Length > 0) return $"left behind: {string.Join(", ", created)}";
        // Whoever appends may write; whoever reads leaves everything as it was.
        if (vector.Form == Form.Input) return null;
        string[] changed = [.. _written.Where(file => !now.TryGetValue(file.Key, out byte[]? bytes) || !bytes.AsSpan().SequenceEqual(file.Value)).Select(file => file.Key)];
        return changed.Length == 0 ? null : $"changed or removed: {string.Join(", ", changed)}";
    }

    /// <summary>A file for a note that is handed over; the caller deletes it.</summary>
    public static string Beside(string note)
    {
        string path = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"attackmatrix-{Guid.NewGuid():n}.note");
        File.WriteAllText(path, note);
        return path;
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private Dictionary<string, byte[]> Files() =>
        Directory.GetFiles(_folder, "*", SearchOption.AllDirectories).ToDictionary(file => System.IO.Path.GetRelativePath(_folder, file), File.ReadAllBytes, StringComparer.Ordinal);
}
