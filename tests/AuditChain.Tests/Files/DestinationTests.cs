using AuditChain.Sqlite;

namespace AuditChain.Tests.Files;

/// <summary>Nothing of value is overwritten: every kind of file against every kind that is written.</summary>
public sealed class DestinationTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string Make(FileKind kind)
    {
        string path = _folder[$"{kind}.x"];
        using SigningKey key = SigningKey.Generate("example.com/ops");
        switch (kind)
        {
            case FileKind.Log:
                SqliteAuditLog.Create(path, "example.com/ops").Dispose();
                break;
            case FileKind.Bundle:
                SqliteAuditLog.Create(_folder["source"], "example.com/ops").Dispose();
                AuditFile.Export(_folder["source"], path);
                break;
            case FileKind.Mirror:
                SqliteAuditLog.Create(_folder["source"], "example.com/ops").Dispose();
                AuditFile.Export(_folder["source"], _folder["whole"]);
                File.WriteAllText(path, File.ReadLines(_folder["whole"]).First() + "\n");
                break;
            case FileKind.Note:
                using (SqliteAuditLog log = SqliteAuditLog.Create(_folder["source"], "example.com/ops")) File.WriteAllText(path, LogAttestation.Create(log, key).ToString());
                break;
            case FileKind.PrivateKey:
                key.Save(path);
                break;
            case FileKind.PublicKey:
                File.WriteAllText(path, $"{key.VerifierKey}\n");
                break;
            default:
                File.WriteAllText(path, "mine");
                break;
        }
        return path;
    }

    public static TheoryData<FileKind, FileKind> Pairs()
    {
        TheoryData<FileKind, FileKind> pairs = [];
        FileKind[] there = [FileKind.Log, FileKind.Bundle, FileKind.Mirror, FileKind.Note, FileKind.PrivateKey, FileKind.PublicKey, FileKind.Other];
        foreach (FileKind kind in there)
        {
            foreach (FileKind written in (FileKind[])[FileKind.Log, FileKind.Bundle, FileKind.Note, FileKind.PrivateKey, FileKind.PublicKey]) pairs.Add(kind, written);
        }
        return pairs;
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void A_file_takes_the_place_of_its_own_kind_alone(FileKind there, FileKind written)
    {
        string path = Make(there);
        Assert.Equal(AuditError.AuditDestinationExists, Assert.Throws<AuditException>(() => Destination.Check(path, written, overwrite: false)).Error);
        if (there == written) Destination.Check(path, written, overwrite: true);
        else Assert.Equal(AuditError.AuditDestinationInvalid, Assert.Throws<AuditException>(() => Destination.Check(path, written, overwrite: true)).Error);
    }

    [Fact]
    public void A_compressed_bundle_is_a_bundle_and_any_other_gzip_is_not()
    {
        SqliteAuditLog.Create(_folder["source"], "example.com/ops").Dispose();
        AuditFile.Export(_folder["source"], _folder["b.gz"]);
        Destination.Check(_folder["b.gz"], FileKind.Bundle, overwrite: true);
        using (System.IO.Compression.GZipStream gzip = new(File.Create(_folder["mine.gz"]), System.IO.Compression.CompressionLevel.Fastest)) gzip.Write("mine"u8);
        Assert.Throws<AuditException>(() => Destination.Check(_folder["mine.gz"], FileKind.Bundle, overwrite: true));
    }

    [Theory]
    [InlineData("-wal")]
    [InlineData("-shm")]
    [InlineData("-journal")]
    [InlineData("-WAL")]
    public void The_names_of_a_logs_other_files_are_never_taken(string end)
    {
        string log = Make(FileKind.Log);
        foreach (FileKind written in (FileKind[])[FileKind.Log, FileKind.Bundle, FileKind.Note, FileKind.PrivateKey])
            Assert.Equal(AuditError.AuditDestinationInvalid, Assert.Throws<AuditException>(() => Destination.Check(log + end, written, overwrite: false)).Error);
        Assert.Throws<AuditException>(() => SqliteAuditLog.Create(log + end));
        Assert.False(File.Exists(log + end));
    }

    [Fact]
    public void Links_lead_to_what_would_be_lost()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links need a privilege there");
        string log = Make(FileKind.Log);
        File.CreateSymbolicLink(_folder["soft"], log);
        Posix.Link(log, _folder["hard"]);
        foreach (string link in (string[])[_folder["soft"], _folder["hard"]])
            Assert.Equal(AuditError.AuditDestinationInvalid, Assert.Throws<AuditException>(() => AuditFile.Export(log, link, overwrite: true)).Error);
        Assert.Equal(Verdict.Intact, AuditFile.Verify(log).Verdict);
    }

    [Fact]
    public void What_comes_there_while_a_file_is_written_is_not_lost()
    {
        string path = _folder["b.auditbundle"];
        Assert.Throws<AuditException>(() => WholeFile.Create(path, FileKind.Bundle, overwrite: true, _ => SqliteAuditLog.Create(path, "example.com/ops").Dispose()));
        Assert.Equal(FileKind.Log, FileKinds.Of(path));
        Assert.Equal(["b.auditbundle"], _folder.Files);
    }

    [Fact]
    public void A_log_is_replaced_by_a_later_state_of_itself_alone()
    {
        string a = Make(FileKind.Log), other = _folder["other"];
        SqliteAuditLog.Create(other, "example.com/other").Dispose();
        Assert.Equal(AuditError.AuditDestinationInvalid, Assert.Throws<AuditException>(() => SqliteAuditLog.Copy(a, other, overwrite: true)).Error);
        string copy = SqliteAuditLog.Copy(a, _folder["copy"]).Path;
        using (SqliteAuditLog log = SqliteAuditLog.Open(a, LogAccess.Append)) log.Append([PreparedEntry.From(new AuditEvent { Type = "x" })]);
        Assert.Equal(1, SqliteAuditLog.Copy(a, copy, overwrite: true).Count);
        using (SqliteAuditLog log = SqliteAuditLog.Open(copy, LogAccess.Append)) log.Append([PreparedEntry.From(new AuditEvent { Type = "only here" })]);
        Assert.Equal(AuditError.AuditDestinationInvalid, Assert.Throws<AuditException>(() => SqliteAuditLog.Copy(a, copy, overwrite: true)).Error);
    }

    [Fact]
    public void Exports_and_keys_are_their_owners_alone_and_an_open_key_is_not_used()
    {
        if (OperatingSystem.IsWindows()) return; // File modes are Unix's.
        const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        Assert.Equal(Owner, File.GetUnixFileMode(Make(FileKind.Bundle)));
        string key = Make(FileKind.PrivateKey);
        Assert.Equal(Owner, File.GetUnixFileMode(key));
        File.SetUnixFileMode(key, Owner | UnixFileMode.OtherRead);
        AuditException refused = Assert.Throws<AuditException>(() => SigningKey.Load(key, "example.com/ops"));
        Assert.Equal(AuditError.AuditKeyInvalid, refused.Error);
        Assert.Contains("chmod 600", refused.Message, StringComparison.Ordinal);
        File.SetUnixFileMode(key, Owner | UnixFileMode.GroupRead);
        SigningKey.Load(key, "example.com/ops").Dispose();
    }
}
