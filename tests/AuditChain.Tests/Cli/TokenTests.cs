namespace AuditChain.Tests.Cli;

/// <summary><c>auditlog token</c>: shown once, kept as a hash, recorded when made and when removed.</summary>
public sealed class TokenTests : IDisposable
{
    private readonly CliFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_token_is_shown_once_listed_without_its_secret_and_removed()
    {
        string token = Assert.Single(Auditlog.Run("token", "new", _folder.Log, "web", "--scope", "append").Succeeded().Lines);
        Assert.Matches("^alt_[0-9a-f]{12}_[A-Za-z0-9_-]{43}$", token);
        string secret = token.Split('_', 3)[2];
        foreach (string file in _folder.Files) Assert.DoesNotContain(secret, File.ReadAllText(_folder[file]), StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode($"{_folder.Log}.state"));

        CliResult list = Auditlog.Run("token", "list", _folder.Log).Succeeded();
        Assert.Contains("web", Assert.Single(list.Lines), StringComparison.Ordinal);
        Assert.DoesNotContain(secret, list.Output, StringComparison.Ordinal);

        Auditlog.Run("token", "remove", _folder.Log, "web").Succeeded();
        Assert.Empty(Auditlog.Run("token", "list", _folder.Log).Succeeded().Lines);
        Assert.Equal(["create web", "revoke web"], _folder.Entries().Select(entry => $"{entry.Action} {entry.Target!.Id}"));
    }

    [Fact]
    public void A_token_that_is_not_there_cannot_be_removed() =>
        Auditlog.Run("token", "remove", _folder.Log, "nobody").Refused("[AuditTokenNotFound]", "nobody");
}
