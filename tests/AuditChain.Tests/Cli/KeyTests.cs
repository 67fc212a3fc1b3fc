namespace AuditChain.Tests.Cli;

/// <summary>keygen and attest.</summary>
public sealed class KeyTests : IDisposable
{
    private readonly CliFolder _folder = new();

    public KeyTests() => _folder.Add("a", "b", "c");

    public void Dispose() => _folder.Dispose();

    private string Key => _folder["ops.key"];

    private string Generate(params string[] more) => Auditlog.Run(["keygen", Key, "--name", "example.com/ops", .. more]).Succeeded().Output;

    private static CliResult WithPassphrase(string passphrase, params string[] args) => Auditlog.RunWith(passphrase, [], args);

    [Fact]
    public void Keygen_writes_the_private_key_for_its_owner_alone_and_prints_the_verifier_key()
    {
        string printed = Generate();
        Assert.EndsWith("\n", printed, StringComparison.Ordinal);
        using SigningKey key = SigningKey.Load(Key, "example.com/ops");
        Assert.Equal(key.VerifierKey.ToString(), printed.TrimEnd('\n'));
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Key));
        Assert.Equal($"{key.VerifierKey}\n", File.ReadAllText(_folder["ops.pub"]));
        Assert.Equal(["ops.audit", "ops.key", "ops.pub"], _folder.Files.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Keygen_never_replaces_a_file()
    {
        Generate();
        byte[] before = File.ReadAllBytes(Key);
        CliResult again = Auditlog.Run("keygen", Key, "--name", "example.com/ops");
        again.Refused("[AuditKeyExists]", "ops.pub", "Choose another path.");
        Assert.DoesNotContain("overwrit", again.Errors, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(Key));
    }

    [Theory]
    [InlineData("two words")]
    [InlineData("a+b")]
    [InlineData("")]
    public void A_key_name_that_is_none_is_refused_and_nothing_is_created(string name)
    {
        Auditlog.Run("keygen", Key, "--name", name).Refused("[AuditKeyInvalid]");
        Assert.False(File.Exists(Key));
    }

    [Fact]
    public void Attest_prints_a_note_that_verifies_and_stores_it()
    {
        string vkey = Generate().TrimEnd('\n');
        string printed = Auditlog.Run("attest", _folder.Log, "--key", Key).Succeeded().Output;

        SignedNote note = SignedNote.Parse(printed);
        Assert.Equal(NoteVerification.Valid, note.Verify(VerifierKey.Parse(vkey)));
        Assert.Equal("example.com/ops", note.Signatures[0].KeyName);
        Assert.Equal(("example.com/ops", 3L, _folder.Entries()[2].Hash), (note.Checkpoint().Origin, note.Checkpoint().Size, note.Checkpoint().Head));
        CliResult verified = Auditlog.Run("verify", _folder.Log, "--public-key", vkey, "--checkpoint", _folder.Write("n.note", printed)).Succeeded();
        Assert.Contains("vouched for", verified.Lines[0], StringComparison.Ordinal);
        Assert.Contains($"{string.Join('+', vkey.Split('+').Take(2))} up to 3", verified.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Attest_writes_to_a_file_and_replaces_one_only_when_asked()
    {
        Generate();
        string to = _folder["ops.note"];
        Assert.Equal("", Auditlog.Run("attest", _folder.Log, "--key", Key, "--key-name", "backup-key", "--out", to).Succeeded().Output);
        SignedNote note = SignedNote.Parse(File.ReadAllText(to));
        Assert.Equal("backup-key", Assert.Single(note.Signatures).KeyName);

        Auditlog.Run("attest", _folder.Log, "--key", Key, "--out", to).Refused("[AuditDestinationExists]", "--force");
        Assert.Equal(note.ToString(), File.ReadAllText(to));
        Auditlog.Run("attest", _folder.Log, "--key", Key, "--out", to, "--force").Succeeded();
        Assert.NotEqual(note.ToString(), File.ReadAllText(to));
        Assert.Equal(2, Auditlog.Run("verify", _folder.Log, "--json").Json.GetProperty("attestationsSeen").GetInt32());
    }

    [Fact]
    public void Attest_signs_nothing_when_the_note_has_nowhere_to_go()
    {
        Generate();
        Auditlog.Run("attest", _folder.Log, "--key", Key, "--out", _folder[Path.Combine("no", "note")]).Refused("[AuditDestinationInvalid]", "Nothing was signed");
        Auditlog.Run("attest", _folder.Log, "--key", Key, "--out", _folder.Log, "--force").Refused("a database, as a log is", "Nothing was signed");
        Assert.Equal(3, _folder.Entries().Length);
        Assert.Equal(0, Auditlog.Run("verify", _folder.Log, "--json").Json.GetProperty("attestationsSeen").GetInt32());
    }

    [Fact]
    public void Json_says_the_same()
    {
        var key = Auditlog.Run("keygen", Key, "--name", "example.com/ops", "--json").Succeeded().Json;
        Assert.Equal(["encrypted", "keyId", "name", "path", "publicKeyPath", "verifierKey"], key.EnumerateObject().Select(member => member.Name));
        var note = Auditlog.Run("attest", _folder.Log, "--key", Key, "--json").Succeeded().Json;
        Assert.Equal(["head", "keyName", "logId", "note", "origin", "path", "root", "size", "time"], note.EnumerateObject().Select(member => member.Name));
        Assert.Equal(NoteVerification.Valid, SignedNote.Parse(note.GetProperty("note").GetString()!).Verify(VerifierKey.Parse(key.GetProperty("verifierKey").GetString()!)));
    }

    [Fact]
    public void A_passphrase_comes_from_a_file_or_the_environment()
    {
        string file = _folder.WritePrivate("pass", "correct horse\r\nignored\n"), wrong = _folder.WritePrivate("wrong", "battery staple\n");
        Generate("--passphrase-file", file);
        Assert.Contains("ENCRYPTED PRIVATE KEY", File.ReadAllText(Key), StringComparison.Ordinal);

        Auditlog.Run("attest", _folder.Log, "--key", Key).Refused("[AuditKeyPassphrase]", "--passphrase-file", "AUDITLOG_PASSPHRASE");
        Auditlog.Run("attest", _folder.Log, "--key", Key, "--passphrase-file", wrong).Refused("[AuditKeyPassphrase]");
        Auditlog.Run("attest", _folder.Log, "--key", Key, "--passphrase-file", _folder["typo"]).Refused("[AuditKeyPassphrase]", "typo");
        WithPassphrase("battery staple", "attest", _folder.Log, "--key", Key).Refused("[AuditKeyPassphrase]");
        WithPassphrase("correct horse", "attest", _folder.Log, "--key", Key).Succeeded();
        // What is said on the command line comes before the environment.
        WithPassphrase("battery staple", "attest", _folder.Log, "--key", Key, "--passphrase-file", file).Succeeded();
    }

    [Fact]
    public void Nothing_is_signed_without_a_key_or_a_log()
    {
        Generate();
        Auditlog.Run("attest", _folder.Log, "--key", _folder["typo"]).Refused("[AuditKeyNotFound]", "typo");
        Auditlog.Run("attest", _folder["typo"], "--key", Key).Refused("[AuditLogNotFound]", "typo");
        Auditlog.Run("attest", _folder.Log, "--key", _folder.WritePrivate("notes.txt", "hello")).Refused("[AuditKeyInvalid]");
        Assert.False(File.Exists(_folder["typo"]));
        Assert.Equal(0, Auditlog.Run("verify", _folder.Log, "--json").Json.GetProperty("attestationsSeen").GetInt32());
    }

    [Fact]
    public void A_log_that_contradicts_its_attestation_is_not_signed_again()
    {
        Generate();
        Auditlog.Run("attest", _folder.Log, "--key", Key).Succeeded();
        Database.Edit(_folder.Log, "DELETE FROM entries WHERE seq = 3");
        CliResult result = Auditlog.Run("attest", _folder.Log, "--key", Key);
        Assert.Equal((2, ""), (result.Code, result.Output));
    }
}
