using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace AuditChain.Bundles;

// The records after the entries of a bundle. Each is canonical JSON with exactly one member, which names its kind:
//
//   {"pruned":{"edge":["…"],"statement":"auditlog/1 prune statement\n…","through":4096}}
//   {"kept":{"entry":"{\"action\":…}","path":["…","…"],"seq":11,"size":20}}
//   {"consistency":{"from":8,"path":["…"],"to":4096}}
//   {"attestation":"example.com/ops\n5\n…"}
//   {"timestamp":{"note":"c0ff…","token":"MII…"}}   {"rekor":{"entry":{…},"note":"c0ff…"}}
//   {"sealed":{"path":"/data/user","salt":"AAECAwQFBgcICQoLDA0ODw","seq":5,"value":"alice@example.com"}}
//   {"proof":{"checkpoint":"example.com/ops\n5\n…","path":["…","…"],"seq":3}}
//   {"end":{"count":5,"head":"b568…336a"}}
//
// A parser refuses further members, missing members, members of another type, and another order (RecordOrder). Other kinds
// are reported, not refused.

/// <summary>Reads the trailer records of a bundle, one after another, each once.</summary>
/// <param name="trailer">Where they go.</param>
internal sealed class BundleRecord(ChainTrailer trailer)
{
    private const int Depth = AuditLimits.Depth + 2;
    private const int MaxPath = 64;
    private const int MaxOtherKinds = 20;
    private static readonly JsonDocumentOptions s_options = new() { MaxDepth = Depth };

    /// <summary>How a record of a known kind begins: one that is spelled wrongly is still one, so that the right thing is said of it.</summary>
    private static readonly byte[][] s_known =
        [.. ((string[])["pruned", "kept", "consistency", "attestation", "timestamp", "rekor", "sealed", "proof", "end"]).Select(kind => Encoding.ASCII.GetBytes($"{{\"{kind}\":"))];

    private readonly RecordOrder _order = new();
    private long _number;
    private string _note = "";

    /// <summary>True for a record, which has one member; false for a line that stands where an entry should, which has many. No line is taken for one by one reading and for the other by another.</summary>
    public static bool IsRecord(ReadOnlySpan<byte> line)
    {
        CanonicalScanner scanner = new(line);
        if (scanner.EnterObject(out CanonicalScanner.ObjectState state) && scanner.NextMember(ref state, out _) && scanner.SkipValue(Depth - 1))
        {
            if (scanner.Peek == ',') return false;
            if (scanner.Peek == '}' && scanner.Position == line.Length - 1) return true;
        }
        foreach (byte[] prefix in s_known)
        {
            if (line.StartsWith(prefix)) return true;
        }
        return false;
    }

    /// <summary>Reads a record into the trailer.</summary>
    /// <returns>Why it is refused, or null.</returns>
    public string? Read(ReadOnlySpan<byte> line)
    {
        if (trailer.End is not null) return "there is something after the end record";
        if (CanonicalJson.FindFault(line, Depth) is { } fault) return $"a record after the entries is not canonical JSON: {fault}";
        JsonElement root = JsonElement.Parse(line, s_options);
        if (root.ValueKind != JsonValueKind.Object || root.GetPropertyCount() != 1) return "a record after the entries is not an object with one member";
        JsonProperty record = root.EnumerateObject().First();
        (_number, _note) = (0, "");
        return ReadValue(record.Name, record.Value) ?? _order.Check(record.Name, _number, _note, line);
    }

    private string? ReadValue(string kind, JsonElement value)
    {
        switch (kind)
        {
            case "pruned": return ReadPruned(value);
            case "kept": return ReadKept(value);
            case "consistency": return ReadConsistency(value);
            case "attestation": return ReadAttestation(value);
            case "timestamp": return ReadEvidence(value, "timestamp", "token");
            case "rekor": return ReadEvidence(value, "rekor", "entry");
            case "sealed": return ReadOpening(value);
            case "proof": return ReadProof(value);
            case "end": return ReadEnd(value);
            default:
                CountOther(kind);
                return null;
        }
    }

    private string? ReadPruned(JsonElement value)
    {
        if (!HasMembers(value, "edge", "statement", "through") || !IsText(value, "statement", out _) || !IsSequence(value, "through", out _number) || !IsPath(value, "edge", out _))
            return "a pruned record does not have the members edge (at most 64 hashes in base64), statement and through";
        if (trailer.OtherKinds.ContainsKey("pruned")) return "there are two pruned records";
        CountOther("pruned");
        return null;
    }

    private string? ReadKept(JsonElement value)
    {
        if (!HasMembers(value, "entry", "path", "seq", "size") || !IsText(value, "entry", out string entry) || !IsPath(value, "path", out List<Digest> path)
            || !IsSequence(value, "seq", out _number) || !IsSequence(value, "size", out long size) || _number > size)
            return "a kept record does not have the members entry, path (at most 64 hashes in base64), seq and size";
        trailer.Kept.Add(new KeptEntry(Encoding.UTF8.GetBytes(entry), path, _number, size));
        return null;
    }

    private string? ReadConsistency(JsonElement value)
    {
        if (!HasMembers(value, "from", "path", "to") || !IsPath(value, "path", out _) || !IsSequence(value, "from", out _number) || !IsSequence(value, "to", out long to) || _number > to)
            return "a consistency record does not have the members from, path (at most 64 hashes in base64) and to";
        CountOther("consistency");
        return null;
    }

    private string? ReadAttestation(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.String) return "an attestation is not text";
        string note = value.GetString()!;
        if (note.Split('\n', 3) is [_, string size, _] && long.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out long stated)) _number = stated;
        trailer.Attestations.Add(note);
        return null;
    }

    /// <summary>What others vouch for is taken as it stands here, and judged once it is known who signed what it is about.</summary>
    private string? ReadEvidence(JsonElement value, string kind, string artifact)
    {
        if (!HasMembers(value, artifact, "note") || !IsText(value, "note", out _note) || !Digest.TryParseHex(Encoding.UTF8.GetBytes(_note), out Digest note)
            || value.GetProperty(artifact).ValueKind != (kind == "rekor" ? JsonValueKind.Object : JsonValueKind.String))
            return $"a {kind} record does not have the members {artifact} and note, the hash of what it is about";
        byte[]? data = kind == "rekor" ? Encoding.UTF8.GetBytes(value.GetProperty(artifact).GetRawText()) : Unbase64(value.GetProperty(artifact).GetString()!);
        if (data is null || data.Length > EvidenceRecord.MaxBytes) return $"the {artifact} of a {kind} record is not base64, or has more than {EvidenceRecord.MaxBytes} bytes";
        trailer.Evidence.Add(new EvidenceRecord(note, kind, data));
        return null;
    }

    private string? ReadOpening(JsonElement value)
    {
        if (!HasMembers(value, "path", "salt", "seq", "value") || !IsText(value, "path", out string path) || !IsText(value, "salt", out string salt64) || !IsSequence(value, "seq", out _number))
            return "an opening does not have the members path, salt, seq and value";
        Span<byte> salt = stackalloc byte[SealedValue.SaltSize];
        if (salt64.Length != 22 || !Base64Url.IsValid(salt64) || !Base64Url.TryDecodeFromChars(salt64, salt, out int written) || written != salt.Length || Base64Url.EncodeToString(salt) != salt64)
            return "the salt of an opening is not 16 bytes of base64url";
        Digest commitment = SealedValue.Commit(salt, Encoding.UTF8.GetBytes(value.GetProperty("value").GetRawText()));
        trailer.Openings.Add(new SealedOpening(_number, path, commitment));
        return null;
    }

    private string? ReadProof(JsonElement value)
    {
        if (!HasMembers(value, "checkpoint", "path", "seq") || !IsText(value, "checkpoint", out string checkpoint) || !IsSequence(value, "seq", out _number) || !IsPath(value, "path", out List<Digest> path))
            return "a proof does not have the members checkpoint, path (at most 64 hashes in base64) and seq";
        trailer.Proofs.Add(new InclusionProof(checkpoint, _number, path));
        return null;
    }

    private string? ReadEnd(JsonElement value)
    {
        if (!HasMembers(value, "count", "head") || !IsText(value, "head", out string head) || value.GetProperty("count").ValueKind != JsonValueKind.Number
            || !value.GetProperty("count").TryGetInt64(out long count) || count < 0 || !Digest.TryParseHex(Encoding.UTF8.GetBytes(head), out Digest hash))
            return "the end record does not have the members count and head";
        trailer.End = new BundleEnd(count, hash);
        return null;
    }

    private static byte[]? Unbase64(string text)
    {
        byte[] bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out int length) && length > 0 && Convert.ToBase64String(bytes, 0, length) == text ? bytes[..length] : null;
    }

    private void CountOther(string kind)
    {
        if (trailer.OtherKinds.Count >= MaxOtherKinds && !trailer.OtherKinds.ContainsKey(kind)) kind = "…";
        trailer.OtherKinds[kind] = trailer.OtherKinds.GetValueOrDefault(kind) + 1;
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

    private static bool IsPath(JsonElement value, string name, out List<Digest> hashes)
    {
        hashes = [];
        JsonElement path = value.GetProperty(name);
        if (path.ValueKind != JsonValueKind.Array || path.GetArrayLength() > MaxPath) return false;
        foreach (JsonElement item in path.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.String || !Digest.TryParseBase64(item.GetString(), out Digest hash)) return false;
            hashes.Add(hash);
        }
        return true;
    }

    private static bool IsSequence(JsonElement value, string name, out long seq)
    {
        seq = 0;
        JsonElement member = value.GetProperty(name);
        return member.ValueKind == JsonValueKind.Number && member.TryGetInt64(out seq) && seq is >= 1 and <= AuditLimits.SafeInteger;
    }
}
