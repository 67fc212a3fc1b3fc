using System.Text;
using System.Text.Json;

namespace AuditChain.Tests;

/// <summary>The vectors of the format, made by an implementation that shares no code with this one.</summary>
internal sealed class SharedVectors
{
    public static readonly SharedVectors Instance = new();
    private readonly JsonElement _root = JsonDocument.Parse(File.ReadAllBytes(RepositoryFiles.Vector("auditlog-1.json"))).RootElement;

    public string HeaderLine => Text("header_line");
    public string HeaderHash => Text("header_hash");
    public string Bundle => Text("bundle");
    public string Vkey => Text("vkey");
    public string KeyName => Text("key_name");
    public byte[] Seed => Convert.FromHexString(Text("seed_hex"));
    public string[] Lines => Texts("lines");
    public string[] LeafHashes => Texts("leaf_hashes");
    public string[] Roots => Texts("roots_base64");
    public string[] Checkpoints => Texts("checkpoints");
    public string[][] Paths => [.. _root.GetProperty("inclusion_paths_size5_base64").EnumerateArray().Select(p => p.EnumerateArray().Select(x => x.GetString()!).ToArray())];
    public (byte[] Salt, string Value, string Commitment) Sealed
    {
        get
        {
            JsonElement value = _root.GetProperty("sealed");
            return (Convert.FromHexString(value.GetProperty("salt_hex").GetString()!), value.GetProperty("value").GetString()!, value.GetProperty("commitment_base64url").GetString()!);
        }
    }

    public static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    public static Digest Hex(string text) => Digest.TryParseHex(Utf8(text), out Digest digest) ? digest : throw new FormatException(text);

    public static Digest Base64(string text) => Digest.TryParseBase64(text, out Digest digest) ? digest : throw new FormatException(text);

    private string Text(string name) => _root.GetProperty(name).GetString()!;

    private string[] Texts(string name) => [.. _root.GetProperty(name).EnumerateArray().Select(x => x.GetString()!)];
}
