using Xunit;

namespace AuditChain.Tests;

public sealed class VerifierKeyTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private static readonly SignedNote Note = SignedNote.Parse(AttestationVectors.Notes[0]);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Line_is_that_of_the_vectors()
    {
        var key = new VerifierKey(AttestationVectors.KeyName, AttestationVectors.PublicKey);
        Assert.Equal(AttestationVectors.VKey, key.ToString());
        Assert.Equal(0x463b47bdu, key.KeyId);
        Assert.Equal(0x463b47bdu, VerifierKey.ComputeKeyId(AttestationVectors.KeyName, AttestationVectors.PublicKey));
        VerifierKey parsed = VerifierKey.Parse(AttestationVectors.VKey);
        Assert.Equal(AttestationVectors.KeyName, parsed.Name);
        Assert.Equal(AttestationVectors.PublicKey, parsed.PublicKey);
        Assert.False(parsed.IsAnyName);
    }

    // PeterNeumann of golang.org/x/mod/sumdb/note, whose base64 has a '+' of its own.
    [Fact]
    public void Reads_the_key_of_the_Go_package()
    {
        const string Line = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
        Assert.Equal(Line, VerifierKey.Parse(Line).ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("example.com/ops")]
    [InlineData("example.com/ops+463b47bd")]
    [InlineData("+463b47bd+AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea")]
    [InlineData("example.com/opt+463b47bd+AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea")] // another name
    [InlineData("example.com/ops+463b47be+AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea")] // another id
    [InlineData("example.com/ops+463B47BD+AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea")]
    [InlineData("example.com/ops+463b47b+AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea")]
    [InlineData("example.com/ops+463b47bd+AtdamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea")] // algorithm 2
    [InlineData("example.com/ops+463b47bd+AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1")] // cut
    [InlineData("example.com/ops+463b47bd+AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1EaAA==")]
    [InlineData("example.com/ops+463b47bd+====")]
    [InlineData("example.com/ops+463b47bd+")]
    [InlineData("exam ple+463b47bd+AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea")]
    [InlineData("example.com/ops+463b47bd+AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea\n")]
    [InlineData("k+00000000+AQEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")] // small order
    public void Refuses_lines_of_another_form(string line) =>
        Assert.Equal(AuditError.AuditKeyInvalid, Assert.Throws<AuditException>(() => VerifierKey.Parse(line)).Error);

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("a+b")]
    [InlineData("a\u0001")]
    [InlineData("a\u2028")]
    public void Refuses_names_that_a_note_cannot_carry(string name) =>
        Assert.Equal(AuditError.AuditKeyInvalid, Assert.Throws<AuditException>(() => new VerifierKey(name, AttestationVectors.PublicKey)).Error);

    [Fact]
    public void A_name_has_255_characters_at_most()
    {
        Assert.Equal(255, new VerifierKey(new string('n', 255), AttestationVectors.PublicKey).Name.Length);
        Assert.Throws<AuditException>(() => new VerifierKey(new string('n', 256), AttestationVectors.PublicKey));
    }

    [Fact]
    public void Loads_a_line_as_it_is()
    {
        Assert.Equal(AttestationVectors.VKey, Assert.Single(VerifierKey.Load($" {AttestationVectors.VKey}\n")).ToString());
        Assert.Equal(AuditError.AuditKeyInvalid, LoadError("k+00000000+AAAA"));
    }

    [Fact]
    public void Loads_a_file_of_lines_with_comments()
    {
        const string Other = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
        string path = _folder.Write("keys", $"\ufeff# ours\r\n{AttestationVectors.VKey}\r\n\r\n  # theirs\n{Other}");
        Assert.Equal([AttestationVectors.VKey, Other], VerifierKey.Load(path).Select(key => key.ToString()));
    }

    [Fact]
    public void A_PEM_key_checks_signatures_under_any_name()
    {
        string path = _folder.Write("public.pem", KeyPem.WritePublic(AttestationVectors.PublicKey));
        VerifierKey key = Assert.Single(VerifierKey.Load(path));
        Assert.True(key.IsAnyName);
        Assert.Equal("", key.Name);
        Assert.Equal(NoteVerification.Valid, Note.Verify(key));
        Assert.Equal(NoteVerification.Invalid, SignedNote.Parse(Note.ToString().Replace("\n3\n", "\n2\n", StringComparison.Ordinal)).Verify(key));

        using SigningKey renamed = SigningKey.FromSeed("another-name", AttestationVectors.Seed);
        Assert.Equal(NoteVerification.Valid, SignedNote.Sign(Note.Checkpoint(), renamed).Verify(key));
        using SigningKey stranger = SigningKey.Generate(AttestationVectors.KeyName);
        Assert.Equal(NoteVerification.NotSigned, SignedNote.Sign(Note.Checkpoint(), stranger).Verify(key));
    }

    [Fact]
    public void A_raw_key_and_a_name_given_with_it()
    {
        File.WriteAllBytes(_folder["raw"], AttestationVectors.PublicKey);
        Assert.True(Assert.Single(VerifierKey.Load(_folder["raw"])).IsAnyName);
        VerifierKey named = Assert.Single(VerifierKey.Load(_folder["raw"], AttestationVectors.KeyName));
        Assert.Equal(AttestationVectors.VKey, named.ToString());
        File.WriteAllBytes(_folder["raw"], new byte[32]);
        Assert.Equal(AuditError.AuditKeyInvalid, LoadError(_folder["raw"]));
    }

    [Fact]
    public void Refuses_files_that_hold_no_public_key()
    {
        Assert.Equal(AuditError.AuditKeyNotFound, LoadError(_folder["absent"]));
        Assert.Equal(AuditError.AuditKeyNotFound, LoadError(""));
        Assert.Equal(AuditError.AuditKeyNotFound, LoadError(Path.GetDirectoryName(_folder["x"])!));
        Assert.Equal(AuditError.AuditKeyInvalid, LoadError(_folder.Write("empty", "")));
        Assert.Equal(AuditError.AuditKeyInvalid, LoadError(_folder.Write("comment", "# nothing\n")));
        Assert.Equal(AuditError.AuditKeyInvalid, LoadError(_folder.Write("words", "not a key\n")));
        Assert.Equal(AuditError.AuditKeyInvalid, LoadError(_folder.Write("large", new string('\n', 70_000))));
        File.WriteAllBytes(_folder["binary"], [0xff, 0xfe, 0xfd]);
        Assert.Equal(AuditError.AuditKeyInvalid, LoadError(_folder["binary"]));
        string pem = KeyPem.WritePublic(AttestationVectors.PublicKey);
        Assert.Equal(AuditError.AuditKeyInvalid, LoadError(_folder.Write("two", pem + pem)));
        Assert.Equal(AuditError.AuditKeyInvalid, LoadError(_folder.Write("cut", pem[..60])));
        Assert.Equal(AuditError.AuditKeyInvalid, LoadError(_folder.Write("short", "-----BEGIN PUBLIC KEY-----\nMAA=\n-----END PUBLIC KEY-----\n")));
        string secret = _folder.Write("secret", KeyPem.WritePrivate(AttestationVectors.Seed));
        Assert.Contains("private key", Assert.Throws<AuditException>(() => VerifierKey.Load(secret)).Message, StringComparison.Ordinal);
    }

    private static AuditError LoadError(string path) => Assert.Throws<AuditException>(() => VerifierKey.Load(path)).Error;
}
