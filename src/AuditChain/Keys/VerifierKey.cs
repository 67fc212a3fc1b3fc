using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace AuditChain.Keys;

// A verifier key of golang.org/x/mod/sumdb/note, one line:
//
//   example.com/ops+463b47bd+AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea
//   key name        key id   base64(0x01 ‖ public key): 0x01 is Ed25519, the public key has 32 bytes
//
//   key id = the first four bytes of SHA-256(key name ‖ "\n" ‖ 0x01 ‖ public key), as 8 lower-case hexadecimal digits
//
// The base64 may have a '+' of its own; the name has none, so the first two are the separators.
//
// A parser refuses: a name that is none; an id that is not the one computed; another algorithm than 0x01; base64 that is not
// canonical; a public key that Ed25519.IsAcceptablePublicKey refuses.

/// <summary>A name and an Ed25519 public key: what a verifier is handed to check attestations. Immutable.</summary>
public sealed partial class VerifierKey
{
    private const byte Ed25519Algorithm = 0x01;

    private readonly byte[] _publicKey;

    /// <summary>Creates a key.</summary>
    /// <param name="name">1..255 characters, no white space, no control characters, no <c>+</c>.</param>
    /// <param name="publicKey">32 bytes.</param>
    /// <exception cref="AuditException"><see cref="AuditError.AuditKeyInvalid"/>: the name is none, or the public key is not acceptable (<see cref="Ed25519.IsAcceptablePublicKey"/>).</exception>
    public VerifierKey(string name, ReadOnlySpan<byte> publicKey)
        : this(publicKey)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (NoteText.NameProblem(name) is { } problem) throw Invalid($"Not a key name: {problem}.");
        (Name, IsAnyName, KeyId) = (name, false, ComputeKeyId(name, publicKey));
    }

    private VerifierKey(ReadOnlySpan<byte> publicKey)
    {
        if (Ed25519.PublicKeyProblem(publicKey) is { } problem) throw Invalid($"Not an Ed25519 public key: {problem}.");
        _publicKey = publicKey.ToArray();
        (Name, IsAnyName) = ("", true);
    }

    /// <summary>Name of the key, by custom the origin of the log; empty when <see cref="IsAnyName"/>.</summary>
    public string Name { get; }

    /// <summary>The short identifier of name and public key; 0 when <see cref="IsAnyName"/>.</summary>
    public uint KeyId { get; }

    /// <summary>The 32 bytes.</summary>
    public ReadOnlySpan<byte> PublicKey => _publicKey;

    /// <summary>Whether the key came from a file that holds no name. It checks the signatures of this public key under whatever name they were made.</summary>
    public bool IsAnyName { get; }

    /// <summary>The first four bytes of <c>SHA-256(name ‖ "\n" ‖ 0x01 ‖ publicKey)</c>, big endian.</summary>
    /// <param name="name">Any text that UTF-8 can encode.</param>
    /// <param name="publicKey">32 bytes.</param>
    public static uint ComputeKeyId(string name, ReadOnlySpan<byte> publicKey)
    {
        byte[] hash = SHA256.HashData([.. NoteText.Utf8.GetBytes(name), (byte)'\n', Ed25519Algorithm, .. publicKey]);
        return BinaryPrimitives.ReadUInt32BigEndian(hash);
    }

    /// <summary>Parses a verifier-key line.</summary>
    /// <param name="line"><c>NAME+ID+BASE64</c>, nothing around it.</param>
    /// <exception cref="AuditException"><see cref="AuditError.AuditKeyInvalid"/>.</exception>
    public static VerifierKey Parse(string line)
    {
        ArgumentNullException.ThrowIfNull(line);
        Match match = Line().Match(line);
        if (!match.Success) throw Invalid($"Not a verifier key: expected NAME+ID+BASE64, ID being 8 lower-case hexadecimal digits, found {NoteText.Quote(line)}.");

        string base64 = match.Groups["key"].Value;
        byte[] key = new byte[base64.Length];
        if (!Convert.TryFromBase64String(base64, key, out int length) || length == 0 || Convert.ToBase64String(key, 0, length) != base64)
            throw Invalid($"Not a verifier key: {NoteText.Quote(base64)} is not base64.");
        if (key[0] != Ed25519Algorithm) throw Invalid($"Not an Ed25519 verifier key: expected algorithm 0x01, found 0x{key[0]:x2}.");

        var parsed = new VerifierKey(match.Groups["name"].Value, key.AsSpan(1, length - 1));
        if (Hex(parsed.KeyId) != match.Groups["id"].Value)
            throw Invalid($"The verifier key is damaged: its id is {match.Groups["id"].Value}, and that of its name and key {Hex(parsed.KeyId)}.");
        return parsed;
    }

    /// <summary>Reads verifier keys from a line or a file.</summary>
    /// <param name="vkeyOrPath">
    /// A verifier-key line itself; or the path of a file, at most 64 KiB, that holds verifier-key lines (empty lines and lines
    /// that begin with <c>#</c> are skipped), an SPKI PEM (<c>PUBLIC KEY</c>), or the 32 raw bytes of a public key. What has
    /// the form of a line is never looked up as a path.
    /// </param>
    /// <param name="name">Name for a PEM or raw key, which holds none; without it the result is <see cref="IsAnyName"/>. A line keeps its own name.</param>
    /// <returns>One key or more.</returns>
    /// <exception cref="AuditException"><see cref="AuditError.AuditKeyNotFound"/>, or <see cref="AuditError.AuditKeyInvalid"/>.</exception>
    public static IReadOnlyList<VerifierKey> Load(string vkeyOrPath, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(vkeyOrPath);
        if (Line().IsMatch(vkeyOrPath.Trim())) return [Parse(vkeyOrPath.Trim())];

        byte[] content = KeyFile.Read(vkeyOrPath);
        if (content.Length == Ed25519.PublicKeySize) return [Named(content)];
        if (content.AsSpan().IndexOf("-----BEGIN "u8) >= 0) return [Named(KeyPemReader.ReadPublic(content, vkeyOrPath))];

        string text = KeyFile.Decode(content, vkeyOrPath);
        VerifierKey[] keys = [.. text.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0 && line[0] != '#').Select(Parse)];
        return keys.Length > 0 ? keys : throw Invalid($"{vkeyOrPath} holds no verifier key.");

        VerifierKey Named(ReadOnlySpan<byte> publicKey) => name is null ? new VerifierKey(publicKey) : new VerifierKey(name, publicKey);
    }

    /// <summary>The verifier-key line; the base64 alone when <see cref="IsAnyName"/>.</summary>
    public override string ToString()
    {
        string base64 = Convert.ToBase64String([Ed25519Algorithm, .. _publicKey]);
        return IsAnyName ? base64 : $"{Name}+{Hex(KeyId)}+{base64}";
    }

    /// <summary>Whether a signature line with this name and id claims to be of this key.</summary>
    internal bool IsNamedBy(string keyName, uint keyId) => IsAnyName
        ? keyId == ComputeKeyId(keyName, _publicKey)
        : keyId == KeyId && keyName == Name;

    private static string Hex(uint id) => id.ToString("x8", CultureInfo.InvariantCulture);

    private static AuditException Invalid(string message) => new(AuditError.AuditKeyInvalid, message);

    [GeneratedRegex(@"^(?<name>[^+\s]+)\+(?<id>[0-9a-f]{8})\+(?<key>[A-Za-z0-9+/=]+)\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Line();
}
