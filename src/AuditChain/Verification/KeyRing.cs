using System.Text.Json;

namespace AuditChain.Verification;

/// <summary>The keys that are trusted: those handed over, and those that a trusted key announced in the log, until they retire.</summary>
internal sealed class KeyRing(IReadOnlyList<VerifierKey> handed, Digest log)
{
    private readonly List<VerifierKey> _announced = [];
    private readonly Dictionary<string, long> _retired = new(StringComparer.Ordinal);

    /// <summary>All of them; a retired one too, for what it signed before.</summary>
    public IEnumerable<VerifierKey> Keys => handed.Concat(_announced);

    /// <summary>Keys that are not among those handed over.</summary>
    public IReadOnlyList<VerifierKey> Announced => _announced;

    /// <summary>What was learned, in words.</summary>
    public List<string> Notes { get; } = [];

    /// <summary>True when a key may vouch for a checkpoint of this size.</summary>
    public bool MayVouch(VerifierKey key, long size) => !_retired.TryGetValue(Id(key), out long seq) || size <= seq;

    /// <summary>Reads an entry of the type <see cref="KeyStatement.EntryType"/>. What no trusted key signed changes nothing.</summary>
    public void Learn(long seq, ReadOnlySpan<byte> data)
    {
        if (handed.Count == 0 || data.IsEmpty) return;
        JsonElement value = JsonElement.Parse(data, JsonReading.Options);
        if (value.ValueKind != JsonValueKind.Object || !value.TryGetProperty("note", out JsonElement text) || text.ValueKind != JsonValueKind.String
            || !SignedNote.TryParse(text.GetString()!, out SignedNote? note, out _) || !KeyStatement.TryParse(note!.Text, out KeyStatement? statement) || statement!.Log != log)
        {
            Notes.Add($"Entry {seq} is of the type {KeyStatement.EntryType} and holds no statement about this log.");
            return;
        }
        VerifierKey? speaker = Keys.FirstOrDefault(key => MayVouch(key, seq) && note.Verify(key) == NoteVerification.Valid);
        if (speaker is null)
        {
            Notes.Add($"Entry {seq} announces or retires a key, and no key that is trusted there has signed it; it was ignored.");
            return;
        }
        if (statement.Announced is { } next && !Keys.Any(key => Id(key) == Id(next)))
        {
            _announced.Add(next);
            Notes.Add($"Entry {seq}: the key {next.Name} is announced by {NameOf(speaker, note)}, and trusted from there on.");
        }
        if (statement.Retired is { } gone && Id(gone) == Id(speaker) && _retired.TryAdd(Id(gone), seq))
            Notes.Add($"Entry {seq}: the key {gone.Name} is retired; it vouches for nothing beyond.");
    }

    /// <summary>A key is its public key: the same one under two names is one key.</summary>
    private static string Id(VerifierKey key) => Convert.ToHexString(key.PublicKey);

    private static string NameOf(VerifierKey key, SignedNote note) => key.IsAnyName ? note.Signatures[0].KeyName : key.Name;
}
