using Xunit;

namespace AuditChain.Tests;

public class SignedNoteTests
{
    private const string Dash = "—";
    private static readonly string Note = AttestationVectors.Notes[0];
    private static readonly VerifierKey Key = VerifierKey.Parse(AttestationVectors.VKey);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Notes_of_the_vectors_verify_and_are_made_bit_for_bit(int index)
    {
        string expected = AttestationVectors.Notes[index];
        SignedNote note = SignedNote.Parse(expected);
        Assert.Equal(NoteVerification.Valid, note.Verify(Key));
        Assert.Equal(AttestationVectors.CheckpointText(index), note.Text);
        Assert.Equal(expected, note.ToString());
        NoteSignature signature = Assert.Single(note.Signatures);
        Assert.Equal((AttestationVectors.KeyName, Key.KeyId, 64), (signature.KeyName, signature.KeyId, signature.Signature.Length));

        using SigningKey signer = AttestationVectors.SigningKey();
        Assert.Equal(expected, SignedNote.Sign(note.Checkpoint(), signer).ToString());
        Assert.Same(note.Checkpoint(), note.Checkpoint());
    }

    [Theory]
    [InlineData("example.com/ops\n3", "example.com/opt\n3")]
    [InlineData("\n3\n", "\n4\n")]
    [InlineData("h376", "h377")]
    [InlineData("head a", "head b")]
    [InlineData("log 2", "log 3")]
    [InlineData("09:00", "09:01")]
    [InlineData("Z\n\n", "Z\nextension\n\n")]
    [InlineData("RjtHvTA1", "RjtHvTB1")] // in the signature
    public void An_edit_of_text_or_signature_is_invalid(string from, string to)
    {
        string edited = Note.Replace(from, to, StringComparison.Ordinal);
        Assert.NotEqual(Note, edited);
        Assert.Equal(NoteVerification.Invalid, SignedNote.Parse(edited).Verify(Key));
    }

    [Fact]
    public void A_signature_of_another_length_is_kept_and_invalid()
    {
        SignedNote note = SignedNote.Parse($"{AttestationVectors.CheckpointText(0)}\n{Dash} example.com/ops RjtHvQA=\n");
        Assert.Equal(1, note.Signatures[0].Signature.Length);
        Assert.Equal(NoteVerification.Invalid, note.Verify(Key));
    }

    [Fact]
    public void Name_and_id_both_have_to_match()
    {
        Assert.Equal(NoteVerification.NotSigned, SignedNote.Parse(Note.Replace($"{Dash} example.com/ops", $"{Dash} example.com/opt", StringComparison.Ordinal)).Verify(Key));
        Assert.Equal(NoteVerification.NotSigned, SignedNote.Parse(Note.Replace("RjtH", "RjtI", StringComparison.Ordinal)).Verify(Key));
        Assert.Equal(NoteVerification.NotSigned, SignedNote.Parse(Note).Verify(new VerifierKey("other", Key.PublicKey)));
    }

    [Fact]
    public void Two_keys_sign_and_each_is_checked_for_itself()
    {
        using SigningKey first = AttestationVectors.SigningKey();
        using SigningKey second = SigningKey.Generate("witness.example/w1");
        using SigningKey stranger = SigningKey.Generate(first.Name);
        SignedNote note = SignedNote.Sign(Checkpoint.Parse(AttestationVectors.CheckpointText(0)), first, second);
        Assert.StartsWith(Note, note.ToString(), StringComparison.Ordinal);
        Assert.Equal(NoteVerification.Valid, note.Verify(first.VerifierKey));
        Assert.Equal(NoteVerification.Valid, note.Verify(second.VerifierKey));
        Assert.Equal(NoteVerification.NotSigned, note.Verify(stranger.VerifierKey));
    }

    [Fact]
    public void Signatures_of_unknown_keys_do_not_matter()
    {
        string unknown = $"{Dash} future.example/post-quantum {Convert.ToBase64String(new byte[3000])}\n";
        Assert.Equal(NoteVerification.Valid, SignedNote.Parse(Note + unknown).Verify(Key));
        Assert.Equal(NoteVerification.Valid, SignedNote.Parse(Note.Replace("\n\n", "\n\n" + unknown, StringComparison.Ordinal)).Verify(Key));
    }

    [Fact]
    public void One_invalid_signature_of_a_key_spoils_its_valid_ones()
    {
        string line = Note[(Note.IndexOf("\n\n", StringComparison.Ordinal) + 2)..];
        Assert.Equal(NoteVerification.Valid, SignedNote.Parse(Note + line).Verify(Key));
        Assert.Equal(NoteVerification.Invalid, SignedNote.Parse(Note + line.Replace("TA1", "TB1", StringComparison.Ordinal)).Verify(Key));
    }

    [Fact]
    public void A_note_may_hold_other_text_with_empty_lines()
    {
        SignedNote note = SignedNote.Parse($"one\n\ntwo\n\n{Dash} k AAAAAAA=\n");
        Assert.Equal("one\n\ntwo\n", note.Text);
        Assert.False(note.TryCheckpoint(out _, out string? problem));
        Assert.Contains("line 2", problem, StringComparison.Ordinal);
        Assert.Equal(AuditError.AuditCheckpointInvalid, Assert.Throws<AuditException>(note.Checkpoint).Error);
        Assert.True(SignedNote.Parse(Note).TryCheckpoint(out Checkpoint? checkpoint, out _));
        Assert.Equal(3, checkpoint!.Size);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("\n\n")]
    [InlineData("text\n")]
    [InlineData("text\n\n")]
    [InlineData("text\n\n\n")]
    [InlineData("text\n— k AAAAAAA=\n")] // no empty line
    [InlineData("text\n\n— k AAAAAAA=")] // no final line feed
    [InlineData("text\n\n— k AAAAAAA=\n\n")]
    [InlineData("text\n\n— k AAAAAAA=\nx\n")]
    [InlineData("text\n\n- k AAAAAAA=\n")] // hyphen
    [InlineData("text\n\n—k AAAAAAA=\n")]
    [InlineData("text\n\n—  AAAAAAA=\n")] // no name
    [InlineData("text\n\n— k\n")]
    [InlineData("text\n\n— k \n")]
    [InlineData("text\n\n— k  AAAAAAA=\n")]
    [InlineData("text\n\n— k AAAAAAA= \n")]
    [InlineData("text\n\n— k AAAAAAA= x\n")]
    [InlineData("text\n\n— k+k AAAAAAA=\n")]
    [InlineData("text\n\n— k\u2003k AAAAAAA=\n")]
    [InlineData("text\n\n— k AAAAAA==\n")] // a key id and nothing more
    [InlineData("text\n\n— k AAAAAAB=\n")] // bits after the last byte
    [InlineData("text\n\n— k AAAAAAA\n")]
    [InlineData("text\n\n— k AAAA_AA=\n")]
    [InlineData("text\n\n— k AAAA AAA=\n")]
    [InlineData("text\r\n\r\n— k AAAAAAA=\r\n")]
    [InlineData("te\txt\n\n— k AAAAAAA=\n")]
    [InlineData("te\0xt\n\n— k AAAAAAA=\n")]
    public void Refuses_malformed_notes(string note)
    {
        Assert.Equal(AuditError.AuditCheckpointInvalid, Assert.Throws<AuditException>(() => SignedNote.Parse(note)).Error);
        Assert.False(SignedNote.TryParse(note, out SignedNote? parsed, out string? problem));
        Assert.Null(parsed);
        Assert.NotEmpty(problem!);
    }

    [Fact]
    public void Refuses_a_lone_surrogate()
    {
        Assert.False(SignedNote.TryParse(Note.Replace("example", "exam\ud83dple", StringComparison.Ordinal), out _, out string? problem));
        Assert.Contains("line 1 holds the lone surrogate U+D83D", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Takes_100_signatures_and_a_million_bytes_and_no_more()
    {
        const string Line = $"{Dash} k AAAAAAA=\n";
        Assert.Equal(100, SignedNote.Parse("t\n\n" + string.Concat(Enumerable.Repeat(Line, 100))).Signatures.Count);
        Assert.False(SignedNote.TryParse("t\n\n" + string.Concat(Enumerable.Repeat(Line, 101)), out _, out string? problem));
        Assert.Contains("100 signatures", problem, StringComparison.Ordinal);

        string tail = $"\n\n{Line}";
        string fits = new string('é', (1_000_000 - 18) / 2) + "x" + tail; // the tail has 17 bytes
        Assert.True(SignedNote.TryParse(fits, out _, out problem), problem);
        Assert.False(SignedNote.TryParse("y" + fits, out _, out problem));
        Assert.Contains("1000000 bytes", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Signing_needs_a_key() =>
        Assert.Throws<ArgumentException>(() => SignedNote.Sign(Checkpoint.Parse(AttestationVectors.CheckpointText(0))));
}
