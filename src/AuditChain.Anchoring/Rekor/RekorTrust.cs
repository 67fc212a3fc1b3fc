using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace AuditChain.Anchoring.Rekor;

/// <summary>A shard of Rekor that is trusted.</summary>
/// <param name="KeyId">The first four bytes of the id that the trusted root gives it.</param>
/// <param name="Url">Its base URL, by the trusted root; it names the shard in reports.</param>
/// <param name="Key">By which it signs checkpoints.</param>
public sealed record RekorShard(ReadOnlyMemory<byte> KeyId, string Url, RekorKey Key);

// Files that a caller hands over to say which shards, and which signers of entries, are believed:
//
//   a Sigstore trusted root (trusted_root.json): its tlogs. Shards with keys or hashes of other kinds are passed over: they are
//     those of Rekor v1, whose entries are not spoken here.
//   a public key of P-256, SPKI as PEM: may sign artifacts for Rekor in place of the log's own key (-RekorKeyPath).

/// <summary>Whose word on Rekor counts. Immutable.</summary>
public sealed class RekorTrust
{
    private const int MaxBytes = 4 << 20;
    private const int MaxShards = 1000;

    /// <summary>Trusts these.</summary>
    /// <param name="shards">Shards.</param>
    /// <param name="signers">Keys that may sign artifacts, beside the log's own.</param>
    public RekorTrust(IReadOnlyList<RekorShard> shards, IReadOnlyList<RekorKey> signers) => (Shards, Signers) = (shards, signers);

    /// <summary>Shards.</summary>
    public IReadOnlyList<RekorShard> Shards { get; }

    /// <summary>Keys that may sign artifacts, beside the log's own.</summary>
    public IReadOnlyList<RekorKey> Signers { get; }

    /// <summary>Reads files that were handed over.</summary>
    /// <param name="paths">Trusted roots (JSON) and P-256 public keys (PEM), in any order; each at most 4 MiB.</param>
    /// <exception cref="AuditException">AuditTrustInvalid: names the file and says what is wrong.</exception>
    public static RekorTrust Load(IEnumerable<string> paths)
    {
        ArgumentNullException.ThrowIfNull(paths);
        List<RekorShard> shards = [];
        List<RekorKey> signers = [];
        foreach (string path in paths)
        {
            try
            {
                byte[] content = Read(path);
                if (content.AsSpan().TrimStart(" \t\r\n"u8).StartsWith("{"u8)) shards.AddRange(Parse(content));
                else signers.Add(ParseKey(content));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException or KeyNotFoundException or FormatException or ArgumentException or AuditException)
            {
                throw new AuditException(AuditError.AuditTrustInvalid, $"{NoteText.Quote(path)} is neither a Sigstore trusted root nor a P-256 public key (PEM): {e.Message.TrimEnd('.')}.", e);
            }
        }
        return new RekorTrust(shards, signers);
    }

    /// <summary>The shards of a trusted root.</summary>
    /// <param name="json">UTF-8.</param>
    public static IReadOnlyList<RekorShard> Parse(ReadOnlyMemory<byte> json)
    {
        using JsonDocument document = JsonDocument.Parse(json, JsonReading.Options);
        string? type = document.RootElement.GetProperty("mediaType").GetString();
        if (type?.StartsWith("application/vnd.dev.sigstore.trustedroot", StringComparison.Ordinal) != true) throw new FormatException($"its mediaType is {NoteText.Quote(type ?? "null")}");
        JsonElement[] logs = [.. document.RootElement.GetProperty("tlogs").EnumerateArray()];
        if (logs.Length > MaxShards) throw new FormatException($"it has more than {MaxShards} tlogs");
        return [.. logs.Select(Shard).OfType<RekorShard>()];
    }

    private static RekorShard? Shard(JsonElement log)
    {
        JsonElement key = log.GetProperty("publicKey");
        if (key.GetProperty("keyDetails").GetString() is not ("PKIX_ED25519" or "PKIX_ECDSA_P256_SHA_256")
            || log.TryGetProperty("hashAlgorithm", out JsonElement hash) && hash.GetString() != "SHA2_256") return null;
        byte[] id = (log.TryGetProperty("checkpointKeyId", out JsonElement named) ? named : log.GetProperty("logId")).GetProperty("keyId").GetBytesFromBase64();
        string url = log.GetProperty("baseUrl").GetString() ?? "";
        return id.Length >= sizeof(uint) ? new RekorShard(id.AsMemory(0, sizeof(uint)), url, RekorKey.Parse(key.GetProperty("rawBytes").GetBytesFromBase64()))
            : throw new FormatException($"the key id of {NoteText.Quote(url)} has fewer than 4 bytes");
    }

    private static RekorKey ParseKey(byte[] content)
    {
        string text = Encoding.UTF8.GetString(content);
        PemFields pem = PemEncoding.Find(text);
        if (text[pem.Label] != "PUBLIC KEY") throw new FormatException($"its PEM is a {NoteText.Quote(text[pem.Label])}");
        RekorKey key = RekorKey.Parse(Convert.FromBase64String(text[pem.Base64Data]));
        return key.IsEd25519 ? throw new FormatException("it is an Ed25519 key; the log's own keys are handed over as such") : key;
    }

    private static byte[] Read(string path)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        if (file.Length > MaxBytes) throw new FormatException($"it has more than {MaxBytes} bytes");
        byte[] content = new byte[file.Length];
        file.ReadExactly(content);
        return content;
    }
}
