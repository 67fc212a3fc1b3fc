using AuditChain.Sqlite;

namespace AuditChain.Tests;

/// <summary>Nobody is told of a temporary file, whose name he never gave.</summary>
public sealed class FilePlaceTests
{
    private const string Forbidden = "/sys/kernel/auditlog";

    [Fact]
    public void A_reason_names_the_file_that_was_asked_for()
    {
        UnauthorizedAccessException denied = new("Access to the path '/srv/k.pem.1f.tmp' is denied.");
        Assert.Equal("Access to the path '/srv/k.pem' is denied. Choose a folder in which you may write.", FilePlace.Reason(denied, "/srv/k.pem.1f.tmp", "/srv/k.pem"));
        IOException full = new("No space left on device : '/srv/k.pem.1f.tmp'");
        Assert.Equal("No space left on device : '/srv/k.pem'.", FilePlace.Reason(full, "/srv/k.pem.1f.tmp", "/srv/k.pem"));
    }

    [Fact]
    public void Where_nobody_may_create_a_file_the_error_says_so_of_the_right_file()
    {
        Assert.SkipUnless(Directory.Exists(Path.GetDirectoryName(Forbidden)), "This system has no folder in which nobody may create a file.");
        foreach (Action create in (Action[])[() => SqliteAuditLog.Create(Forbidden, "example.com/x").Dispose(), () => WholeFile.Create(Forbidden, FileKind.Bundle, false, _ => { }), () => KeyFile.Create(Forbidden, "x"u8, false)])
        {
            AuditException e = Assert.Throws<AuditException>(create);
            Assert.Contains(e.Error, (AuditError[])[AuditError.AuditLogWriteFailed, AuditError.AuditDestinationInvalid]);
            Assert.Contains($"{Forbidden}'", e.Message);
            Assert.DoesNotContain($"{Forbidden}.", e.Message);
        }
    }
}
