namespace AuditChain.Tests;

internal sealed class TemporaryFolder : IDisposable
{
    private readonly string _path = Directory.CreateTempSubdirectory("auditchain-").FullName;

    internal string this[string file] => Path.Combine(_path, file);

    internal string[] Files => [.. Directory.GetFileSystemEntries(_path).Select(entry => Path.GetFileName(entry)!)];

    internal string Write(string file, string content)
    {
        File.WriteAllText(this[file], content);
        return this[file];
    }

    public void Dispose() => Directory.Delete(_path, recursive: true);
}
