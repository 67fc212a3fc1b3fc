using System.Runtime.InteropServices;
using AuditChain.Sqlite;
using Microsoft.Data.Sqlite;

namespace AuditChain.Tests;

/// <summary>Files beside a log: what is planted is refused, what is live is never missed, and a reader changes nothing.</summary>
public sealed partial class SidecarTests : IDisposable
{
    private const int Nobody = 65534;
    private readonly TemporaryFolder _folder = new();
    private readonly string _path;

    public SidecarTests()
    {
        _path = _folder["a.audit"];
        using SqliteAuditLog log = SqliteAuditLog.Create(_path, "example.com/sidecars");
        log.Append([.. Enumerable.Range(1, 10).Select(Entry)]);
    }

    public void Dispose() => _folder.Dispose();

    private static PreparedEntry Entry(int i) => PreparedEntry.From(new AuditEvent { Type = "t", Message = $"n {i}" });

    /// <summary>A log as a crash leaves it: two entries in the write-ahead log alone, and nobody there.</summary>
    private string Crashed()
    {
        string live = _folder["live"], crashed = _folder["crashed.audit"];
        File.Copy(_path, live);
        using SqliteAuditLog log = SqliteAuditLog.Open(live, LogAccess.Append);
        log.Append([Entry(11), Entry(12)]);
        File.Copy(live, crashed);
        File.Copy($"{live}-wal", $"{crashed}-wal");
        return crashed;
    }

    private Dictionary<string, string> Files() =>
        Directory.GetFiles(Path.GetDirectoryName(_path)!).ToDictionary(file => file, file => $"{Convert.ToHexString(File.ReadAllBytes(file))} {File.GetLastWriteTimeUtc(file).Ticks}", StringComparer.Ordinal);

    [Fact]
    public void A_reader_changes_no_file_and_leaves_none()
    {
        string crashed = Crashed();
        foreach (string path in (string[])[_path, crashed])
        {
            Dictionary<string, string> before = Files();
            Assert.Equal(path == _path ? 10 : 12, AuditFile.Verify(path).Count);
            Assert.Equal(path == _path ? 10 : 12, AuditFile.Read(path, new EntryQuery()).Count());
            using (SqliteAuditLog log = SqliteAuditLog.Open(path, LogAccess.Read)) Assert.Equal(path == _path ? 10 : 12, log.ReadStatus().Count);
            Assert.Equal(before, Files());
        }
    }

    [Fact]
    public void Entries_of_a_live_write_ahead_log_are_never_missed_through_a_symbolic_link()
    {
        string link = _folder["link"], second = _folder["link of a link"];
        File.CreateSymbolicLink(link, _path);
        File.CreateSymbolicLink(second, "link");
        using SqliteAuditLog log = SqliteAuditLog.Open(link, LogAccess.Append);
        log.Append([Entry(11)]);
        Assert.True(File.Exists($"{_path}-wal"));
        foreach (string path in (string[])[_path, link, second])
        {
            Assert.Equal(11, AuditFile.Verify(path).Count);
            Assert.Equal(11, AuditFile.Read(path, new EntryQuery()).Count());
        }
        string crashed = Crashed(), other = _folder["other"];
        File.CreateSymbolicLink(other, crashed);
        Assert.Equal(12, AuditFile.Verify(other).Count);
    }

    [Theory]
    [InlineData("-journal")]
    [InlineData("-wal")]
    [InlineData("-shm")]
    public void What_somebody_else_put_there_is_refused_by_readers_and_writers(string suffix)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() || !Environment.IsPrivilegedProcess, "Only root can make a file of somebody else.");
        string planted = _path + suffix;
        File.Copy(suffix == "-wal" ? $"{Crashed()}-wal" : _path, planted);
        Assert.Equal(0, chown(planted, Nobody, Nobody));
        Dictionary<string, string> before = Files();
        Refused(planted);
        Assert.Equal(before, Files());
    }

    [Theory]
    [InlineData("-wal")]
    [InlineData("-shm")]
    public void A_link_a_folder_and_a_pipe_are_refused(string suffix)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such links without a privilege.");
        string planted = _path + suffix;
        File.CreateSymbolicLink(planted, _folder["somewhere"]);
        Refused(planted);
        File.Delete(planted);
        Directory.CreateDirectory(planted);
        Refused(planted);
    }

    [Fact]
    public void A_journal_is_refused_whoever_made_it_and_an_empty_one_says_nothing()
    {
        File.WriteAllBytes($"{_path}-journal", []);
        Assert.True(AuditFile.Verify(_path).IsValid);
        File.WriteAllBytes($"{_path}-journal", [1]);
        Refused($"{_path}-journal");
    }

    [Fact]
    public void Who_may_write_the_log_may_leave_a_write_ahead_log()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() || !Environment.IsPrivilegedProcess, "Only root can make a file of somebody else.");
        string crashed = Crashed();
        Assert.Equal(0, chown($"{crashed}-wal", Nobody, 0));
        Assert.Equal(AuditError.AuditLogAccessDenied, Assert.Throws<AuditException>(() => AuditFile.Verify(crashed)).Error);
        Assert.Equal(0, chmod(crashed, 0x1B0)); // rw-rw----: the group of the log is that of the file
        Assert.Equal(12, AuditFile.Verify(crashed).Count);
        Assert.Equal(0, chmod(Path.GetDirectoryName(crashed)!, 0x1FF));
        Assert.Equal(AuditError.AuditLogAccessDenied, Assert.Throws<AuditException>(() => AuditFile.Verify(crashed)).Error);
        Assert.Equal(0, chmod(crashed, 0x1B6)); // rw-rw-rw-
        Assert.Equal(12, AuditFile.Verify(crashed).Count);
    }

    [Fact]
    public void A_log_that_somebody_begins_to_write_is_read_on_from_where_the_reader_was()
    {
        using SqliteAuditLog reader = SqliteAuditLog.Open(_path, LogAccess.Read);
        Assert.Equal(10, reader.ReadHead().Count);
        using SqliteAuditLog writer = SqliteAuditLog.Open(_path, LogAccess.Append);
        for (int i = 11; i < 40; i++)
        {
            writer.Append([Entry(i)]);
            Assert.Equal(i, reader.ReadHead().Count);
        }
        writer.Dispose();
        Assert.Equal(39, reader.ReadHead().Count);
        Assert.Equal(39, reader.Read(new EntryQuery()).Count());
    }

    [Fact]
    public void A_log_that_was_taken_out_of_WAL_mode_is_read_and_goes_back_with_the_next_append()
    {
        using (SqliteConnection connection = new($"Data Source={_path};Pooling=False"))
        {
            connection.Open();
            using SqliteCommand command = connection.CreateCommand();
            command.CommandText = "PRAGMA journal_mode = DELETE";
            command.ExecuteNonQuery();
        }
        Assert.Equal(10, AuditFile.Verify(_path).Count);
        using SqliteAuditLog log = SqliteAuditLog.Open(_path, LogAccess.Append);
        Assert.Equal(11, log.Append([Entry(11)])[0].Seq);
        Assert.True(File.Exists($"{_path}-wal"));
    }

    private void Refused(string planted)
    {
        foreach (LogAccess access in Enum.GetValues<LogAccess>())
        {
            AuditException refused = Assert.Throws<AuditException>(() => SqliteAuditLog.Open(_path, access));
            Assert.Equal(AuditError.AuditLogAccessDenied, refused.Error);
            Assert.Contains($"'{planted}'", refused.Message, StringComparison.Ordinal);
        }
        Assert.Equal(AuditError.AuditLogAccessDenied, Assert.Throws<AuditException>(() => AuditFile.Verify(_path)).Error);
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int chown(string path, int owner, int group);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int chmod(string path, uint mode);
}
