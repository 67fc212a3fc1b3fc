using System.Text.Json;

namespace AuditChain.Tests;

// The members of tests/vectors/auditlog-1.json that attestations need.
internal static class AttestationVectors
{
    private static readonly JsonElement Json = JsonDocument.Parse(File.ReadAllBytes(RepositoryFiles.Vector("auditlog-1.json"))).RootElement;

    internal static string KeyName => Text("key_name");

    internal static byte[] Seed => Convert.FromHexString(Text("seed_hex"));

    internal static byte[] PublicKey => Convert.FromHexString(Text("public_key_hex"));

    internal static string VKey => Text("vkey");

    internal static string HeaderHash => Text("header_hash");

    internal static string[] LeafHashes => Texts("leaf_hashes");

    internal static string[] Roots => Texts("roots_base64");

    internal static string[] Notes => Texts("checkpoints");

    internal static string CheckpointText(int note) => Notes[note].Split("\n\n")[0] + "\n";

    internal static Keys.SigningKey SigningKey() => Keys.SigningKey.FromSeed(KeyName, Seed);

    private static string Text(string member) => Json.GetProperty(member).GetString()!;

    private static string[] Texts(string member) => [.. Json.GetProperty(member).EnumerateArray().Select(item => item.GetString()!)];
}
