using System.Globalization;
using System.Text.Json;

namespace AuditChain.Verification;

/// <summary>The openings of a bundle: each must be of a commitment that stands at its place in its entry.</summary>
internal sealed class OpeningBook
{
    private readonly Dictionary<long, List<SealedOpening>> _openings = [];

    public OpeningBook(IReadOnlyList<SealedOpening> openings)
    {
        HashSet<(long, string)> places = [];
        foreach (SealedOpening opening in openings)
        {
            if (!places.Add((opening.Sequence, opening.Path)))
                throw new ChainFaultException(Verdict.Tampered, opening.Sequence, $"there are two openings of {opening.Path} of entry {opening.Sequence}");
            if (!_openings.TryGetValue(opening.Sequence, out List<SealedOpening>? list)) _openings.Add(opening.Sequence, list = []);
            list.Add(opening);
        }
    }

    public ChainFault? Pass(long seq, ReadOnlySpan<byte> line)
    {
        if (_openings.Count == 0 || !_openings.Remove(seq, out List<SealedOpening>? openings)) return null;
        JsonElement entry = JsonElement.Parse(line, JsonReading.Options);
        foreach (SealedOpening opening in openings)
        {
            if (CommitmentAt(entry, opening.Path) != opening.Commitment.ToBase64Url())
                return new ChainFault(Verdict.Tampered, seq, $"the opening of {opening.Path} of entry {seq} does not match a commitment there");
        }
        return null;
    }

    /// <summary>An opening of an entry that was not read, if there is one.</summary>
    public ChainFault? Unread() => _openings.Count == 0 ? null
        : new ChainFault(Verdict.Tampered, _openings.Keys.Min(), $"there is an opening of entry {_openings.Keys.Min()}, and no such entry");

    /// <summary>Follows a JSON Pointer (RFC 6901) to a sealed value and returns its commitment; null when there is none.</summary>
    private static string? CommitmentAt(JsonElement value, string pointer)
    {
        if (!pointer.StartsWith("/data", StringComparison.Ordinal)) return null;
        foreach (string token in pointer.Split('/').Skip(1))
        {
            string name = token.Replace("~1", "/").Replace("~0", "~");
            if (value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out JsonElement member)) value = member;
            else if (value.ValueKind == JsonValueKind.Array && IsIndex(name, value.GetArrayLength(), out int index)) value = value[index];
            else return null;
        }
        return value.ValueKind == JsonValueKind.Object && value.GetPropertyCount() == 1
            && value.TryGetProperty(ValueWriter.SealedMember, out JsonElement commitment) && commitment.ValueKind == JsonValueKind.String
            ? commitment.GetString() : null;
    }

    private static bool IsIndex(string token, int length, out int index) =>
        int.TryParse(token, NumberStyles.None, CultureInfo.InvariantCulture, out index) && index < length && (token == "0" || token[0] != '0');
}
