using Xunit;

namespace AuditChain.Tests;

public sealed class SigningKeyTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData("correct horse ünïcödé 😀")]
    public void Comes_back_from_its_file(string passphrase)
    {
        using SigningKey key = SigningKey.Generate("example.com/ops");
        key.Save(_folder["key.pem"], passphrase);
        using SigningKey loaded = SigningKey.Load(_folder["key.pem"], "example.com/ops", passphrase);
        Assert.Equal(key.VerifierKey.ToString(), loaded.VerifierKey.ToString());
        Assert.Equal(key.Sign("m"u8), loaded.Sign("m"u8));
        Assert.True(Ed25519.Verify(key.VerifierKey.PublicKey, "m"u8, loaded.Sign("m"u8)));
    }

    [Fact]
    public void File_is_its_owners_alone_and_nothing_else_is_left()
    {
        using SigningKey key = SigningKey.Generate("k");
        File.WriteAllText(_folder["key.pem"], KeyPem.WritePrivate(new byte[Ed25519.SeedSize]));
        key.Save(_folder["key.pem"], overwrite: true);
        Assert.Equal(["key.pem"], _folder.Files);
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_folder["key.pem"]));
    }

    [Fact]
    public void An_existing_file_is_not_replaced_unasked()
    {
        using SigningKey key = SigningKey.Generate("k");
        _folder.Write("key.pem", "old");
        Assert.Equal(AuditError.AuditKeyExists, Assert.Throws<AuditException>(() => key.Save(_folder["key.pem"])).Error);
        Assert.Equal("old", File.ReadAllText(_folder["key.pem"]));
        Assert.Equal(["key.pem"], _folder.Files);
    }

    [Fact]
    public void A_folder_that_is_absent_is_not_made()
    {
        using SigningKey key = SigningKey.Generate("k");
        Assert.Equal(AuditError.AuditDestinationInvalid, Assert.Throws<AuditException>(() => key.Save(_folder["absent/key.pem"])).Error);
        Assert.Empty(_folder.Files);
    }

    [Fact]
    public void Passphrase_missing_or_wrong_is_said_so()
    {
        using SigningKey key = SigningKey.Generate("k");
        key.Save(_folder["key.pem"], "right");
        (AuditError error, string message) = LoadError(_folder["key.pem"]);
        Assert.Equal(AuditError.AuditKeyPassphrase, error);
        Assert.Contains("no passphrase was given", message, StringComparison.Ordinal);
        (error, message) = LoadError(_folder["key.pem"], "wrong");
        Assert.Equal(AuditError.AuditKeyPassphrase, error);
        Assert.Contains("The passphrase is not that", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_passphrase_for_a_key_without_one_is_not_looked_at()
    {
        using SigningKey key = SigningKey.Generate("k");
        key.Save(_folder["key.pem"]);
        using SigningKey loaded = SigningKey.Load(_folder["key.pem"], "k", "unneeded");
        Assert.Equal(key.VerifierKey.ToString(), loaded.VerifierKey.ToString());
    }

    [Fact]
    public void Refuses_files_that_are_no_key()
    {
        Assert.Equal(AuditError.AuditKeyNotFound, LoadError(_folder["absent"]).Error);
        Assert.Equal(AuditError.AuditKeyInvalid, LoadError(_folder.Write("words", "words")).Error);
        (AuditError error, string message) = LoadError(_folder.Write("public", KeyPem.WritePublic(AttestationVectors.PublicKey)));
        Assert.Equal(AuditError.AuditKeyInvalid, error);
        Assert.Contains("cannot sign", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_bad_names_and_seeds()
    {
        Assert.Equal(AuditError.AuditKeyInvalid, Assert.Throws<AuditException>(() => SigningKey.Generate("a b")).Error);
        Assert.Equal(AuditError.AuditKeyInvalid, Assert.Throws<AuditException>(() => SigningKey.FromSeed("k", new byte[31])).Error);
    }

    [Fact]
    public void After_Dispose_it_signs_no_more()
    {
        SigningKey key = SigningKey.Generate("k");
        key.Dispose();
        Assert.Throws<ObjectDisposedException>(() => key.Sign("m"u8));
        Assert.Throws<ObjectDisposedException>(() => key.Save(_folder["key.pem"]));
    }

    private static (AuditError Error, string Message) LoadError(string path, string passphrase = "")
    {
        AuditException e = Assert.Throws<AuditException>(() => SigningKey.Load(path, "k", passphrase));
        return (e.Error, e.Message);
    }
}
