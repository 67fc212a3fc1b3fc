using System.Globalization;
using System.Text.Json;

namespace AuditChain.Anchoring.Rekor;

// A TransparencyLogEntry (sigstore/protobuf-specs, JSON), as Rekor v2 answers it and as it is kept, whole:
//
//   {"canonicalizedBody":BASE64,
//    "inclusionProof":{"checkpoint":{"envelope":NOTE},"hashes":[BASE64, …],"logIndex":"0","rootHash":…,"treeSize":"1"},
//    "inclusionPromise":null,"integratedTime":"0",
//    "kindVersion":{"kind":"hashedrekord","version":"0.0.2"},"logId":{"keyId":BASE64},"logIndex":"0"}
//
// Read are canonicalizedBody, hashes, envelope, logId and the outer logIndex. Size and root come from the signed checkpoint alone;
// the ones beside it, the inner logIndex and integratedTime are not signed by anybody and not looked at.

/// <summary>An entry of Rekor with its inclusion proof. Immutable; that it parses says nothing about whether it holds.</summary>
public sealed class RekorEntry
{
    private const int MaxBytes = 512 * 1024;
    private const int MaxPath = 63;

    private RekorEntry(byte[] json, JsonElement root)
    {
        Json = json;
        LogIndex = Number(root.GetProperty("logIndex"));
        LogKeyId = root.GetProperty("logId").GetProperty("keyId").GetBytesFromBase64();
        JsonElement kind = root.GetProperty("kindVersion");
        Kind = $"{kind.GetProperty("kind").GetString()} {kind.GetProperty("version").GetString()}";
        Body = root.GetProperty("canonicalizedBody").GetBytesFromBase64();
        JsonElement proof = root.GetProperty("inclusionProof");
        // Protobuf leaves an empty list out.
        Path = proof.TryGetProperty("hashes", out JsonElement hashes) ? [.. hashes.EnumerateArray().Select(Hash)] : [];
        Checkpoint = SignedNote.Parse(proof.GetProperty("checkpoint").GetProperty("envelope").GetString() ?? "");
        if (Path.Count > MaxPath) throw new FormatException($"its path has more than {MaxPath} hashes");
        if (LogKeyId.Length < sizeof(uint)) throw new FormatException("its logId has fewer than 4 bytes");
    }

    /// <summary>The whole entry as canonical JSON.</summary>
    public ReadOnlyMemory<byte> Json { get; }

    /// <summary>Position in the shard, from 0.</summary>
    public long LogIndex { get; }

    /// <summary>Which shard: the first four bytes are the key id of its signature line.</summary>
    public byte[] LogKeyId { get; }

    /// <summary>Kind and version, divided by a space.</summary>
    public string Kind { get; }

    /// <summary>What the leaf is made of.</summary>
    public byte[] Body { get; }

    /// <summary>The inclusion path, bottom up.</summary>
    public IReadOnlyList<Digest> Path { get; }

    /// <summary>The shard's checkpoint.</summary>
    public SignedNote Checkpoint { get; }

    /// <summary>Parses an entry.</summary>
    /// <param name="json">UTF-8, at most 512 KiB.</param>
    /// <exception cref="AuditException">AuditEvidenceRefused: says what is wrong.</exception>
    public static RekorEntry Parse(ReadOnlyMemory<byte> json)
    {
        if (json.Length > MaxBytes) throw Invalid($"it has more than {MaxBytes} bytes");
        try
        {
            using JsonDocument document = JsonDocument.Parse(json, JsonReading.Options);
            return new RekorEntry(CanonicalJson.Serialize(document.RootElement), document.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException or OverflowException or AuditException)
        {
            throw Invalid(e.Message.TrimEnd('.'), e);
        }
    }

    /// <summary>Puts an entry together from what a shard's tiles say.</summary>
    /// <param name="index">Position in the shard.</param>
    /// <param name="keyId">Key id of the shard's signature line, or the whole hash that it is cut from.</param>
    /// <param name="body">The entry.</param>
    /// <param name="path">The inclusion path, bottom up.</param>
    /// <param name="checkpoint">The shard's checkpoint.</param>
    internal static RekorEntry From(long index, byte[] keyId, byte[] body, IReadOnlyList<Digest> path, SignedNote checkpoint) => Parse(CanonicalJson.Serialize(new Dictionary<string, object?>
    {
        ["canonicalizedBody"] = body,
        ["inclusionPromise"] = null,
        ["inclusionProof"] = new Dictionary<string, object?>
        {
            ["checkpoint"] = new Dictionary<string, object?> { ["envelope"] = checkpoint.ToString() },
            ["hashes"] = path.Select(hash => (object)hash.ToBase64()).ToArray(),
            ["logIndex"] = index.ToString(CultureInfo.InvariantCulture),
        },
        ["integratedTime"] = "0",
        ["kindVersion"] = new Dictionary<string, object?> { ["kind"] = HashedRekord.Kind, ["version"] = HashedRekord.Version },
        ["logId"] = new Dictionary<string, object?> { ["keyId"] = keyId },
        ["logIndex"] = index.ToString(CultureInfo.InvariantCulture),
    }));

    private static Digest Hash(JsonElement element) =>
        Digest.TryParseBase64(element.GetString(), out Digest hash) ? hash : throw new FormatException("a hash of its path is not 44 characters of base64");

    // protojson writes 64-bit integers as strings, and reads numbers too.
    private static long Number(JsonElement element)
    {
        string text = element.ValueKind == JsonValueKind.String ? element.GetString()! : element.GetRawText();
        return CheckpointBody.TryReadSize(text, out long number) ? number : throw new FormatException($"its logIndex is {NoteText.Quote(text)}");
    }

    private static AuditException Invalid(string problem, Exception? inner = null) =>
        new(AuditError.AuditEvidenceRefused, $"Not an entry of Rekor v2 (TransparencyLogEntry): {problem}.", inner);
}
