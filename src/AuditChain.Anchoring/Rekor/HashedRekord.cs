using System.Text.Json;

namespace AuditChain.Anchoring.Rekor;

// What Rekor v2 keeps of one signature: canonical JSON (RFC 8785), and its hash SHA-256(0x00 ‖ body) is the leaf.
//
//   {"apiVersion":"0.0.2","kind":"hashedrekord","spec":{"hashedRekordV002":{
//     "data":{"algorithm":"SHA2_512","digest":BASE64},
//     "signature":{"content":BASE64,"verifier":{"keyDetails":"PKIX_ED25519_PH","publicKey":{"rawBytes":BASE64}}}}}}
//
// It is never read for what it claims: digest and key are put in anew from the artifact and a key that was handed over, and the
// whole body has to come out byte for byte. Only the signature is taken from it, and checked.

/// <summary>Bodies and requests of the kind hashedrekord 0.0.2.</summary>
public static class HashedRekord
{
    /// <summary>The kind of entry.</summary>
    public const string Kind = "hashedrekord";

    /// <summary>The version of the kind.</summary>
    public const string Version = "0.0.2";

    /// <summary>The body that Rekor keeps.</summary>
    /// <param name="key">The key that signed.</param>
    /// <param name="artifact">What it signed.</param>
    /// <param name="signature">Its signature.</param>
    public static byte[] Body(RekorKey key, ReadOnlySpan<byte> artifact, byte[] signature)
    {
        ArgumentNullException.ThrowIfNull(key);
        return CanonicalJson.Serialize(new Dictionary<string, object?>
        {
            ["apiVersion"] = Version,
            ["kind"] = Kind,
            ["spec"] = new Dictionary<string, object?>
            {
                ["hashedRekordV002"] = new Dictionary<string, object?>
                {
                    ["data"] = new Dictionary<string, object?> { ["algorithm"] = key.ArtifactHashName, ["digest"] = key.Digest(artifact) },
                    ["signature"] = Signature(key, signature),
                },
            },
        });
    }

    /// <summary>What is posted to <c>/api/v2/log/entries</c>.</summary>
    /// <param name="key">The key that signed.</param>
    /// <param name="artifact">What it signed.</param>
    /// <param name="signature">Its signature.</param>
    public static byte[] Request(RekorKey key, ReadOnlySpan<byte> artifact, byte[] signature)
    {
        ArgumentNullException.ThrowIfNull(key);
        return CanonicalJson.Serialize(new Dictionary<string, object?>
        {
            ["hashedRekordRequestV002"] = new Dictionary<string, object?> { ["digest"] = key.Digest(artifact), ["signature"] = Signature(key, signature) },
        });
    }

    /// <summary>Whether a body says, of exactly this artifact, that one of these keys signed it.</summary>
    /// <param name="body">The canonicalized body of an entry.</param>
    /// <param name="artifact">The artifact.</param>
    /// <param name="keys">Keys that were handed over.</param>
    /// <param name="key">The key that signed; null when it is none of them, or the body is about something else.</param>
    /// <returns>True when there is such a key and its signature holds.</returns>
    public static bool IsSignedBy(ReadOnlySpan<byte> body, ReadOnlySpan<byte> artifact, IEnumerable<RekorKey> keys, out RekorKey? key)
    {
        ArgumentNullException.ThrowIfNull(keys);
        key = null;
        if (ReadSignature(body) is not { } signature) return false;
        foreach (RekorKey candidate in keys)
        {
            if (!Body(candidate, artifact, signature).AsSpan().SequenceEqual(body)) continue;
            key = candidate;
            return candidate.VerifyArtifact(artifact, signature);
        }
        return false;
    }

    /// <summary>Whether a body is about an artifact at all, whoever signed it.</summary>
    /// <param name="body">The canonicalized body of an entry.</param>
    /// <param name="artifact">The artifact.</param>
    internal static bool IsAbout(ReadOnlySpan<byte> body, ReadOnlySpan<byte> artifact)
    {
        string? digest = Read(body, spec => spec.GetProperty("data").GetProperty("digest").GetString());
        return digest == Convert.ToBase64String(System.Security.Cryptography.SHA512.HashData(artifact))
            || digest == Convert.ToBase64String(System.Security.Cryptography.SHA256.HashData(artifact));
    }

    private static byte[]? ReadSignature(ReadOnlySpan<byte> body) => Read(body, spec => spec.GetProperty("signature").GetProperty("content").GetBytesFromBase64());

    private static T? Read<T>(ReadOnlySpan<byte> body, Func<JsonElement, T?> read)
        where T : class
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(body.ToArray(), JsonReading.Options);
            return read(document.RootElement.GetProperty("spec").GetProperty("hashedRekordV002"));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            return null;
        }
    }

    private static Dictionary<string, object?> Signature(RekorKey key, byte[] signature) => new()
    {
        ["content"] = signature,
        ["verifier"] = new Dictionary<string, object?>
        {
            ["keyDetails"] = key.ArtifactDetails,
            ["publicKey"] = new Dictionary<string, object?> { ["rawBytes"] = key.Spki.ToArray() },
        },
    };
}
