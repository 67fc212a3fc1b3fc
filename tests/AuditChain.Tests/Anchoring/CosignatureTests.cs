using System.Buffers.Binary;
using System.Text;

namespace AuditChain.Tests.Anchoring;

public sealed class CosignatureTests : IDisposable
{
    private readonly SigningKey _log = SigningKey.Generate("example.com/log");
    private readonly TestWitnessKey _witness = TestWitnessKey.Make("witness.example/w1");
    private readonly SignedNote _note;

    public CosignatureTests() => _note = new MemoryLog(3).Attest(_log);

    public void Dispose() => _log.Dispose();

    [Fact]
    public void A_cosignature_vouches_with_its_time()
    {
        Cosignature found = Cosignature.Check(With(_witness.Cosign(_note.Text, 1_679_315_147)), _witness.Key);
        Assert.Equal((NoteVerification.Valid, DateTimeOffset.FromUnixTimeSeconds(1_679_315_147)), (found.Verification, found.Time!.Value));
    }

    [Fact]
    public void The_earliest_of_several_counts()
    {
        Cosignature found = Cosignature.Check(With(_witness.Cosign(_note.Text, 300), _witness.Cosign(_note.Text, 100), _witness.Cosign(_note.Text, 200)), _witness.Key);
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(100), found.Time);
    }

    [Theory]
    [InlineData(4)] // the time
    [InlineData(11)]
    [InlineData(12)] // R
    [InlineData(75)] // S
    public void An_edited_cosignature_is_invalid(int at) =>
        Assert.Equal(NoteVerification.Invalid, Cosignature.Check(With(Edit(_witness.Cosign(_note.Text, 500), bytes => bytes[at] ^= 1)), _witness.Key).Verification);

    [Fact]
    public void A_cosignature_of_another_text_is_invalid() =>
        Assert.Equal(NoteVerification.Invalid, Cosignature.Check(With(_witness.Cosign(_note.Text.Replace("\n3\n", "\n4\n", StringComparison.Ordinal), 500)), _witness.Key).Verification);

    [Theory]
    [InlineData(0UL)]
    [InlineData(ulong.MaxValue)]
    [InlineData(1UL << 62)]
    public void A_time_that_is_none_is_invalid(ulong seconds) =>
        Assert.Equal(NoteVerification.Invalid, Cosignature.Check(With(_witness.Cosign(_note.Text, seconds)), _witness.Key).Verification);

    [Theory]
    [InlineData(75)]
    [InlineData(77)]
    [InlineData(68)]
    public void Another_length_is_invalid(int length)
    {
        string line = Edit(_witness.Cosign(_note.Text, 500), bytes => Array.Resize(ref bytes, length), length);
        Assert.Equal(NoteVerification.Invalid, Cosignature.Check(With(line), _witness.Key).Verification);
    }

    [Fact]
    public void A_plain_signature_under_the_witness_id_is_invalid()
    {
        // Domain separation: a signature of the text alone is no cosignature.
        using SigningKey plain = SigningKey.Generate("w");
        byte[] bytes = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0x2c, .. plain.Sign(Encoding.UTF8.GetBytes(_note.Text))];
        WitnessKey key = new("w", plain.VerifierKey.PublicKey);
        BinaryPrimitives.WriteUInt32BigEndian(bytes, key.KeyId);
        Assert.Equal(NoteVerification.Invalid, Cosignature.Check(With($"— w {Convert.ToBase64String(bytes)}"), key).Verification);
    }

    [Fact]
    public void Others_do_not_matter()
    {
        TestWitnessKey other = TestWitnessKey.Make("witness.example/w2");
        SignedNote note = With(other.Cosign(_note.Text, 500));
        Assert.Equal(NoteVerification.NotSigned, Cosignature.Check(note, _witness.Key).Verification);
        Assert.Equal(NoteVerification.Valid, note.Verify(_log.VerifierKey));
    }

    [Fact]
    public void Ml_dsa_44_is_reported_as_not_supported_and_never_malformed()
    {
        WitnessKey key = MlDsaKey("witness.example/pq");
        Assert.Equal(key.ToString(), WitnessKey.Parse(key.ToString()).ToString());
        byte[] bytes = new byte[4 + 8 + 2420];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, key.KeyId);
        Cosignature found = Cosignature.Check(With($"— witness.example/pq {Convert.ToBase64String(bytes)}"), key);
        Assert.True(found.IsUnsupported);
        Assert.Equal((NoteVerification.NotSigned, null), (found.Verification, found.Time));
        Assert.False(Cosignature.Check(_note, key).IsUnsupported);
    }

    [Fact]
    public void The_key_id_differs_from_that_of_a_log_key_by_its_type()
    {
        Assert.NotEqual(_log.VerifierKey.KeyId, new WitnessKey(_log.Name, _log.VerifierKey.PublicKey).KeyId);
        byte[] hash = System.Security.Cryptography.SHA256.HashData([.. Encoding.UTF8.GetBytes(_log.Name), (byte)'\n', 4, .. _log.VerifierKey.PublicKey]);
        Assert.Equal(BinaryPrimitives.ReadUInt32BigEndian(hash), new WitnessKey(_log.Name, _log.VerifierKey.PublicKey).KeyId);
    }

    [Theory]
    [InlineData("")]
    [InlineData("witness.example/w1")]
    [InlineData("witness.example/w1+00000000")]
    [InlineData("w 1+00000000+BAAA")]
    [InlineData("w+0000000G+BAAA")]
    [InlineData("w+00000000+BAA")]
    [InlineData("w+00000000+BA==")]
    public void Other_forms_of_a_witness_key_are_refused(string line) =>
        Assert.Equal(AuditError.AuditKeyInvalid, Assert.Throws<AuditException>(() => WitnessKey.Parse(line)).Error);

    [Fact]
    public void A_log_key_an_edited_id_and_a_small_order_point_are_no_witness_keys()
    {
        Assert.Contains("0x04", Assert.Throws<AuditException>(() => WitnessKey.Parse(_log.VerifierKey.ToString())).Message, StringComparison.Ordinal);
        string[] parts = _witness.Key.ToString().Split('+', 3);
        Assert.Contains("damaged", Assert.Throws<AuditException>(() => WitnessKey.Parse($"{parts[0]}+{(parts[1] == "00000000" ? "00000001" : "00000000")}+{parts[2]}")).Message, StringComparison.Ordinal);
        byte[] smallOrder = [1, .. new byte[31]];
        Assert.Throws<AuditException>(() => new WitnessKey("w", smallOrder));
    }

    [Fact]
    public void Merging_puts_own_signatures_first_and_others_in_the_order_of_the_format()
    {
        TestWitnessKey[] witnesses = [.. Enumerable.Range(1, 5).Select(i => TestWitnessKey.Make($"witness.example/w{i}"))];
        string[] lines = [.. witnesses.Select(witness => witness.Cosign(_note.Text, 500))];
        SignedNote merged = CosignedNote.Merge(_note, lines.Reverse());
        Assert.Equal(merged.ToString(), CosignedNote.Merge(CosignedNote.Merge(_note, lines[2..]), lines, signature => signature.KeyName == _log.Name).ToString());
        Assert.Equal(_note.Signatures[0].KeyName, merged.Signatures[0].KeyName);
        uint[] ids = [.. merged.Signatures.Skip(1).Select(signature => signature.KeyId)];
        Assert.Equal(ids.Order(), ids);
        Assert.Equal(6, merged.Signatures.Count);
        Assert.Equal(_note.Text, merged.Text);
    }

    [Fact]
    public void Only_valid_lines_of_known_witnesses_are_kept()
    {
        TestWitnessKey unknown = TestWitnessKey.Make("unknown");
        TestWitnessKey forged = TestWitnessKey.Make("forged");
        string good = _witness.Cosign(_note.Text, 500);
        SignedNote note = With(good, unknown.Cosign(_note.Text, 1), Edit(forged.Cosign(_note.Text, 2), bytes => bytes[20] ^= 1));
        Assert.Equal([good], CosignedNote.Valid(note, [_witness.Key, forged.Key]));
    }

    [Fact]
    public void The_artifact_of_a_signature_is_the_note_as_if_nobody_else_had_signed()
    {
        using SigningKey second = SigningKey.Generate("second");
        SignedNote both = SignedNote.Sign(_note.Checkpoint(), _log, second);
        Assert.Equal(_note.ToString(), Encoding.UTF8.GetString(SignatureLine.Artifact(both, both.Signatures[0])));
        Assert.NotEqual(SignatureLine.ArtifactHash(both, both.Signatures[0]), SignatureLine.ArtifactHash(both, both.Signatures[1]));
        SignedNote cosigned = CosignedNote.Merge(both, [_witness.Cosign(_note.Text, 9)]);
        Assert.Equal(SignatureLine.ArtifactHash(both, both.Signatures[1]), SignatureLine.ArtifactHash(cosigned, cosigned.Signatures[1]));
    }

    internal static WitnessKey MlDsaKey(string name)
    {
        byte[] key = [0x06, .. Enumerable.Repeat((byte)7, 1312)];
        byte[] hash = System.Security.Cryptography.SHA256.HashData([.. Encoding.UTF8.GetBytes(name + "\n"), .. key]);
        return WitnessKey.Parse($"{name}+{Convert.ToHexStringLower(hash.AsSpan(0, 4))}+{Convert.ToBase64String(key)}");
    }

    private SignedNote With(params string[] lines) => SignedNote.Parse(_note + string.Concat(lines.Select(line => line + "\n")));

    private static string Edit(string line, Action<byte[]> edit, int length = 76)
    {
        int space = line.LastIndexOf(' ');
        byte[] bytes = Convert.FromBase64String(line[(space + 1)..]);
        edit(bytes);
        Array.Resize(ref bytes, length);
        return line[..(space + 1)] + Convert.ToBase64String(bytes);
    }
}
