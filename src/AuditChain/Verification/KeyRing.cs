using System.Text.Json;

namespace AuditChain.Verification;

// Who is trusted, and for which sizes (format.md, section 5):
//
//   handed over        0 ──────────────── retired?      both ends are vouched for; nothing beyond them
//   announced at m     m ──────────────── retired?
//
// A statement at m is judged by what was trusted before m, so the order of keys and of signatures never matters. What has no
// effect is counted and told, in a bounded number of lines: an entry may say anything, and accuses nobody.

/// <summary>The keys that are trusted, and their bounds: those handed over, and those that a trusted key announced in the log.</summary>
internal sealed class KeyRing
{
    private const int NotesKept = 10;
    private readonly Digest _log;
    private readonly Dictionary<string, TrustedKey> _keys = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Name, uint Id), List<TrustedKey>> _named = [];
    private readonly List<TrustedKey> _anyName = [];
    private readonly List<string> _notes = [];
    private long _further;

    public KeyRing(IReadOnlyList<VerifierKey> handed, Digest log)
    {
        _log = log;
        foreach (VerifierKey key in handed) Trust(key, from: 0);
    }

    /// <summary>False when nobody is trusted: then no statement can have an effect.</summary>
    public bool IsEmpty => _keys.Count == 0;

    /// <summary>All of them with their bounds; a retired one too, for what it signed before.</summary>
    public IReadOnlyList<KeyState> States => [.. _keys.Values.Select(key => new KeyState(key.Key, key.From, key.Retired))];

    /// <summary>What was learned, in words; bounded.</summary>
    public IEnumerable<string> Notes => _further == 0 ? _notes : _notes.Append($"{_further} more entries of the type {KeyStatement.EntryType} are not listed.");

    /// <summary>
    /// Takes over the state at a checkpoint from which a verification goes on. Keys of which nothing is known from there vouch
    /// beyond it only if they signed it.
    /// </summary>
    /// <param name="checkpoint">The signed checkpoint.</param>
    /// <param name="known">What an earlier verification reported; empty for nothing.</param>
    public void GoOnFrom(SignedNote checkpoint, IReadOnlyList<KeyState> known)
    {
        long size = checkpoint.Checkpoint().Size;
        HashSet<TrustedKey> carried = [.. Check(checkpoint, _ => true).Signers.Select(signer => signer.State)];
        foreach (KeyState state in known)
        {
            TrustedKey key = Trust(state.Key, state.From);
            (key.From, key.Retired) = (state.From, state.Retired);
            carried.Add(key);
        }
        foreach (TrustedKey key in _keys.Values.Where(key => !carried.Contains(key)))
        {
            key.Retired = size;
            Note($"The key {key.Name} did not sign the checkpoint to go on from, and no earlier report says that it was still in use there: it vouches for nothing beyond {size}.");
        }
    }

    /// <summary>Reads an entry of the type <see cref="KeyStatement.EntryType"/>.</summary>
    /// <param name="seq">Its sequence.</param>
    /// <param name="data">Its data, as JSON.</param>
    /// <param name="rootBefore">The root of the entries before it, asked for only when a trusted key has signed; null where it is not known.</param>
    /// <param name="proven">The tree that a statement kept beside a part was proven to be in; null for one in the file itself.</param>
    public void Learn(long seq, ReadOnlySpan<byte> data, Func<Digest?> rootBefore, TreeHead? proven = null)
    {
        if (IsEmpty) return;
        if (!TryReadNote(data, out SignedNote? note) || !KeyStatement.TryParse(note!.Text, out KeyStatement? statement) || statement!.Log != _log)
        {
            Note($"Entry {seq} is of the type {KeyStatement.EntryType} and holds no statement about this log; it was ignored.");
            return;
        }
        List<TrustedKey> signers = [.. Check(note, key => key.From < seq && (key.Retired is not { } last || last >= seq)).Signers.Select(signer => signer.State)];
        if (signers.Count == 0)
        {
            Note($"Entry {seq} announces or retires a key, and no key that is trusted there has signed it; it was ignored.");
            return;
        }
        Digest? root = statement.Size == seq - 1 ? rootBefore() : null;
        if (root != statement.Root)
        {
            Note(root is null && statement.Size == seq - 1
                ? $"Entry {seq} announces or retires a key, and the tree before it is not known here, so that it could not be checked; it was ignored. Verify the whole log."
                : $"Entry {seq} holds a statement about keys that was signed for another place or another history; it was ignored.");
            return;
        }
        // Both are judged by the state before: a key announced here has signed nothing that counts here.
        bool retires = statement.Retired is { } gone && signers.Any(signer => Id(signer.Key) == Id(gone));
        if (statement.Announced is { } again && _keys.TryGetValue(Id(again), out TrustedKey? known))
        {
            // The same statement, kept beside a second checkpoint.
            if (proven is { } other && known.From == seq) known.Proven?.Add(other);
        }
        else if (statement.Announced is { } next)
        {
            Trust(next, seq).Proven = proven is { } tree ? [tree] : null;
            Note($"Entry {seq}: the key {next.Name} is announced by {NameOf(signers[0], note)}, and trusted from there on.");
        }
        if (!retires || _keys[Id(statement.Retired!)].Retired is not null) return;
        _keys[Id(statement.Retired!)].Retired = seq;
        Note($"Entry {seq}: the key {statement.Retired!.Name} is retired; it vouches for nothing beyond.");
    }

    /// <summary>Checks the signatures of a checkpoint by keys that may vouch for it.</summary>
    public (IReadOnlyList<VerifierKey> Signers, VerifierKey? Forger, VerifierKey? OutOfBounds) Check(SignedNote note, Checkpoint said)
    {
        TreeHead head = new(said.Size, said.Root);
        (List<(VerifierKey Key, TrustedKey State)> signers, VerifierKey? forger) = Check(note, key => key.MayVouch(head));
        VerifierKey? outOfBounds = signers.Count > 0 || forger is not null ? null : note.Signatures.SelectMany(Matching).FirstOrDefault(match => !match.State.MayVouch(head)).Key;
        return ([.. signers.Select(signer => signer.Key)], forger, outOfBounds);
    }

    private (List<(VerifierKey Key, TrustedKey State)> Signers, VerifierKey? Forger) Check(SignedNote note, Func<TrustedKey, bool> counts)
    {
        List<(VerifierKey Key, TrustedKey State)> signers = [];
        VerifierKey? forger = null;
        foreach (NoteSignature signature in note.Signatures)
        {
            // Two keys can share a name and the four bytes of an id: it is enough that the signature is one's.
            List<(VerifierKey Key, TrustedKey State)> named = [.. Matching(signature).Where(match => counts(match.State))];
            if (named.Count == 0) continue;
            (VerifierKey Key, TrustedKey State) valid = named.Find(match => note.Holds(signature, match.Key));
            if (valid.Key is null) forger ??= named[0].Key;
            else if (!signers.Contains(valid)) signers.Add(valid);
        }
        return (signers, forger);
    }

    private IEnumerable<(VerifierKey Key, TrustedKey State)> Matching(NoteSignature signature)
    {
        IEnumerable<TrustedKey> named = _named.TryGetValue((signature.KeyName, signature.KeyId), out List<TrustedKey>? keys) ? keys : [];
        return named.Concat(_anyName.Where(key => key.Key.IsNamedBy(signature.KeyName, signature.KeyId))).Select(key => (key.Named.GetValueOrDefault(signature.KeyName, key.Key), key));
    }

    private TrustedKey Trust(VerifierKey key, long from)
    {
        if (!_keys.TryGetValue(Id(key), out TrustedKey? trusted)) _keys.Add(Id(key), trusted = new TrustedKey(key) { From = from });
        if (key.IsAnyName)
        {
            if (!_anyName.Contains(trusted)) _anyName.Add(trusted);
            return trusted;
        }
        if (!trusted.Named.TryAdd(key.Name, key)) return trusted;
        if (!_named.TryGetValue((key.Name, key.KeyId), out List<TrustedKey>? same)) _named.Add((key.Name, key.KeyId), same = []);
        same.Add(trusted);
        return trusted;
    }

    private void Note(string text)
    {
        if (_notes.Count < NotesKept) _notes.Add(text);
        else _further++;
    }

    private static bool TryReadNote(ReadOnlySpan<byte> data, out SignedNote? note)
    {
        note = null;
        if (data.IsEmpty) return false;
        JsonElement value = JsonElement.Parse(data, JsonReading.Options);
        return value.ValueKind == JsonValueKind.Object && value.TryGetProperty("note", out JsonElement text) && text.ValueKind == JsonValueKind.String
            && SignedNote.TryParse(text.GetString()!, out note, out _);
    }

    /// <summary>A key is its public key: the same one under two names is one key.</summary>
    private static string Id(VerifierKey key) => Convert.ToHexString(key.PublicKey);

    private static string NameOf(TrustedKey key, SignedNote note) => key.Key.IsAnyName ? note.Signatures[0].KeyName : key.Name;

    internal sealed class TrustedKey(VerifierKey key)
    {
        public VerifierKey Key => key;

        public string Name => key.IsAnyName ? "that was handed over without a name" : key.Name;

        /// <summary>The names under which it was handed over or announced.</summary>
        public Dictionary<string, VerifierKey> Named { get; } = new(StringComparer.Ordinal);

        public long From { get; set; }

        public long? Retired { get; set; }

        /// <summary>For a key announced in an entry that a part only keeps: the trees that this entry was shown to be in.</summary>
        public HashSet<TreeHead>? Proven { get; set; }

        public bool MayVouch(TreeHead head) => From <= head.Size && (Retired is not { } last || head.Size <= last) && (Proven is not { } trees || trees.Contains(head));
    }
}

/// <summary>One state of the tree.</summary>
/// <param name="Size">Number of entries.</param>
/// <param name="Root">Their root.</param>
internal readonly record struct TreeHead(long Size, Digest Root);
