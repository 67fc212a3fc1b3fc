using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using AuditChain.Anchoring.Tiles;

namespace AuditChain.Tests.Anchoring;

// A shard of Rekor v2 as its API and a real server's answers describe it. Signatures of entries are checked with NSec's or the
// platform's functions only as far as the code under test does not: by digest length and key kind, as the server does first.
internal sealed class TestRekor : IDisposable
{
    private readonly List<byte[]> _bodies = [];
    private readonly TestServer _server;

    internal TestRekor(string origin = "rekor.example", int others = 0)
    {
        Origin = origin;
        Key = SigningKey.Generate(origin);
        Grow(others);
        _server = new TestServer(Answer);
    }

    internal string Origin { get; }

    internal string Address => _server.Address;

    internal SigningKey Key { get; }

    internal Func<Dictionary<string, object?>, Dictionary<string, object?>>? Edit { get; set; }

    internal byte[] FullKeyId => SHA256.HashData([.. Encoding.UTF8.GetBytes(Origin + "\n"), 1, .. Key.VerifierKey.PublicKey]);

    public void Dispose()
    {
        _server.Dispose();
        Key.Dispose();
    }

    // Entries of others.
    internal void Grow(int count)
    {
        for (int i = 0; i < count; i++) _bodies.Add(Encoding.UTF8.GetBytes($"another entry {_bodies.Count}"));
    }

    internal string TrustedRoot() => JsonSerializer.Serialize(new
    {
        mediaType = "application/vnd.dev.sigstore.trustedroot.v0.2+json",
        tlogs = new object[]
        {
            new { baseUrl = "https://old.example", hashAlgorithm = "SHA2_256", publicKey = new { rawBytes = "AAAA", keyDetails = "PKIX_RSA_PKCS1V15_2048_SHA256" }, logId = new { keyId = Convert.ToBase64String(new byte[32]) } },
            new { baseUrl = $"https://{Origin}", hashAlgorithm = "SHA2_256", publicKey = new { rawBytes = Convert.ToBase64String(Spki(Key.VerifierKey)), keyDetails = "PKIX_ED25519", validFor = new { start = "2025-01-01T00:00:00Z" } }, logId = new { keyId = Convert.ToBase64String(FullKeyId) } },
        },
    });

    internal static byte[] Spki(VerifierKey key) => [.. Convert.FromHexString("302a300506032b6570032100"), .. key.PublicKey];

    private TestAnswer Answer(string request, byte[] body) =>
        request == "POST /api/v2/log/entries" ? Add(body)
        : request.StartsWith("GET /api/v2/", StringComparison.Ordinal) && Resource(request["GET /api/v2/".Length..]) is { } resource ? new TestAnswer(200, resource, "application/octet-stream")
        : new TestAnswer(404, "not found");

    private TestAnswer Add(byte[] body)
    {
        using JsonDocument document = JsonDocument.Parse(body);
        JsonElement record = document.RootElement.GetProperty("hashedRekordRequestV002");
        JsonElement signature = record.GetProperty("signature");
        string details = signature.GetProperty("verifier").GetProperty("keyDetails").GetString()!;
        int length = details switch { "PKIX_ED25519_PH" => 64, "PKIX_ECDSA_P256_SHA_256" => 32, _ => -1 };
        if (record.GetProperty("digest").GetBytesFromBase64().Length != length) return new TestAnswer(400, """{"code":3,"message":"invalid hashedrekord request"}""", "application/json");
        string digest = record.GetProperty("digest").GetString()!, content = signature.GetProperty("content").GetString()!;
        string raw = signature.GetProperty("verifier").GetProperty("publicKey").GetProperty("rawBytes").GetString()!;
        string data = $$"""{"algorithm":"{{(length == 64 ? "SHA2_512" : "SHA2_256")}}","digest":"{{digest}}"}""";
        string verifier = $$"""{"keyDetails":"{{details}}","publicKey":{"rawBytes":"{{raw}}"} }""".Replace(" ", "", StringComparison.Ordinal);
        string entry = $$"""{"apiVersion":"0.0.2","kind":"hashedrekord","spec":{"hashedRekordV002":{"data":{{data}},"signature":{"content":"{{content}}","verifier":{{verifier}} } } } }""".Replace(" ", "", StringComparison.Ordinal);
        byte[] canonical = Encoding.UTF8.GetBytes(entry);
        int known = _bodies.FindIndex(other => other.AsSpan().SequenceEqual(canonical));
        if (known >= 0) return new TestAnswer(409, """{"code":6}"""u8.ToArray(), "application/json", ("X-Log-Index", known.ToString(CultureInfo.InvariantCulture)));
        _bodies.Add(canonical);
        return new TestAnswer(201, JsonSerializer.Serialize(Entry(_bodies.Count - 1)), "application/json");
    }

    private Dictionary<string, object?> Entry(int index)
    {
        Digest[] leaves = [.. _bodies.Select(body => LeafHash.Of(body))];
        Dictionary<string, object?> entry = new()
        {
            ["logIndex"] = index.ToString(CultureInfo.InvariantCulture),
            ["logId"] = new { keyId = Convert.ToBase64String(FullKeyId) },
            ["kindVersion"] = new { kind = "hashedrekord", version = "0.0.2" },
            ["integratedTime"] = "0",
            ["inclusionPromise"] = null,
            ["inclusionProof"] = new Dictionary<string, object?>
            {
                ["logIndex"] = "123456", // nobody signs these three
                ["rootHash"] = "AAAA",
                ["treeSize"] = "7",
                ["hashes"] = ProofBuilderPath(leaves, index),
                ["checkpoint"] = new { envelope = Checkpoint(leaves).ToString() },
            },
            ["canonicalizedBody"] = Convert.ToBase64String(_bodies[index]),
        };
        return Edit?.Invoke(entry) ?? entry;
    }

    private static string[] ProofBuilderPath(Digest[] leaves, int index)
    {
        ProofBuilder proof = ProofBuilder.Inclusion(index + 1, leaves.Length);
        foreach (Digest leaf in leaves) proof.Add(leaf);
        return [.. proof.Path().Select(hash => hash.ToBase64())];
    }

    private SignedNote Checkpoint(Digest[] leaves) => SignedNote.Sign($"{Origin}\n{leaves.Length}\n{MerkleTree.Root(leaves).ToBase64()}\n", Key);

    // Tiles of the shard as it stands, written by hand for one level; enough for 65,536 entries and fewer.
    private byte[]? Resource(string path)
    {
        Digest[] leaves = [.. _bodies.Select(body => LeafHash.Of(body))];
        if (path == "checkpoint") return Encoding.UTF8.GetBytes(Checkpoint(leaves).ToString());
        Dictionary<string, byte[]> resources = new(StringComparer.Ordinal);
        byte[][] tiles = [.. leaves.Chunk(256).Select(tile => tile.SelectMany(hash => hash.Span.ToArray()).ToArray())];
        for (int i = 0; i < tiles.Length; i++)
        {
            int width = tiles[i].Length / 32;
            resources[TilePath.Tile(0, i, width)] = tiles[i];
            resources[TilePath.Entries(i, width)] = [.. _bodies.Skip(i * 256).Take(256).SelectMany(body => (byte[])[(byte)(body.Length >> 8), (byte)body.Length, .. body])];
        }
        byte[] upper = [.. leaves.Chunk(256).Where(tile => tile.Length == 256).SelectMany(tile => MerkleTree.Root(tile).Span.ToArray())];
        if (upper.Length > 0) resources[TilePath.Tile(1, 0, upper.Length / 32)] = upper;
        return resources.GetValueOrDefault(path);
    }
}
