using System.Text.Json;
using AuditChain.Sqlite;

namespace AuditChain.Tests.Cli;

/// <summary>A folder with a new log in it, and what tests of the command line ask of it.</summary>
internal sealed class CliFolder : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public CliFolder() => Log = New("ops.audit");

    public string Log { get; }

    public string this[string file] => _folder[file];

    public string[] Files => _folder.Files;

    /// <summary>Creates a log by the engine.</summary>
    public string New(string file)
    {
        using SqliteAuditLog log = SqliteAuditLog.Create(this[file], $"example.com/{Path.GetFileNameWithoutExtension(file)}");
        return log.Location;
    }

    /// <summary>Appends entries with the types given.</summary>
    public void Add(params IEnumerable<string> types)
    {
        using SqliteAuditLog log = SqliteAuditLog.Open(Log, LogAccess.Append);
        log.Append([.. types.Select(type => PreparedEntry.From(new AuditEvent { Type = type, Actor = $"actor of {type}", Message = $"a {type}" }))]);
    }

    public AuditEntry[] Entries()
    {
        Assert.Equal(Verdict.Intact, AuditFile.Verify(Log).Verdict);
        return [.. AuditFile.Read(Log, new EntryQuery())];
    }

    public string[] Types() => [.. Entries().Select(entry => entry.Type)];

    /// <summary>Every acknowledgement names an entry that is there with this hash.</summary>
    public void Holds(IEnumerable<string> acknowledgements)
    {
        Dictionary<long, string> entries = Entries().ToDictionary(entry => entry.Seq, entry => entry.Hash.ToString());
        foreach (string line in acknowledgements)
        {
            string[] parts = line.Split(' ');
            Assert.Equal(parts[1], entries[long.Parse(parts[0])]);
        }
    }

    public string Write(string file, string content) => _folder.Write(file, content);

    /// <summary>A file that its owner alone may read.</summary>
    public string WritePrivate(string file, string content)
    {
        string path = _folder.Write(file, content);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return path;
    }

    public static string Event(string type, int n) => JsonSerializer.Serialize(new { type, data = new { n } });

    public void Dispose() => _folder.Dispose();
}
