using System.Globalization;

namespace AuditChain.Bundles;

// The order of the records of a bundle (format.md, section 6): by kind; within a kind by size or seq, for evidence by note;
// then by the bytes of the line. It is strict, so that no line can be there twice.

/// <summary>Holds the records of a bundle to their order while they pass by.</summary>
internal sealed class RecordOrder
{
    private const int MaxUnknown = 100_000;
    private readonly Dictionary<string, Place> _last = new(StringComparer.Ordinal);
    private readonly HashSet<Digest> _unknown = [];
    private int _rank;

    /// <summary>Why a record may not follow those before it; null when it may.</summary>
    /// <param name="kind">The name of its one member.</param>
    /// <param name="number">Its size or sequence; 0 for none.</param>
    /// <param name="note">The hash that evidence names; empty for none.</param>
    /// <param name="line">Its line.</param>
    public string? Check(string kind, long number, string note, ReadOnlySpan<byte> line)
    {
        int rank = Rank(kind);
        if (rank < 0) return CheckUnknown(line);
        if (rank < _rank) return $"a record of the kind {kind} stands behind one of a kind that comes after it";
        _rank = rank;
        if (_last.TryGetValue(kind, out Place? before))
        {
            int order = number != before.Number ? number.CompareTo(before.Number) : string.CompareOrdinal(note, before.Note);
            if (order == 0) order = line.SequenceCompareTo(before.Line);
            if (order == 0) return $"a record of the kind {kind} is there twice";
            if (order < 0) return string.Create(CultureInfo.InvariantCulture, $"records of the kind {kind} are not in order");
        }
        _last[kind] = new Place(number, note, line.ToArray());
        return null;
    }

    private static int Rank(string kind) => kind switch
    {
        "pruned" => 0,
        "kept" => 1,
        "consistency" => 2,
        "attestation" => 3,
        "timestamp" or "rekor" => 4,
        "sealed" => 5,
        "proof" => 6,
        "end" => 7,
        _ => -1,
    };

    /// <summary>Where kinds yet to come belong, only their own version knows; but no line is there twice.</summary>
    private string? CheckUnknown(ReadOnlySpan<byte> line)
    {
        if (_unknown.Count == MaxUnknown) return string.Create(CultureInfo.InvariantCulture, $"there are more than {MaxUnknown} records of kinds that this version does not know, which is more than is read");
        return _unknown.Add(Digest.Of(line)) ? null : "a record of a kind that this version does not know is there twice";
    }

    private sealed record Place(long Number, string Note, byte[] Line);
}
