using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;

namespace AuditChain.Notes;

// The verifier key of a witness (C2SP tlog-cosignature, signed-note), one line like that of a log:
//
//   witness.example.com/w1+8d65b3f+BKxC…         key name + key id + base64(type ‖ public key)
//
//   type 0x04: Ed25519, 32 bytes; the signature is 8 bytes of time and 64 of Ed25519
//   type 0x06: ML-DSA-44, 1312 bytes; known, but nothing here can check it: its cosignatures are reported as not supported
//   key id = the first four bytes of SHA-256(key name ‖ "\n" ‖ type ‖ public key), as 8 lower-case hexadecimal digits
//
// A parser refuses: a name that is none; an id that is not the one computed; another type, 0x01 included (a log's key is not a
// witness's); another length; base64 that is not canonical; an Ed25519 key that Ed25519.IsAcceptablePublicKey refuses.

/// <summary>A name and a public key of a witness, as a policy or a caller hands it over. Immutable.</summary>
public sealed class WitnessKey
{
    /// <summary>The signature type of Ed25519 cosignatures.</summary>
    public const byte Ed25519Type = 0x04;

    /// <summary>The signature type of ML-DSA-44 cosignatures, which are not supported.</summary>
    public const byte MlDsa44Type = 0x06;

    private const int MlDsa44KeySize = 1312;
    private readonly byte[] _publicKey;

    /// <summary>Creates the Ed25519 key of a witness.</summary>
    /// <param name="name">1..255 characters, no white space, no control characters, no <c>+</c>.</param>
    /// <param name="publicKey">32 bytes.</param>
    /// <exception cref="AuditException"><see cref="AuditError.AuditKeyInvalid"/>.</exception>
    public WitnessKey(string name, ReadOnlySpan<byte> publicKey)
        : this(name, Ed25519Type, publicKey)
    {
    }

    private WitnessKey(string name, byte type, ReadOnlySpan<byte> publicKey)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (NoteText.NameProblem(name) is { } problem) throw Invalid($"Not the name of a witness: {problem}.");
        if (type == Ed25519Type && Ed25519.PublicKeyProblem(publicKey) is { } fault) throw Invalid($"Not an Ed25519 public key: {fault}.");
        if (type == MlDsa44Type && publicKey.Length != MlDsa44KeySize) throw Invalid($"An ML-DSA-44 public key has {MlDsa44KeySize} bytes, not {publicKey.Length}.");
        (Name, Type, _publicKey) = (name, type, publicKey.ToArray());
        byte[] hash = SHA256.HashData([.. NoteText.Utf8.GetBytes(name), (byte)'\n', type, .. publicKey]);
        KeyId = BinaryPrimitives.ReadUInt32BigEndian(hash);
    }

    /// <summary>Name of the witness's key.</summary>
    public string Name { get; }

    /// <summary>0x04 or 0x06.</summary>
    public byte Type { get; }

    /// <summary>The short identifier of name, type and public key.</summary>
    public uint KeyId { get; }

    /// <summary>The public key, 32 bytes for Ed25519.</summary>
    public ReadOnlySpan<byte> PublicKey => _publicKey;

    /// <summary>Whether cosignatures by this key can be checked here.</summary>
    public bool IsSupported => Type == Ed25519Type;

    /// <summary>Parses a verifier-key line of a witness.</summary>
    /// <param name="line"><c>NAME+ID+BASE64</c>, nothing around it.</param>
    /// <exception cref="AuditException"><see cref="AuditError.AuditKeyInvalid"/>: says what was expected and what came.</exception>
    public static WitnessKey Parse(string line)
    {
        VerifierKeyLine parts = VerifierKeyLine.Parse(line);
        if (parts.Type is not (Ed25519Type or MlDsa44Type))
            throw Invalid($"Not the key of a witness: expected the type 0x04 (Ed25519 cosignature) or 0x06, found 0x{parts.Type:x2} in {NoteText.Quote(line)}.");
        var key = new WitnessKey(parts.Name, parts.Type, parts.PublicKey.Span);
        return key.KeyId == parts.KeyId ? key
            : throw Invalid($"The verifier key is damaged: its id is {Hex(parts.KeyId)}, and that of its name and key {Hex(key.KeyId)}.");
    }

    /// <summary>Whether a signature line claims to be of this key.</summary>
    /// <param name="signature">A signature of a note.</param>
    public bool IsNamedBy(NoteSignature signature) => signature.KeyId == KeyId && signature.KeyName == Name;

    /// <summary>The verifier-key line.</summary>
    public override string ToString() => $"{Name}+{Hex(KeyId)}+{Convert.ToBase64String([Type, .. _publicKey])}";

    private static string Hex(uint id) => id.ToString("x8", CultureInfo.InvariantCulture);

    private static AuditException Invalid(string message) => new(AuditError.AuditKeyInvalid, message);
}
