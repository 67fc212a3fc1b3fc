using System.Buffers.Text;
using System.Text.Json;

namespace AuditChain.Bundles;

// The records after the entries of a bundle. Each is canonical JSON with exactly one member, which names its kind:
//
//   {"attestation":"example.com/ops\n5\n…"}
//   {"sealed":{"path":"/data/user","salt":"AAECAwQFBgcICQoLDA0ODw","seq":5,"value":"alice@example.com"}}
//   {"proof":{"checkpoint":"example.com/ops\n5\n…","path":["…","…"],"seq":3}}
//   {"end":{"count":5,"head":"b568…336a"}}
//
// A parser refuses further members, missing members and members of another type. Other kinds are reported, not refused.

/// <summary>One trailer record of a bundle.</summary>
internal static class BundleRecord
{
    /// <summary>Kinds before others: how a record is told from an entry, which has many members.</summary>
    private static readonly byte[][] s_known = ["{\"attestation\":"u8.ToArray(), "{\"sealed\":"u8.ToArray(), "{\"proof\":"u8.ToArray(), "{\"end\":"u8.ToArray()];

    /// <summary>True for a record; false for a line that stands where an entry should.</summary>
    public static bool IsRecord(ReadOnlySpan<byte> line)
    {
        bool likely = !line.IsEmpty && line[^1] == '}' && line.IndexOf(",\"seq\":"u8) < 0;
        bool known = false;
        foreach (byte[] prefix in s_known) known |= line.StartsWith(prefix);
        // Every entry has a prev. A record of a known kind that is spelled wrongly is still one, so that the right thing is said of it.
        return (known && line.IndexOf(",\"prev\":"u8) < 0) || ((known || likely) && HasOneMember(line));
    }

    /// <summary>Reads a record into the trailer.</summary>
    /// <returns>Why it is refused, or null.</returns>
    public static string? Read(ReadOnlySpan<byte> line, ChainTrailer trailer)
    {
        if (CanonicalJson.FindFault(line, AuditLimits.Depth + 2) is { } fault) return $"a record after the entries is not canonical JSON: {fault}";
        JsonElement root = JsonElement.Parse(line, new JsonDocumentOptions { MaxDepth = AuditLimits.Depth + 2 });
        if (root.ValueKind != JsonValueKind.Object || root.GetPropertyCount() != 1) return "a record after the entries is not an object with one member";
        JsonProperty record = root.EnumerateObject().First();
        switch (record.Name)
        {
            case "attestation":
                if (record.Value.ValueKind != JsonValueKind.String) return "an attestation is not text";
                trailer.Attestations.Add(record.Value.GetString()!);
                return null;
            case "sealed": return ReadOpening(record.Value, trailer);
            case "proof": return ReadProof(record.Value, trailer);
            case "end": return ReadEnd(record.Value, trailer);
            default:
                if (trailer.UnknownKinds.Count >= 1000) return "there are more than 1000 records of kinds that this version does not know";
                trailer.UnknownKinds.Add(record.Name);
                return null;
        }
    }

    private static string? ReadOpening(JsonElement value, ChainTrailer trailer)
    {
        if (!HasMembers(value, "path", "salt", "seq", "value") || !IsText(value, "path", out string path) || !IsText(value, "salt", out string salt64) || !IsSequence(value, "seq", out long seq))
            return "an opening does not have the members path, salt, seq and value";
        Span<byte> salt = stackalloc byte[SealedValue.SaltSize];
        if (salt64.Length != 22 || !Base64Url.IsValid(salt64) || !Base64Url.TryDecodeFromChars(salt64, salt, out int written) || written != salt.Length || Base64Url.EncodeToString(salt) != salt64)
            return "the salt of an opening is not 16 bytes of base64url";
        Digest commitment = SealedValue.Commit(salt, System.Text.Encoding.UTF8.GetBytes(value.GetProperty("value").GetRawText()));
        trailer.Openings.Add(new SealedOpening(seq, path, commitment));
        return null;
    }

    private static string? ReadProof(JsonElement value, ChainTrailer trailer)
    {
        if (!HasMembers(value, "checkpoint", "path", "seq") || !IsText(value, "checkpoint", out string checkpoint) || !IsSequence(value, "seq", out long seq))
            return "a proof does not have the members checkpoint, path and seq";
        JsonElement path = value.GetProperty("path");
        if (path.ValueKind != JsonValueKind.Array || path.GetArrayLength() > 64) return "the path of a proof is not a list of at most 64 hashes";
        List<Digest> hashes = [];
        foreach (JsonElement item in path.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.String || !Digest.TryParseBase64(item.GetString(), out Digest hash)) return "the path of a proof holds something that is not a hash in base64";
            hashes.Add(hash);
        }
        trailer.Proofs.Add(new InclusionProof(checkpoint, seq, hashes));
        return null;
    }

    private static string? ReadEnd(JsonElement value, ChainTrailer trailer)
    {
        if (!HasMembers(value, "count", "head") || !IsText(value, "head", out string head) || value.GetProperty("count").ValueKind != JsonValueKind.Number
            || !value.GetProperty("count").TryGetInt64(out long count) || count < 0 || !Digest.TryParseHex(System.Text.Encoding.UTF8.GetBytes(head), out Digest hash))
            return "the end record does not have the members count and head";
        if (trailer.End is not null) return "there are two end records";
        trailer.End = new BundleEnd(count, hash);
        return null;
    }

    private static bool HasMembers(JsonElement value, params ReadOnlySpan<string> names)
    {
        if (value.ValueKind != JsonValueKind.Object || value.GetPropertyCount() != names.Length) return false;
        foreach (string name in names)
        {
            if (!value.TryGetProperty(name, out _)) return false;
        }
        return true;
    }

    private static bool IsText(JsonElement value, string name, out string text)
    {
        JsonElement member = value.GetProperty(name);
        text = member.ValueKind == JsonValueKind.String ? member.GetString()! : "";
        return member.ValueKind == JsonValueKind.String;
    }

    private static bool IsSequence(JsonElement value, string name, out long seq)
    {
        seq = 0;
        JsonElement member = value.GetProperty(name);
        return member.ValueKind == JsonValueKind.Number && member.TryGetInt64(out seq) && seq is >= 1 and <= AuditLimits.SafeInteger;
    }

    private static bool HasOneMember(ReadOnlySpan<byte> line)
    {
        CanonicalScanner scanner = new(line);
        if (!scanner.EnterObject(out CanonicalScanner.ObjectState state) || !scanner.NextMember(ref state, out _)) return false;
        return scanner.SkipValue(AuditLimits.Depth + 1) && scanner.Peek == '}' && scanner.Position == line.Length - 1;
    }
}
